package videolab.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import videolab.contract.FrameResult;
import videolab.contract.Topics;
import videolab.processor.faces.AnalyzerSettings;
import videolab.processor.faces.DetectorSettings;
import videolab.processor.faces.ExpressionSettings;
import videolab.processor.faces.FaceOutput;
import videolab.processor.faces.FacesService;
import videolab.processor.faces.FacesSettings;
import videolab.processor.faces.crops.CropStoreSettings;
import videolab.processor.spark.QueryTrigger;
import videolab.processor.spark.SparkLab;
import videolab.results.reading.RejectedRecord;

/** The faces pipeline between a real broker's topics. */
class ITFaces {

    private static final AnalyzerSettings EVERY_FRAME =
            AnalyzerSettings.with(DetectorSettings.haar()).withExpressions(ExpressionSettings.shipped());

    @TempDir
    private static Path folder;

    @RegisterExtension
    private static final SparkLab SPARK = new SparkLab(8);

    @ParameterizedTest
    @ValueSource(strings = {"realtime:5", "processing:0"})
    void everyTriggerGivesTheSameResults(String trigger) throws Exception {
        Path data = folder.resolve(trigger.replace(':', '-'));
        try (LabFixture lab = LabFixture.start(data.resolve("kafka"))) {
            try (FacesService service = start(lab, data, trigger)) {
                for (int i = 0; i < 6; i++) {
                    lab.send("camera-0".getBytes(UTF_8), Frames.drawn(i));
                }
                lab.readUntil(() -> lab.results().size() == 6);
            }
            assertThat(lab.results()).extracting(FrameResult::faces).isEqualTo(Frames.facesOf(EVERY_FRAME, 6));
        }
    }

    @Test
    void framesAlreadyThereAreReadByAvailableNow() throws Exception {
        Path data = folder.resolve("available-now");
        try (LabFixture lab = LabFixture.start(data.resolve("kafka"))) {
            lab.send(null, Frames.drawn(0));
            try (FacesService service = start(lab, data, "available-now")) {
                service.end().get();
            }
            lab.readUntil(() -> lab.results().size() == 1);
            assertThat(lab.results().get(0).camera()).isEqualTo("camera-0");
            // Stored before the end, by a last pass over the crops.
            assertThat(countFiles(data.resolve("faces")))
                    .isEqualTo(lab.results().get(0).faces().size());
        }
    }

    /** The demo sends its first frame then, also on a folder whose frames are all read. */
    @Test
    void aQueryInMicroBatchesIsReadingWhileNothingComes() throws Exception {
        Path data = folder.resolve("idle");
        try (LabFixture lab = LabFixture.start(data.resolve("kafka"))) {
            lab.send(null, Frames.drawn(0));
            try (FacesService service = start(lab, data, "available-now")) {
                service.end().get();
            }
            try (FacesService service = start(lab, data, "processing:100")) {
                lab.readUntil(service::isReading);
            }
        }
    }

    /** Each commit leaves a marker that takes an offset. */
    @Test
    void gapsThatTransactionsLeaveAreNoLoss() throws Exception {
        Path data = folder.resolve("transactions");
        try (LabFixture lab = LabFixture.start(data.resolve("kafka"));
                FacesService service = start(lab, data, "realtime:5");
                KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                        lab.kafka().producer(Map.of("transactional.id", "test")),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            producer.initTransactions();
            for (int i = 0; i < 5; i++) {
                producer.beginTransaction();
                producer.send(new ProducerRecord<>(Topics.FRAMES.name(), 0, null, Frames.drawn(i)));
                producer.commitTransaction();
            }
            lab.readUntil(() -> lab.results().size() == 5);
            service.close();

            assertThat(lab.results()).extracting(FrameResult::offset).containsExactly(0L, 2L, 4L, 6L, 8L);
            assertThat(service.counters().lostToRetention()).isZero();
        }
    }

    /** In micro-batches far apart, so that the frames in between are deleted unread. */
    @Test
    void framesThatTheBrokerDeletedUnreadAreLost() throws Exception {
        Path data = folder.resolve("deleted");
        try (LabFixture lab = LabFixture.start(data.resolve("kafka"));
                FacesService service = start(lab, data, "processing:15000");
                Admin admin = Admin.create(lab.kafka().admin(Map.of()))) {
            lab.send(new ProducerRecord<>(Topics.FRAMES.name(), 0, null, Frames.drawn(0)));
            lab.readUntil(() -> lab.results().size() == 1);
            for (int i = 1; i < 7; i++) {
                lab.send(new ProducerRecord<>(Topics.FRAMES.name(), 0, null, Frames.drawn(i)));
            }
            admin.deleteRecords(Map.of(new TopicPartition(Topics.FRAMES.name(), 0), RecordsToDelete.beforeOffset(6)))
                    .all()
                    .get();
            lab.readUntil(() -> lab.results().size() == 2);
            service.close();

            assertThat(lab.results()).extracting(FrameResult::offset).containsExactly(0L, 6L);
            assertThat(service.counters().lostToRetention()).isEqualTo(5);
        }
    }

    /** A laptop that slept, a lab that is started again the next day: frames are kept for ten minutes. */
    @Test
    void aProcessorThatWasAwayForLongerThanFramesAreKeptGoesOn() throws Exception {
        Path data = folder.resolve("away");
        try (LabFixture lab = LabFixture.start(data.resolve("kafka"));
                Admin admin = Admin.create(lab.kafka().admin(Map.of()))) {
            try (FacesService service = start(lab, data, "realtime:5")) {
                lab.send(new ProducerRecord<>(Topics.FRAMES.name(), 0, null, Frames.drawn(0)));
                lab.readUntil(() -> lab.results().size() == 1);
                awaitCommit(data.resolve("checkpoint/faces/commits"));
            }
            for (int i = 1; i < 7; i++) {
                lab.send(new ProducerRecord<>(Topics.FRAMES.name(), 0, null, Frames.drawn(i)));
            }
            admin.deleteRecords(Map.of(new TopicPartition(Topics.FRAMES.name(), 0), RecordsToDelete.beforeOffset(5)))
                    .all()
                    .get();
            try (FacesService service = start(lab, data, "realtime:5")) {
                lab.readUntil(() -> lab.results().size() == 3);
                lab.send(new ProducerRecord<>(Topics.FRAMES.name(), 0, null, Frames.drawn(7)));
                lab.readUntil(() -> lab.results().size() == 4);
            }

            assertThat(lab.results()).extracting(FrameResult::offset).containsExactly(0L, 5L, 6L, 7L);
        }
    }

    private static void awaitCommit(Path commits) throws Exception {
        for (int i = 0; i < 600 && !Files.exists(commits.resolve("0")); i++) {
            Thread.sleep(100);
        }
        assertThat(commits.resolve("0")).exists();
    }

    /** What strangers send is rejected with its reason or handled, and never stops the query or leaves the root. */
    @Test
    void theQueryGoesOnWhateverIsSent() throws Exception {
        Path data = folder.resolve("strangers");
        byte[] frame = Frames.drawn(0);
        byte[] nineMegabytes = new byte[9_000_000];
        new Random(1).nextBytes(nineMegabytes);
        try (LabFixture lab = LabFixture.start(data.resolve("kafka"));
                FacesService service = start(lab, data, "realtime:5")) {
            lab.send("empty".getBytes(UTF_8), new byte[0]);
            lab.send("none".getBytes(UTF_8), null);
            lab.send("half".getBytes(UTF_8), Arrays.copyOf(frame, frame.length / 2));
            lab.send("huge".getBytes(UTF_8), Frames.claiming(frame, 20_000, 20_000));
            lab.send("text".getBytes(UTF_8), "hello".getBytes(UTF_8));
            lab.send("gif".getBytes(UTF_8), "GIF89a......".getBytes(UTF_8));
            lab.send("nine-megabytes".getBytes(UTF_8), nineMegabytes);
            lab.send(new byte[] {(byte) 0xC3, 0x28}, frame);
            lab.send("../../etc/passwd".getBytes(UTF_8), frame);
            lab.send("<img src=x onerror=alert(1)>".getBytes(UTF_8), frame);
            lab.send(null, frame);
            var odd = new ProducerRecord<>(Topics.FRAMES.name(), "odd".getBytes(UTF_8), frame);
            odd.headers().add("captured-at", "yesterday".getBytes(UTF_8)).add("frame-id", new byte[] {(byte) 0xC3});
            lab.send(odd);

            lab.readUntil(() -> lab.rejects().size() >= 7 && lab.results().size() >= 5);

            assertThat(lab.rejects())
                    .extracting(RejectedRecord::key, RejectedRecord::reason)
                    .containsExactlyInAnyOrder(
                            tuple("empty", "empty value"),
                            tuple("none", "empty value"),
                            tuple("half", "truncated JPEG: " + frame.length / 2 + " bytes without an end marker"),
                            tuple("huge", "JPEG of 20000x20000 pixels, more than --max-pixels 100000000"),
                            tuple("text", "neither JPEG nor PNG: 5 bytes of text"),
                            tuple("gif", "neither JPEG nor PNG: a GIF"),
                            tuple("nine-megabytes", "neither JPEG nor PNG: 9000000 bytes of an unknown kind"));
            assertThat(lab.results())
                    .extracting(FrameResult::camera)
                    .containsExactlyInAnyOrder(
                            "c328", "../../etc/passwd", "<img src=x onerror=alert(1)>", "camera-0", "odd");
            assertThat(service.counters().unreadableHeaders()).isEqualTo(2);
            assertThat(service.counters().rejectedFor())
                    .containsEntry("empty value", 2L)
                    .hasSize(6);
            int faces = lab.results().get(0).faces().size();
            assertThat(faces).isPositive();
            awaitFiles(data.resolve("faces"), 5 * faces);
        }
        assertThat(names(data)).containsExactly("checkpoint", "faces", "kafka", "latest");
        assertThat(names(data.resolve("latest")))
                .containsExactly(
                        "%2E%2E%2F%2E%2E%2Fetc%2Fpasswd",
                        "%3Cimg%20src%3Dx%20onerror%3Dalert%281%29%3E", "c328", "camera-0", "odd");
    }

    private static FacesService start(LabFixture lab, Path data, String trigger) {
        return FacesService.start(
                SPARK.session(),
                new FacesSettings(
                        lab.kafka(),
                        Topics.FRAMES.name(),
                        QueryTrigger.parse(trigger),
                        data.resolve("checkpoint").toUri().toString(),
                        EVERY_FRAME,
                        new FaceOutput.Full(
                                Optional.of(new CropStoreSettings(data.toUri().toString(), Duration.ofDays(7))))),
                Topics.FRAMES.partitions());
    }

    private static void awaitFiles(Path root, int count) throws Exception {
        for (int i = 0; i < 1800 && countFiles(root) < count; i++) {
            Thread.sleep(100);
        }
        assertThat(countFiles(root)).isEqualTo(count);
    }

    private static long countFiles(Path root) throws IOException {
        if (!Files.exists(root)) {
            return 0;
        }
        try (Stream<Path> paths = Files.walk(root)) {
            return paths.filter(path -> path.toString().endsWith(".jpg")).count();
        } catch (UncheckedIOException e) {
            return 0; // a file was renamed between being listed and being looked at
        }
    }

    private static Set<String> names(Path folder) throws IOException {
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.map(path -> path.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
