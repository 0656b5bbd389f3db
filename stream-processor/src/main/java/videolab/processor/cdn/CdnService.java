package videolab.processor.cdn;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQueryListener;
import videolab.cli.FailedException;
import videolab.processor.kafka.FollowingRecords;
import videolab.processor.kafka.KafkaTopicEnd;
import videolab.processor.kafka.Rejects;
import videolab.processor.kpis.KpiStore;
import videolab.processor.spark.ConsumedRecords;
import videolab.processor.spark.PerJvm;
import videolab.processor.spark.QueryTrigger;
import videolab.processor.spark.StallWatch;
import videolab.processor.spark.SupervisedQuery;

/** The CDN pipeline, running on a Spark session that belongs to the caller. */
public final class CdnService implements AutoCloseable {

    private final SparkSession spark;
    private final CdnSettings settings;
    private final CdnTally tally;
    private final StreamingQueryListener progress;
    private final SupervisedQuery query;
    private final PerJvm.Lease<Rejects> rejects;
    private final PerJvm.Lease<FollowingRecords> following;
    private final CompletableFuture<Void> end;

    private CdnService(
            SparkSession spark,
            CdnTally tally,
            StreamingQueryListener progress,
            SupervisedQuery query,
            CdnSettings settings,
            CompletableFuture<Void> end) {
        this.spark = spark;
        this.settings = settings;
        this.tally = tally;
        this.progress = progress;
        this.query = query;
        this.rejects = Rejects.lease(settings.kafka());
        this.following = FollowingRecords.lease(settings.kafka());
        this.end = end;
    }

    public static CdnService start(SparkSession spark, CdnSettings settings) {
        CdnTally tally = new CdnTally();
        CdnPipeline pipeline = new CdnPipeline(settings, KpiStore.open(spark, settings.store()), tally);
        StreamingQueryListener progress = new Progress(tally);
        if (settings.trigger() instanceof QueryTrigger.AvailableNow) {
            CompletableFuture<Void> end = CompletableFuture.runAsync(() -> runAvailable(pipeline, spark));
            return new CdnService(spark, tally, progress, null, settings, end);
        }
        spark.streams().addListener(progress);
        SupervisedQuery query = SupervisedQuery.start(CdnPipeline.NAME, () -> pipeline.start(spark));
        return new CdnService(spark, tally, progress, query, settings, query.end());
    }

    private static void runAvailable(CdnPipeline pipeline, SparkSession spark) {
        try {
            spark.sparkContext().setJobGroup(CdnPipeline.NAME, "cdn logs that are there", true);
            pipeline.runAvailable(spark);
        } catch (FailedException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new FailedException(
                    "the logs could not be read or their KPIs not be written: "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            spark.sparkContext().clearJobGroup();
        }
    }

    /**
     * Restarts the query when it hangs.
     *
     * @return to be closed before this; null for a query that works on what is there
     */
    public StallWatch watch(Duration stall) {
        return query != null
                ? StallWatch.start(
                        spark,
                        query,
                        ConsumedRecords.of(CdnPipeline.NAME)::sum,
                        new KafkaTopicEnd(settings.kafka(), settings.topic()),
                        stall)
                : null;
    }

    /** What was done so far. */
    public CdnSummary summary() {
        return tally.summary();
    }

    /** How often logs had a word for a cache result that no format knows, by network and word; at most a hundred by name. */
    public Map<String, Long> unknownResults() {
        return tally.unknownResults();
    }

    /** Completes when there is no more to do; exceptionally when the query was given up. */
    public CompletableFuture<Void> end() {
        return end;
    }

    @Override
    public void close() {
        if (query == null) {
            spark.sparkContext().cancelJobGroup(CdnPipeline.NAME);
        } else {
            query.close();
            spark.streams().removeListener(progress);
        }
        rejects.close();
        following.close();
    }

    /** Hears of every query of the session. */
    private static final class Progress extends StreamingQueryListener {

        private final CdnTally tally;

        Progress(CdnTally tally) {
            this.tally = tally;
        }

        @Override
        public void onQueryStarted(QueryStartedEvent event) {
            // Its batches follow.
        }

        @Override
        public void onQueryProgress(QueryProgressEvent event) {
            if (CdnPipeline.NAME.equals(event.progress().name())) {
                CdnPipeline.count(event.progress(), tally);
            }
        }

        @Override
        public void onQueryTerminated(QueryTerminatedEvent event) {
            // SupervisedQuery sees to it.
        }
    }
}
