package videolab.processor.audience;

import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import videolab.processor.enrich.Enricher;
import videolab.processor.enrich.Geo;
import videolab.processor.enrich.ViewerKeys;

/** Databases and caches that an executor's tasks share: one of each for a JVM and its settings. */
final class AudienceEnrichment {

    private static final Map<ReadSettings, AudienceEnrichment> OPEN = new ConcurrentHashMap<>();

    private final Enricher enricher;
    private final ViewerKeys viewers;

    private AudienceEnrichment(ReadSettings settings) {
        enricher = new Enricher(settings.geo() == null ? Geo.none() : Geo.open(Path.of(settings.geo())));
        viewers = new ViewerKeys(HexFormat.of().parseHex(settings.salt()));
    }

    static EventReader reader(ReadSettings settings) {
        AudienceEnrichment open = of(settings);
        return new EventReader(open.enricher, open.viewers);
    }

    static ViewerKeys viewers(ReadSettings settings) {
        return of(settings).viewers;
    }

    /** Closes those of this JVM, if they were used. */
    static void close(ReadSettings settings) {
        AudienceEnrichment open = OPEN.remove(settings);
        if (open != null) {
            open.enricher.close();
        }
    }

    private static AudienceEnrichment of(ReadSettings settings) {
        return OPEN.computeIfAbsent(settings, AudienceEnrichment::new);
    }
}
