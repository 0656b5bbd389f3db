package videolab.processor.audience;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.spark.sql.SparkSession;
import videolab.processor.kafka.FollowingRecords;
import videolab.processor.kafka.KafkaTopicEnd;
import videolab.processor.kafka.Rejects;
import videolab.processor.kpis.KpiStore;
import videolab.processor.spark.ConsumedRecords;
import videolab.processor.spark.PerJvm;
import videolab.processor.spark.QueryTrigger;
import videolab.processor.spark.StallWatch;
import videolab.processor.spark.SupervisedQuery;

/** The audience query, running. */
public final class AudienceService implements AutoCloseable {

    private final SparkSession spark;
    private final AudienceSettings settings;
    private final AudienceCounters counters;
    private final SupervisedQuery query;
    private final PerJvm.Lease<Rejects> rejects;
    private final PerJvm.Lease<FollowingRecords> following;
    private final PerJvm.Lease<AudienceEnrichment> enrichment;

    private AudienceService(
            SparkSession spark, AudienceSettings settings, AudienceCounters counters, SupervisedQuery query) {
        this.spark = spark;
        this.settings = settings;
        this.rejects = Rejects.lease(settings.kafka());
        this.following = FollowingRecords.lease(settings.kafka());
        this.enrichment = AudienceEnrichment.lease(settings.reading());
        this.counters = counters;
        this.query = query;
    }

    public static AudienceService start(SparkSession spark, AudienceSettings settings) {
        SketchWarning.silence();
        AudiencePipeline pipeline = new AudiencePipeline(settings, KpiStore.open(spark, settings.store()));
        AudienceCounters counters = new AudienceCounters();
        spark.streams().addListener(counters);
        return new AudienceService(
                spark, settings, counters, SupervisedQuery.start(AudiencePipeline.NAME, () -> pipeline.start(spark)));
    }

    /**
     * Restarts the query when it hangs.
     *
     * @return to be closed before this; null for a query that works on what is there
     */
    public StallWatch watch(Duration stall) {
        return !(settings.trigger() instanceof QueryTrigger.AvailableNow)
                ? StallWatch.start(
                        spark,
                        query,
                        ConsumedRecords.of(AudiencePipeline.NAME)::sum,
                        new KafkaTopicEnd(settings.kafka(), settings.topic()),
                        stall)
                : null;
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
        following.close();
        enrichment.close();
    }
}
