package videolab.processor.audience;

import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import videolab.processor.audience.viewers.Enricher;
import videolab.processor.audience.viewers.Geo;
import videolab.processor.audience.viewers.ViewerKeys;

/** What the tasks of a JVM share: caches and an open database are no task's own. */
record AudienceEnrichment(Enricher enricher, ViewerKeys viewers, boolean keepAddresses) {

    private static final Map<ReadSettings, AudienceEnrichment> OPEN = new ConcurrentHashMap<>();

    /** The one of this JVM for these settings. */
    static AudienceEnrichment of(ReadSettings settings) {
        return OPEN.computeIfAbsent(settings, AudienceEnrichment::open);
    }

    /** Closes it, if it was used. */
    static void close(ReadSettings settings) {
        AudienceEnrichment open = OPEN.remove(settings);
        if (open != null) {
            open.enricher.close();
        }
    }

    private static AudienceEnrichment open(ReadSettings settings) {
        Geo geo = settings.geo() == null ? Geo.none() : Geo.open(Path.of(settings.geo()));
        return new AudienceEnrichment(
                new Enricher(geo), new ViewerKeys(HexFormat.of().parseHex(settings.salt())), settings.keepAddresses());
    }
}
