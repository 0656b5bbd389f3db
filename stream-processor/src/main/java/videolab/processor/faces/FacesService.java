package videolab.processor.faces;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import videolab.contract.Models;
import videolab.processor.faces.crops.CropPipeline;
import videolab.processor.faces.minutes.MinutePipeline;
import videolab.processor.spark.QueryTrigger;
import videolab.processor.spark.SupervisedQuery;

/**
 * The faces pipeline and the one that follows it, which stores its crops or adds up its counts, running on a Spark
 * session that belongs to the caller.
 */
public final class FacesService implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FacesService.class);

    /** A pass takes seconds; after Ctrl-C {@link videolab.processor.spark.OrderlyStop} waits for less than this. */
    private static final Duration LAST_PASS_PATIENCE = Duration.ofMinutes(2);

    private final AnalyzerPool analyzers;
    private final Models models;
    private final SupervisedQuery faces;
    private final Optional<SupervisedQuery> follower;
    private final Optional<PassAfter> passAfter;
    private final Optional<Supplier<SupervisedQuery>> lastPass;
    private final CompletableFuture<Void> end;

    private FacesService(
            AnalyzerPool analyzers,
            Models models,
            SupervisedQuery faces,
            Optional<SupervisedQuery> follower,
            Optional<PassAfter> passAfter,
            Optional<Supplier<SupervisedQuery>> lastPass,
            CompletableFuture<Void> end) {
        this.analyzers = analyzers;
        this.models = models;
        this.faces = faces;
        this.follower = follower;
        this.passAfter = passAfter;
        this.lastPass = lastPass;
        this.end = end;
    }

    /** @param analyzersAtOnce so many are opened before the first frame comes, at least one */
    public static FacesService start(SparkSession spark, FacesSettings settings, int analyzersAtOnce) {
        AnalyzerPool analyzers = AnalyzerPool.of(settings.analyzer());
        Models models = analyzers.warmUp(analyzersAtOnce);
        LOG.info(
                "detector {}, emotion model {}, max age {} ms",
                models.detector(),
                models.emotion(),
                settings.analyzer().maxAge().toMillis());
        FacesPipeline analysing = new FacesPipeline(settings);
        SupervisedQuery faces = SupervisedQuery.start("faces", () -> analysing.start(spark));
        Optional<FollowUpQuery> following = following(settings);
        Optional<Supplier<SupervisedQuery>> pass = following.map(
                pipeline -> () -> SupervisedQuery.start(pipeline.name(), () -> pipeline.startAvailableNow(spark)));
        if (settings.trigger() instanceof QueryTrigger.AvailableNow) {
            // The last crops and counts are known when the last frame is analysed.
            Optional<PassAfter> after = pass.map(PassAfter::new);
            CompletableFuture<Void> end = faces.end().thenComposeAsync(done -> after.map(PassAfter::run)
                    .orElseGet(() -> CompletableFuture.completedFuture(null)));
            return new FacesService(analyzers, models, faces, Optional.empty(), after, Optional.empty(), end);
        }
        Optional<SupervisedQuery> follower =
                following.map(pipeline -> SupervisedQuery.startPatient(pipeline.name(), () -> pipeline.start(spark)));
        return new FacesService(
                analyzers,
                models,
                faces,
                follower,
                Optional.empty(),
                settings.analyzer().aggregateOnly() ? pass : Optional.empty(),
                faces.end());
    }

    private static Optional<FollowUpQuery> following(FacesSettings settings) {
        if (settings.analyzer().aggregateOnly()) {
            return Optional.of(new MinutePipeline(settings.kafka(), settings.checkpoint()));
        }
        return settings.crops().map(store -> new CropPipeline(settings.kafka(), settings.checkpoint(), store));
    }

    /** What the frames are analysed with. */
    public Models models() {
        return models;
    }

    public FrameCounters.Snapshot counters() {
        return analyzers.counters().snapshot();
    }

    /** Whether a frame that is sent now is read at once. */
    public boolean isReading() {
        return faces.isReading();
    }

    /** Completes when there is no more to do; exceptionally when the faces query was given up. */
    public CompletableFuture<Void> end() {
        return end;
    }

    @Override
    public void close() {
        passAfter.ifPresent(PassAfter::close);
        faces.close();
        follower.ifPresent(SupervisedQuery::close);
        // One that hangs, as it does when the broker is gone, would be in the way of the last pass, and so would the
        // broker.
        if (hasStopped(faces) && follower.map(FacesService::hasStopped).orElse(true)) {
            lastPass.ifPresent(FacesService::awaitLastPass);
        }
        analyzers.close();
    }

    /** The pass that follows when the frames that were there are analysed, unless the service is closed by then. */
    private static final class PassAfter implements AutoCloseable {

        private final Supplier<SupervisedQuery> start;
        private SupervisedQuery running;
        private boolean closed;

        PassAfter(Supplier<SupervisedQuery> start) {
            this.start = start;
        }

        synchronized CompletableFuture<Void> run() {
            if (closed) {
                LOG.info("crops and counts that are left are worked off at the next start");
                return CompletableFuture.completedFuture(null);
            }
            running = start.get();
            return running.end();
        }

        @Override
        public synchronized void close() {
            closed = true;
            if (running != null) {
                running.close();
            }
        }
    }

    private static boolean hasStopped(SupervisedQuery query) {
        return query.end().isDone() && !query.end().isCompletedExceptionally();
    }

    /** So that the minutes of a run are whole when it is over. */
    private static void awaitLastPass(Supplier<SupervisedQuery> lastPass) {
        try (SupervisedQuery pass = lastPass.get()) {
            pass.end().get(LAST_PASS_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.info("the last counts are added up at the next start");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
