package videolab.processor.library.rekognition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import videolab.cli.UsageException;
import videolab.contract.VideoMetadata;
import videolab.processor.library.assembly.Probed;
import videolab.processor.library.assembly.StoredLabels;
import videolab.processor.library.assembly.VideoFile;
import videolab.processor.library.inputs.HadoopSettings;
import videolab.processor.library.inputs.InputListing;
import videolab.processor.library.labels.Found;
import videolab.processor.library.labels.Rekognition;
import videolab.processor.library.labels.RekognitionSettings;
import videolab.processor.library.labels.RekognitionSettings.Mode;
import videolab.processor.library.rekognition.StoredLabelJobs.Outcome;
import videolab.processor.library.sampling.Observation;
import videolab.processor.library.store.OutputFiles;

/** Jobs at a server that speaks Rekognition's protocol. */
class StoredLabelJobsTest {

    private static final Duration SOON = Duration.ofMillis(10);

    @TempDir
    private Path output;

    private RekognitionServer server;

    @BeforeEach
    void serve() throws IOException {
        server = new RekognitionServer();
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void allPagesOfThrottledJobsArrive() throws Exception {
        server.throttles = 2;
        server.inProgress = 2;
        server.pageSize = 3;

        Outcome outcome = run(file("a.mp4", "1")).get(0);

        StoredLabels labels = outcome.labels();
        assertThat(labels.model()).isEqualTo("rekognition-video-3.0");
        assertThat(labels.observations())
                .extracting(Observation::micros)
                .containsExactly(0L, 500_000L, 1_000_000L, 1_500_000L, 2_000_000L, 2_500_000L, 3_000_000L);
        assertThat(labels.observations().get(2).found())
                .containsExactly(
                        new Found("Car", 97.5, 0, 0, 0, 0, Map.of(), List.of("Vehicle"), false),
                        new Found("Car", 96.25, 0.125, 0.25, 0.25, 0.5, Map.of(), List.of("Vehicle"), false),
                        new Found("Running", 81, 0, 0, 0, 0, Map.of(), List.of(), true));
        assertThat(labels.segments())
                .containsExactly(
                        new StoredLabels.Stretch(0, 3_000, "Car", 97.5, List.of("Vehicle"), false),
                        new StoredLabels.Stretch(1_000, 2_000, "Running", 81, List.of(), true));
        assertThat(server.exchanges)
                .filteredOn(exchange -> exchange.status() == 400)
                .hasSize(2);
    }

    @Test
    void anOrderOverTheLimitOfOpenJobsIsMadeLater() throws Exception {
        server.limits = 3;

        assertThat(run(file("a.mp4", "1"), file("b.mp4", "1")))
                .hasSize(2)
                .allSatisfy(outcome -> assertThat(outcome.failure()).isNull());
        assertThat(server.count("StartLabelDetection")).isEqualTo(2);
    }

    @Test
    void aRunAfterAKillReadsTheJobThatWasPaid() throws Exception {
        server.inProgress = Integer.MAX_VALUE;
        VideoFile file = file("a.mp4", "1");
        StoredLabelJobs killed = start(file);
        while (server.count("GetLabelDetection") == 0) {
            Thread.sleep(5);
        }
        killed.close();
        assertThat(ledger().openUsd()).isEqualTo(0.1);
        server.inProgress = 0;

        assertThat(run(file).get(0).labels()).isNotNull();
        assertThat(run(file).get(0).labels())
                .as("its rows were lost, its results were not")
                .isNotNull();

        assertThat(server.count("StartLabelDetection")).isEqualTo(1);
        assertThat(ledger().openUsd()).isZero();
        run(file("a.mp4", "2"));
        assertThat(server.count("StartLabelDetection")).as("another video").isEqualTo(2);
    }

    /** The answer was lost, not the order. */
    @Test
    void anOrderWhoseAnswerWasLostIsRepeatedWithItsToken() throws Exception {
        VideoFile file = file("a.mp4", "1");
        JobLedger ledger = ledger();
        ledger.write(
                file,
                new JobLedger.Entry(file.video(), file.uri(), JobLedger.State.ORDERED, 0, null, Instant.now(), 0.1));
        assertThat(ledger.hasJob(file)).isTrue();

        run(file);
        try (var files = Files.walk(output)) { // another output knows nothing of it
            files.filter(Files::isRegularFile).forEach(each -> each.toFile().delete());
        }
        run(file);

        assertThat(server.exchanges)
                .filteredOn(exchange -> exchange.operation().equals("StartLabelDetection"))
                .extracting(
                        exchange -> exchange.request().get("ClientRequestToken").textValue())
                .hasSize(2)
                .containsOnly(ledger.token(file, 0));
    }

    @Test
    void aJobThatFailedIsAReasonAndTheNextRunOrdersAnother() throws Exception {
        VideoFile file = file("a.mp4", "1");
        server.jobsFail = true;
        assertThat(run(file).get(0).failure()).isEqualTo("Rekognition's job failed: the codec is not supported");
        assertThat(ledger().hasJob(file)).isFalse();
        server.jobsFail = false;

        assertThat(run(file).get(0).labels()).isNotNull();

        assertThat(server.exchanges)
                .filteredOn(exchange -> exchange.operation().equals("StartLabelDetection"))
                .extracting(
                        exchange -> exchange.request().get("ClientRequestToken").textValue())
                .doesNotHaveDuplicates()
                .hasSize(2);
    }

    @Test
    void anOrderAfterAFailedJobThatHasToWaitIsStillTheNextAttempt() throws Exception {
        VideoFile file = file("a.mp4", "1");
        server.jobsFail = true;
        run(file);
        server.jobsFail = false;
        server.limits = 1;

        assertThat(run(file).get(0).labels()).isNotNull();

        assertThat(server.exchanges)
                .filteredOn(exchange -> exchange.operation().equals("StartLabelDetection"))
                .extracting(
                        exchange -> exchange.request().get("ClientRequestToken").textValue())
                .containsExactly(ledger().token(file, 0), ledger().token(file, 1), ledger().token(file, 1));
    }

    @Test
    void aRefusedOrderIsAReasonAndNotAnOpenJob() throws Exception {
        server.denied = true;

        assertThat(run(file("a.mp4", "1")).get(0).failure()).contains("AccessDeniedException");
        assertThat(ledger().openUsd()).isZero();
        assertThatThrownBy(() -> Rekognition.check(new RekognitionSettings(Mode.AUTO, null)))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("rekognition:DetectLabels");
        server.denied = false;
        Rekognition.check(new RekognitionSettings(Mode.AUTO, null));
        System.setProperty("aws.accessKeyId", "wrong");
        assertThatThrownBy(() -> Rekognition.check(new RekognitionSettings(Mode.STORED, null)))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("UnrecognizedClientException");
        assertThat(server.exchanges).as("nothing was paid").allMatch(exchange -> exchange.status() == 400);
    }

    @Test
    void whatRekognitionDoesNotTakeIsSampledOrRefusedBeforeAnyCost() throws IOException {
        List<VideoFile> files = List.of(
                file("fits.mp4", "1"),
                file("vp9.webm", "1"),
                new VideoFile("2222", "file:/films/local.mp4", "local.mp4", 9, Instant.EPOCH, null),
                new VideoFile("3333", "s3a://bucket/large.mp4", "large.mp4", 11L << 30, Instant.EPOCH, "1"),
                file("long.mp4", "1"),
                file("hevc.mp4", "1"),
                file("broken.mp4", "1"));
        List<Probed> probed = List.of(
                probed("h264", "QuickTime / MOV", 90_500L),
                probed("vp9", "Matroska / WebM", 10_000L),
                probed("h264", "QuickTime / MOV", 10_000L),
                probed("h264", "QuickTime / MOV", 10_000L),
                probed("h264", "QuickTime / MOV", 7 * 3_600_000L),
                probed("hevc", "QuickTime / MOV", 10_000L),
                Probed.failed("no video"));

        RekognitionPlan stored = plan(Mode.STORED, files, probed);
        assertThat(stored.stored()).extracting(Order::index).containsExactly(0);
        assertThat(stored.newUsd()).as("two minutes begun").isEqualTo(0.2);
        assertThat(stored.refused().keySet()).containsExactly(1, 2, 3, 4, 5);
        assertThat(stored.refused().values())
                .satisfiesExactly(
                        why -> assertThat(why).contains("vp9"),
                        why -> assertThat(why).contains("Amazon S3"),
                        why -> assertThat(why).contains("10 GB"),
                        why -> assertThat(why).contains("6 hours"),
                        why -> assertThat(why).contains("hevc"));
        RekognitionPlan auto = plan(Mode.AUTO, files, probed);
        assertThat(auto.refused()).isEmpty();
        assertThat(auto.newUsd()).isCloseTo(0.2 + (4 * 11 + 7 * 3_600 + 1) * 0.001, within());
        RekognitionPlan frames = plan(Mode.FRAMES, files, probed);
        assertThat(frames.stored()).isEmpty();
        assertThat(frames.sentence()).contains("25336 samples of 6 videos");
        assertThat(server.exchanges).isEmpty();
    }

    private static org.assertj.core.data.Offset<Double> within() {
        return org.assertj.core.data.Offset.offset(1e-9);
    }

    private RekognitionPlan plan(Mode mode, List<VideoFile> files, List<Probed> probed) throws IOException {
        return RekognitionPlan.of(new RekognitionSettings(mode, null), files, probed, 1_000_000, true, ledger());
    }

    private static Probed probed(String codec, String format, long millis) {
        return new Probed(
                new VideoMetadata(codec, millis, format, 25.0, 360, 640, null, 0, null, null, 9, List.of()),
                null,
                true,
                1_000_000,
                40_000,
                true);
    }

    private static VideoFile file(String name, String etag) {
        String uri = "s3a://bucket/a%20folder/" + name;
        return new VideoFile(name.replace('.', '-'), uri, name, 9, Instant.EPOCH, etag);
    }

    private JobLedger ledger() throws IOException {
        return new JobLedger(
                new OutputFiles(InputListing.path(output.toString()), HadoopSettings.configuration(Map.of())), 25);
    }

    private StoredLabelJobs start(VideoFile... files) throws IOException {
        List<Order> orders = new ArrayList<>();
        for (VideoFile file : files) {
            orders.add(new Order(orders.size(), file, 0.1));
        }
        return StoredLabelJobs.start(Rekognition.open(), ledger(), 25, orders, SOON, SOON);
    }

    private List<Outcome> run(VideoFile... files) throws Exception {
        List<Outcome> outcomes = new ArrayList<>();
        try (StoredLabelJobs jobs = start(files)) {
            while (outcomes.size() < files.length) {
                Outcome ended = jobs.poll(SOON);
                if (ended != null) {
                    outcomes.add(ended);
                }
            }
        }
        return outcomes;
    }
}
