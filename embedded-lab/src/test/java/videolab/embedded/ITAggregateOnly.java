package videolab.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import videolab.cli.Broker;
import videolab.contract.FaceMinute;
import videolab.contract.FrameCount;
import videolab.contract.FrameHeaders;
import videolab.contract.Json;
import videolab.contract.Topics;
import videolab.embedded.page.Browser;
import videolab.processor.faces.AnalyzerSettings;
import videolab.processor.faces.DetectorSettings;
import videolab.processor.faces.ExpressionSettings;
import videolab.processor.faces.FaceOutput;
import videolab.processor.faces.FacesService;
import videolab.processor.faces.FacesSettings;
import videolab.processor.spark.QueryTrigger;
import videolab.processor.spark.SparkLab;
import videolab.results.dashboard.Page;
import videolab.results.dashboard.PageSettings;
import videolab.source.capture.FrameSources;
import videolab.source.capture.MockCameras;
import videolab.source.mock.MockScene;
import videolab.source.publish.FramePublisher;
import videolab.source.publish.PublisherSettings;
import videolab.source.publish.WhenSlow;

/** The privacy mode between a real broker's topics. */
class ITAggregateOnly {

    private static final AnalyzerSettings COUNTS =
            AnalyzerSettings.with(DetectorSettings.haar()).withExpressions(ExpressionSettings.shipped());

    @TempDir
    private static Path folder;

    @RegisterExtension
    private static final SparkLab SPARK = new SparkLab(8);

    @ParameterizedTest
    @ValueSource(strings = {"realtime:5", "available-now"})
    void minutesAddUpToTheFramesAndNothingOfASingleFaceIsWritten(String trigger) throws Exception {
        Path data = folder.resolve(trigger.replace(':', '-'));
        try (LabFixture lab = LabFixture.start(data.resolve("kafka"))) {
            long sent = publishMock(lab, 10);
            lab.send("text".getBytes(UTF_8), "hello".getBytes(UTF_8));
            try (FacesService service = start(lab, data, trigger)) {
                if (trigger.equals("available-now")) {
                    service.end().get();
                } else {
                    lab.readUntil(
                            () -> counts(lab).size() >= sent && rejects(lab).size() == 1);
                }
            }
            // Closed before the next trigger of the minutes: the last pass has added up what was left.

            List<FrameCount> counts = counts(lab);
            Collection<FaceMinute> minutes = minutes(lab).values();
            assertThat(sent).isEqualTo(20);
            assertThat(sum(minutes, FaceMinute::frames)).isEqualTo(sent);
            assertThat(sum(minutes, FaceMinute::skipped)).isZero();
            long faces = counts.stream().mapToLong(FrameCount::faces).sum();
            assertThat(faces).isGreaterThan(10);
            assertThat(sum(minutes, FaceMinute::faceObservations)).isEqualTo(faces);
            assertThat(sum(minutes, minute -> minute.emotions().values().stream()
                            .mapToLong(n -> n)
                            .sum()))
                    .isEqualTo(faces);
            assertThat(minutes).extracting(FaceMinute::camera).contains("mock-0", "mock-1");

            assertThat(lab.records(Topics.RESULTS)).isEmpty();
            assertThat(lab.records(Topics.FACE_CROPS)).isEmpty();
            assertThat(lab.records(Topics.FACE_COUNTS)).allSatisfy(record -> assertThat(names(record))
                    .containsExactly("schema", "camera", "frame", "captured_at", "faces", "emotions", "skipped"));
            ConsumerRecord<String, byte[]> reject = rejects(lab).get(0);
            assertThat(reject.value()).isEmpty();
            assertThat(reject.key()).isNull();
            assertThat(new String(reject.headers().lastHeader("reason").value(), UTF_8))
                    .contains("5 bytes of text");
            assertThat(reject.headers()).hasSize(3);
        }
        assertThat(files(data)).noneMatch(file -> file.endsWith(".jpg"));
        try (Stream<Path> paths = Files.list(data)) {
            assertThat(paths.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("kafka", "checkpoint");
        }
    }

    @Test
    void thePageShowsCountsAndSaysWhyThereAreNoPictures() throws Exception {
        Path data = folder.resolve("page");
        try (Browser browser = Browser.start();
                LabFixture lab = LabFixture.start(data.resolve("kafka"));
                FacesService service = start(lab, data, "realtime:5");
                Page page = Page.start(PageSettings.local(0), false, new Broker(lab.kafka()))) {
            var tab = browser.open(page.address().toString());
            PlaywrightAssertions.assertThat(tab.locator("#connection")).hasText("Connected");
            publishMock(lab, 10);

            PlaywrightAssertions.assertThat(tab.locator("article.tile .minute").first())
                    .containsText("faces a frame", new LocatorAssertions.ContainsTextOptions().setTimeout(60_000));
            PlaywrightAssertions.assertThat(tab.getByText("runs with --aggregate-only"))
                    .isVisible();
            PlaywrightAssertions.assertThat(tab.locator(".toolbar")).isHidden();
            PlaywrightAssertions.assertThat(tab.locator(".latest")).isHidden();
            assertThat(tab.locator(".overlay[data-frame]").count()).isZero();
            assertThat(browser.takeErrors()).isEmpty();
        }
    }

    /** A source whose clock is two hours ahead, also to Kafka, one three hours behind, and a right one. */
    @Test
    void aReplayCountsNoFrameTwiceAndNoClockSpoilsAnothersMinutes() throws Exception {
        Path data = folder.resolve("replay");
        Instant begin = Instant.now();
        Instant behind = begin.minus(Duration.ofHours(3));
        try (LabFixture lab = LabFixture.start(data.resolve("kafka"))) {
            try (FacesService service = start(lab, data, "realtime:600")) {
                send(lab, "ahead", 0, begin.plus(Duration.ofHours(2)));
                send(lab, "behind", 0, behind);
                lab.readUntil(() -> !minutes(lab).isEmpty());
                // In a later batch of the minutes, after what could have moved their watermark.
                send(lab, "right", 0, Instant.now());
                send(lab, "behind", 1, behind);
                lab.readUntil(() -> counts(lab).size() == 4);
            }
            assertThat(framesByCamera(lab)).isEqualTo(Map.of("ahead", 1L, "behind", 2L, "right", 1L));

            // Nothing was committed, the batch being ten minutes long: all is read again.
            try (FacesService service = start(lab, data, "realtime:600")) {
                send(lab, "right", 1, Instant.now());
                lab.readUntil(() -> counts(lab).size() >= 9);
            }
            assertThat(framesByCamera(lab)).isEqualTo(Map.of("ahead", 1L, "behind", 2L, "right", 2L));
            assertThat(minutes(lab).values())
                    .allSatisfy(minute -> assertThat(minute.windowStart()).isBefore(Instant.now()));
            assertThat(minutes(lab)).containsKey(FaceMinute.key("behind", minuteOf(behind)));
        }
    }

    private static FacesService start(LabFixture lab, Path data, String trigger) {
        return FacesService.start(
                SPARK.session(),
                new FacesSettings(
                        lab.kafka(),
                        Topics.FRAMES.name(),
                        QueryTrigger.parse(trigger),
                        data.resolve("checkpoint").toUri().toString(),
                        COUNTS,
                        new FaceOutput.AggregatesOnly()),
                Topics.FRAMES.partitions());
    }

    private static long publishMock(LabFixture lab, int framesPerCamera) throws InterruptedException {
        MockScene.Settings scene = new MockScene.Settings(3, 640, 480, 10, MockScene.Look.SCORING);
        FramePublisher publisher = FramePublisher.start(
                FrameSources.mock(new MockCameras("mock", 2, scene, null)),
                new PublisherSettings(lab.kafka(), Topics.FRAMES.name(), WhenSlow.WAIT, framesPerCamera, truth -> {}));
        try (publisher) {
            assertThat(publisher.awaitEnd(Duration.ofSeconds(60))).isTrue();
        }
        return publisher.stats().stream().mapToLong(stats -> stats.sent()).sum();
    }

    private static void send(LabFixture lab, String camera, int number, Instant clock) throws Exception {
        var frame = new ProducerRecord<>(
                Topics.FRAMES.name(), 0, clock.toEpochMilli(), camera.getBytes(UTF_8), Frames.drawn(number));
        new FrameHeaders("1-" + number, clock, "image/jpeg").write(frame.headers()::add);
        lab.send(frame);
    }

    private static Map<String, Long> framesByCamera(LabFixture lab) {
        return minutes(lab).values().stream()
                .collect(Collectors.groupingBy(FaceMinute::camera, Collectors.summingLong(FaceMinute::frames)));
    }

    private static List<FrameCount> counts(LabFixture lab) {
        return lab.records(Topics.FACE_COUNTS).stream()
                .map(record -> read(record, FrameCount.class))
                .toList();
    }

    /** Of each key the last, as a reader is told to. */
    private static Map<String, FaceMinute> minutes(LabFixture lab) {
        Map<String, FaceMinute> minutes = new LinkedHashMap<>();
        for (ConsumerRecord<String, byte[]> record : lab.records(Topics.FACE_MINUTES)) {
            FaceMinute minute = read(record, FaceMinute.class);
            assertThat(record.key()).isEqualTo(FaceMinute.key(minute.camera(), minute.windowStart()));
            minutes.put(record.key(), minute);
        }
        return minutes;
    }

    private static List<ConsumerRecord<String, byte[]>> rejects(LabFixture lab) {
        return lab.records(Topics.REJECTED_FRAMES);
    }

    private static Instant minuteOf(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MINUTES);
    }

    private static long sum(Collection<FaceMinute> minutes, ToLongFunction<FaceMinute> number) {
        return minutes.stream().mapToLong(number).sum();
    }

    private static List<String> names(ConsumerRecord<String, byte[]> record) {
        JsonNode tree = read(record, JsonNode.class);
        return tree.properties().stream().map(Map.Entry::getKey).toList();
    }

    private static <T> T read(ConsumerRecord<String, byte[]> record, Class<T> type) {
        try {
            return Json.read(record.value(), type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> files(Path root) throws IOException {
        try (Stream<Path> paths = Files.walk(root)) {
            return paths.map(Path::toString).toList();
        }
    }
}
