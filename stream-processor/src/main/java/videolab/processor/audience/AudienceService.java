package videolab.processor.audience;

import java.util.concurrent.CompletableFuture;
import org.apache.spark.sql.SparkSession;
import videolab.processor.kafka.Rejects;
import videolab.processor.kpis.KpiStore;
import videolab.processor.spark.PerJvm;
import videolab.processor.spark.SupervisedQuery;

/** The audience query, running. */
public final class AudienceService implements AutoCloseable {

    private final SparkSession spark;
    private final AudienceCounters counters;
    private final SupervisedQuery query;
    private final PerJvm.Lease<Rejects> rejects;
    private final PerJvm.Lease<AudienceEnrichment> enrichment;

    private AudienceService(
            SparkSession spark, AudienceSettings settings, AudienceCounters counters, SupervisedQuery query) {
        this.spark = spark;
        this.rejects = Rejects.lease(settings.kafka());
        this.enrichment = AudienceEnrichment.lease(settings.reading());
        this.counters = counters;
        this.query = query;
    }

    public static AudienceService start(SparkSession spark, AudienceSettings settings) {
        AudiencePipeline pipeline = new AudiencePipeline(settings, KpiStore.open(spark, settings.store()));
        AudienceCounters counters = new AudienceCounters();
        spark.streams().addListener(counters);
        return new AudienceService(
                spark, settings, counters, SupervisedQuery.start(AudiencePipeline.NAME, () -> pipeline.start(spark)));
    }

    public AudienceCounters.Snapshot counters() {
        return counters.snapshot();
    }

    /** Completes when there is no more to do; exceptionally when the query was given up. */
    public CompletableFuture<Void> end() {
        return query.end();
    }

    @Override
    public void close() {
        query.close();
        spark.streams().removeListener(counters);
        rejects.close();
        enrichment.close();
    }
}
