package videolab.processor.audience;

import java.nio.file.Path;
import java.util.HexFormat;
import videolab.processor.audience.viewers.Enricher;
import videolab.processor.audience.viewers.Geo;
import videolab.processor.audience.viewers.ViewerKeys;
import videolab.processor.spark.PerJvm;

/** What the tasks of a JVM share: caches and an open database are no task's own. */
record AudienceEnrichment(Enricher enricher, ViewerKeys viewers, boolean keepAddresses) {

    private static final PerJvm<ReadSettings, AudienceEnrichment> OPEN =
            new PerJvm<>(AudienceEnrichment::open, AudienceEnrichment::close);

    /** The one of this JVM for these settings. */
    static AudienceEnrichment of(ReadSettings settings) {
        return OPEN.get(settings);
    }

    /** Keeps the one of this JVM open, if it is used, until the lease is closed. */
    static PerJvm.Lease<AudienceEnrichment> lease(ReadSettings settings) {
        return OPEN.lease(settings);
    }

    private void close() {
        enricher.close();
    }

    private static AudienceEnrichment open(ReadSettings settings) {
        Geo geo = settings.geo() == null ? Geo.none() : Geo.open(Path.of(settings.geo()));
        return new AudienceEnrichment(
                new Enricher(geo), new ViewerKeys(HexFormat.of().parseHex(settings.salt())), settings.keepAddresses());
    }
}
