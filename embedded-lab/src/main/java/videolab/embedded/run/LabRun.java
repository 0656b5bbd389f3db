package videolab.embedded.run;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.spark.sql.SparkSession;
import videolab.cli.FailedException;
import videolab.cli.KafkaSettings;
import videolab.cli.StatusReporter;
import videolab.cli.UsageException;
import videolab.contract.FrameTruth;
import videolab.contract.Models;
import videolab.contract.Topics;
import videolab.processor.faces.AnalyzerSettings;
import videolab.processor.faces.FaceOutput;
import videolab.processor.faces.FacesService;
import videolab.processor.faces.FacesSettings;
import videolab.processor.faces.crops.CropStore;
import videolab.processor.faces.crops.CropStoreSettings;
import videolab.processor.spark.LabSpark;
import videolab.processor.spark.QueryStarts;
import videolab.processor.spark.QueryTrigger;
import videolab.processor.spark.StallOption;
import videolab.processor.spark.StallWatch;
import videolab.source.capture.FrameSource;
import videolab.source.publish.FramePublisher;
import videolab.source.publish.PublisherSettings;
import videolab.source.publish.SourceStats;

/**
 * The whole lab in this JVM: broker, Spark, the faces service, cameras, and the audience when it is asked for. Each part is
 * started by its own call; {@link #close()} stops everything that runs, in reverse order. One thread.
 */
public final class LabRun implements AutoCloseable {

    private static final String MASTER = "local[8]";
    private static final Duration START_PATIENCE = Duration.ofSeconds(90);
    private static final Duration TICK = Duration.ofMillis(50);

    /**
     * How the lab runs.
     *
     * @param data folder of the broker's log and the checkpoints
     * @param faces where face pictures are stored; empty leaves them on their topic
     * @param kafkaPort 0 takes a free one
     * @param audience whether {@link #startAudience()} may be called: its query needs slots
     */
    public record Settings(
            Path data,
            Optional<CropStoreSettings> faces,
            int kafkaPort,
            QueryTrigger trigger,
            AnalyzerSettings analyzer,
            boolean audience) {}

    private final Settings settings;
    private final List<FrameSource> cameras;
    private final EmbeddedBroker broker;
    private SparkSession spark;
    private QueryStarts starts;
    private FacesService faces;
    private StallWatch stalls;
    private FramePublisher publisher;
    private AudienceRun audience;

    private LabRun(Settings settings, List<FrameSource> cameras, EmbeddedBroker broker) {
        this.settings = settings;
        this.cameras = cameras;
        this.broker = broker;
    }

    /**
     * Starts the broker, Spark and the faces service.
     *
     * @param cameras closed with the run, and also when this fails
     * @param progress receives a sentence when a part has started
     * @throws UsageException when the port is occupied or a model is missing
     * @throws FailedException when the data folder cannot be used
     */
    public static LabRun start(Settings settings, List<FrameSource> cameras, Consumer<String> progress) {
        LabRun run = null;
        try {
            LabSpark.requireSlots(
                    MASTER,
                    Topics.FRAMES.partitions(),
                    Topics.FACE_CROPS.partitions() + (settings.audience() ? AudienceRun.SLOTS : 0));
            EmbeddedBroker broker = EmbeddedBroker.start(settings.data().resolve("kafka"), settings.kafkaPort());
            run = new LabRun(settings, cameras, broker);
            progress.accept("Kafka broker at " + broker.bootstrap() + ", data in " + settings.data());
            settings.faces().ifPresent(store -> deleteOldFaces(store, progress));
            run.startFaces();
            return run;
        } catch (RuntimeException e) {
            if (run == null) {
                cameras.forEach(FrameSource::close);
            } else {
                run.close();
            }
            throw e;
        }
    }

    private void startFaces() {
        spark = LabSpark.open("video-lab demo", MASTER, false);
        starts = QueryStarts.of(spark);
        faces = FacesService.start(
                spark,
                new FacesSettings(
                        broker.kafka(),
                        Topics.FRAMES.name(),
                        settings.trigger(),
                        checkpoint(),
                        settings.analyzer(),
                        new FaceOutput.Full(settings.faces())),
                Topics.FRAMES.partitions());
        stalls = faces.watch(StallOption.DEFAULT);
    }

    /** An earlier run on the same data may have left some that are due. */
    private static void deleteOldFaces(CropStoreSettings store, Consumer<String> progress) {
        try {
            CropStore.open(store).deleteOld(Instant.now());
        } catch (IOException | RuntimeException e) {
            progress.accept("old faces could not be deleted: " + e.getMessage());
        }
    }

    /** Where readers and other sources find the broker: {@code 127.0.0.1:port}. */
    public KafkaSettings kafka() {
        return broker.kafka();
    }

    /** What frames are analyzed with. */
    public Models models() {
        return faces.models();
    }

    /** What the page shows of this process: models, engine, slots, restarts of queries. */
    public Map<String, String> facts() {
        return StatusReporter.facts(faces.facts(), starts.facts());
    }

    /**
     * Waits until a frame that is published is analyzed immediately.
     *
     * @param stopped ends the waiting early
     * @throws FailedException when the faces query failed, or is not reading in time
     */
    public void awaitReading(BooleanSupplier stopped) throws InterruptedException {
        Instant patience = Instant.now().plus(START_PATIENCE);
        while (!faces.isReading() && !stopped.getAsBoolean()) {
            failIfGivenUp();
            if (Instant.now().isAfter(patience)) {
                throw new FailedException("Spark did not start reading within " + START_PATIENCE.toSeconds()
                        + " s; VIDEO_LAB_LOG_LEVEL=debug shows why");
            }
            TimeUnit.MILLISECONDS.sleep(TICK.toMillis());
        }
    }

    /**
     * Starts the cameras.
     *
     * @param truth receives what a drawn frame shows, before the frame is sent; called by one thread a camera
     */
    public void publish(Consumer<FrameTruth> truth) {
        publisher = FramePublisher.start(
                cameras, PublisherSettings.to(broker.kafka()).with(truth));
    }

    /**
     * Whether every camera has reached its end and its frames were sent; does not wait.
     *
     * @throws FailedException when a source could not be read to its end
     */
    public boolean hasPublishedAll() throws InterruptedException {
        return publisher.awaitEnd(Duration.ZERO);
    }

    /** Starts simulated viewers and the audience pipeline. */
    public void startAudience() {
        audience = AudienceRun.start(spark, broker.kafka(), checkpoint());
    }

    /** Empty before {@link #startAudience()}. */
    public Optional<AudienceRun> audience() {
        return Optional.ofNullable(audience);
    }

    /** @throws FailedException when the broker, the faces query or the audience query has failed for good */
    public void failIfGivenUp() {
        broker.failIfEnded();
        failIfGivenUp(faces.end());
        if (audience != null) {
            failIfGivenUp(audience.end());
        }
    }

    /** Stops the cameras and the viewers; what was captured is still sent and analyzed. */
    public void stopSources() {
        publisher.close();
        if (audience != null) {
            audience.stop();
        }
    }

    /** Each camera's counts: complete after {@link #stopSources()}. */
    public List<SourceStats> published() {
        return publisher.stats();
    }

    @Override
    public void close() {
        if (publisher != null) {
            publisher.close();
        }
        if (audience != null) {
            audience.close();
        }
        if (stalls != null) {
            stalls.close();
        }
        if (faces != null) {
            faces.close();
        }
        if (spark != null) {
            spark.stop();
        }
        broker.close();
        cameras.forEach(FrameSource::close); // also those that were never published
    }

    private String checkpoint() {
        return settings.data().resolve("checkpoint").toString();
    }

    private static void failIfGivenUp(CompletableFuture<Void> end) {
        if (end.isCompletedExceptionally()) {
            try {
                end.join();
            } catch (CompletionException e) {
                throw e.getCause() instanceof FailedException failed ? failed : e;
            }
        }
    }
}
