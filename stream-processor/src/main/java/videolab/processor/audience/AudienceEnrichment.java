package videolab.processor.audience;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import videolab.processor.enrich.Enricher;
import videolab.processor.enrich.ViewerKeys;

/** stub */
final class AudienceEnrichment {
    private static final Map<ReadSettings, Enricher> OPEN = new ConcurrentHashMap<>();

    private AudienceEnrichment() {}

    static EventReader of(ReadSettings settings) {
        return new EventReader(OPEN.computeIfAbsent(settings, s -> new Enricher()), new ViewerKeys());
    }

    static void close(ReadSettings settings) {
        OPEN.remove(settings);
    }
}
