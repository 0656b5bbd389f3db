package videolab.processor.faces;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import videolab.contract.Models;
import videolab.processor.kafka.KafkaTopicEnd;
import videolab.processor.spark.PerJvm;
import videolab.processor.spark.QueryTrigger;
import videolab.processor.spark.StallWatch;
import videolab.processor.spark.SupervisedQuery;
import videolab.processor.vision.Engine;

/** The faces query and its follow-up queries, running on a Spark session that belongs to the caller. */
public final class FacesService implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FacesService.class);

    private final SparkSession spark;
    private final FacesSettings settings;
    private final PerJvm.Lease<AnalyzerPool> analyzers;
    private final FrameCounters counters;
    private final Models models;
    private final SupervisedQuery faces;
    private final FollowUps followUps;
    private final RetentionWatch retention;
    private final boolean live;
    private final CompletableFuture<Void> end;

    private FacesService(
            SparkSession spark,
            FacesSettings settings,
            PerJvm.Lease<AnalyzerPool> analyzers,
            Models models,
            SupervisedQuery faces,
            FollowUps followUps,
            RetentionWatch retention,
            boolean live,
            CompletableFuture<Void> end) {
        this.spark = spark;
        this.settings = settings;
        this.analyzers = analyzers;
        this.counters = analyzers.value().counters();
        this.models = models;
        this.faces = faces;
        this.followUps = followUps;
        this.retention = retention;
        this.live = live;
        this.end = end;
    }

    /** @param analyzersAtOnce how many are opened before the first frame arrives, at least one */
    public static FacesService start(SparkSession spark, FacesSettings settings, int analyzersAtOnce) {
        PerJvm.Lease<AnalyzerPool> analyzers = AnalyzerPool.lease(settings.analyzer());
        Models models = warmUp(analyzers, analyzersAtOnce);
        LOG.info(
                "{}, max age {} ms",
                analyzers.value().description(),
                settings.analyzer().maxAge().toMillis());
        FacesPipeline pipeline = new FacesPipeline(settings);
        FollowUps followUps = new FollowUps(spark, settings.followUps());
        RetentionWatch retention = RetentionWatch.start(
                settings.kafka(), settings.framesTopic(), analyzers.value().counters());
        SupervisedQuery faces = SupervisedQuery.start("faces", () -> pipeline.start(spark));
        if (settings.trigger() instanceof QueryTrigger.AvailableNow) {
            // The last crops and counts are on their topics when the last frame is analyzed.
            CompletableFuture<Void> end = faces.end().thenComposeAsync(done -> followUps.drain());
            return new FacesService(spark, settings, analyzers, models, faces, followUps, retention, false, end);
        }
        followUps.start();
        return new FacesService(spark, settings, analyzers, models, faces, followUps, retention, true, faces.end());
    }

    private static Models warmUp(PerJvm.Lease<AnalyzerPool> analyzers, int analyzersAtOnce) {
        try {
            return analyzers.value().warmUp(analyzersAtOnce);
        } catch (RuntimeException e) {
            analyzers.close();
            throw e;
        }
    }

    /** What the frames are analyzed with. */
    public Models models() {
        return models;
    }

    /**
     * Restarts the query when it hangs.
     *
     * @return to be closed before this; null for a query that works on what is there
     */
    public StallWatch watch(Duration stall) {
        return live
                ? StallWatch.start(
                        spark,
                        faces,
                        counters::consumed,
                        new KafkaTopicEnd(settings.kafka(), settings.framesTopic()),
                        stall)
                : null;
    }

    /** What a person wants to know of a running service: models, and the engine that runs their networks. */
    public Map<String, String> facts() {
        return Map.of(
                "detector", models.detector(),
                "emotion model", Optional.ofNullable(models.emotion()).orElse("none"),
                "engine", Engine.preferred().label());
    }

    /** What this JVM has counted, also after the service is closed. */
    public FrameCounters.Snapshot counters() {
        return counters.snapshot();
    }

    /** Whether the query is consuming, so that a new frame is read immediately. */
    public boolean isReading() {
        return faces.isReading();
    }

    /** Completes when there is no more to do; exceptionally when the faces query was given up. */
    public CompletableFuture<Void> end() {
        return end;
    }

    @Override
    public void close() {
        followUps.close();
        faces.close();
        if (live && FollowUps.hasStopped(faces) && followUps.haveStopped()) {
            followUps.drainAtStop();
        }
        retention.close();
        analyzers.close();
    }
}
