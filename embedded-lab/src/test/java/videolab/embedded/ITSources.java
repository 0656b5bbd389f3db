package videolab.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import videolab.cli.LabCommandLine;
import videolab.contract.FrameHeaders;
import videolab.contract.FrameTruth;
import videolab.contract.Topics;
import videolab.embedded.run.EmbeddedBroker;
import videolab.source.VideoSource;
import videolab.source.capture.CapturedFrame;
import videolab.source.capture.FrameSource;
import videolab.source.capture.FrameSources;
import videolab.source.capture.MockCameras;
import videolab.source.mock.MockScene;
import videolab.source.publish.FramePublisher;
import videolab.source.publish.PublisherSettings;
import videolab.source.publish.SourceStats;
import videolab.source.publish.WhenSlow;

/** What sources put on a real broker. */
class ITSources {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private static Path folder;

    private static EmbeddedBroker broker;

    @BeforeAll
    static void start() {
        broker = EmbeddedBroker.start(folder.resolve("kafka"), 0);
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void eachMockCameraHasItsPartitionAndItsTruth() throws Exception {
        MockScene.Settings scene = new MockScene.Settings(1, 320, 240, 20, MockScene.Look.SCORING);
        ConcurrentLinkedQueue<FrameTruth> truths = new ConcurrentLinkedQueue<>();
        Map<Integer, Long> ends = ends();
        Instant begin = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        FramePublisher publisher = FramePublisher.start(
                FrameSources.mock(new MockCameras("mock", 2, scene, null)),
                new PublisherSettings(broker.kafka(), Topics.FRAMES.name(), WhenSlow.WAIT, 10, truths::add));
        try (publisher) {
            assertThat(publisher.awaitEnd(PATIENCE)).isTrue();
        }

        List<ConsumerRecord<String, byte[]>> records = readFrom(ends);
        assertThat(publisher.stats())
                .containsExactly(new SourceStats("mock-0", 10, 10, 0, 0), new SourceStats("mock-1", 10, 10, 0, 0));
        assertThat(records).hasSize(20).allSatisfy(record -> {
            assertThat(record.partition()).isEqualTo(record.key().equals("mock-0") ? 0 : 1);
            assertThat(headers(record).contentType()).isEqualTo("image/jpeg");
            assertThat(headers(record).capturedAt()).isBetween(begin, Instant.now());
        });
        assertThat(records)
                .extracting(record -> record.key() + "/" + headers(record).frameId())
                .containsExactlyInAnyOrderElementsOf(truths.stream()
                        .map(truth -> truth.camera() + "/" + truth.frame())
                        .toList());
    }

    @Test
    void aFrameThatIsTooLargeIsRefusedAndTheNextOnesArrive() throws Exception {
        Map<Integer, Long> ends = ends();
        FramePublisher publisher = FramePublisher.start(
                List.of(new FixedPictures("door", 1_000, 20_000_000, 8_000_000)),
                new PublisherSettings(
                        broker.kafka(), Topics.FRAMES.name(), WhenSlow.WAIT, Long.MAX_VALUE, truth -> {}));
        try (publisher) {
            assertThat(publisher.awaitEnd(PATIENCE)).isTrue();
        }

        assertThat(publisher.stats()).containsExactly(new SourceStats("door", 3, 2, 0, 1));
        assertThat(readFrom(ends)).extracting(record -> record.value().length).containsExactly(1_000, 8_000_000);
    }

    /** The topic's own limit, the broker's, and the one of the lab's producers. */
    @Test
    void aRefusalForSizeNamesTheLimitAndWhatRaisesIt() throws Exception {
        try (Admin admin = Admin.create(broker.kafka().admin(Map.of()))) {
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.BROKER, ""),
                            List.of(new AlterConfigOp(
                                    new ConfigEntry("message.max.bytes", "70000"), AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
            admin.createTopics(List.of(
                            new NewTopic("with-a-limit", 1, (short) 1).configs(Map.of("max.message.bytes", "50000")),
                            new NewTopic("without", 1, (short) 1)))
                    .all()
                    .get();
            // The controller has made them; the broker learns of it a moment later.
            while (!admin.listTopics().names().get().containsAll(List.of("with-a-limit", "without"))) {
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }

        assertThat(refusal("with-a-limit", 60_000))
                .contains("frame 1-0 of 60000 bytes is refused: topic with-a-limit takes at most 50000 bytes (its"
                        + " max.message.bytes)")
                .contains("'kafka-configs.sh --alter --entity-type topics --entity-name with-a-limit --add-config"
                        + " max.message.bytes=10485760' raises it");
        assertThat(refusal("without", 80_000))
                .contains("the broker takes at most 70000 bytes on topic without (the broker's message.max.bytes)")
                .contains("--entity-name without --add-config max.message.bytes=10485760' raises it");
        assertThat(refusal(Topics.FRAMES.name(), 11_000_000))
                .contains("a source of this lab sends at most 10485760 bytes; a smaller --width or --quality helps");
    }

    /** The warning about a frame; it is there when the publisher has ended. */
    private static String refusal(String topic, int bytes) throws InterruptedException {
        BlockingQueue<String> warnings = new LinkedBlockingQueue<>();
        Appender appender = new AbstractAppender(topic, null, null, true, Property.EMPTY_ARRAY) {
            @Override
            public void append(LogEvent event) {
                warnings.add(event.getMessage().getFormattedMessage());
            }
        };
        appender.start();
        Logger log = (Logger) LogManager.getLogger(FramePublisher.class.getPackageName() + ".CameraLane");
        log.addAppender(appender);
        FramePublisher publisher = FramePublisher.start(
                List.of(new FixedPictures("door", bytes)),
                new PublisherSettings(broker.kafka(), topic, WhenSlow.WAIT, Long.MAX_VALUE, truth -> {}));
        try (publisher) {
            assertThat(publisher.awaitEnd(PATIENCE)).isTrue();
            assertThat(publisher.stats()).containsExactly(new SourceStats("door", 1, 0, 0, 1));
            return warnings.poll();
        } finally {
            log.removeAppender(appender);
        }
    }

    @Test
    void aCameraOfWhichNoFrameCameIsAFailure() {
        StringWriter err = new StringWriter();
        int exitCode = LabCommandLine.of(new VideoSource())
                .setErr(new PrintWriter(err))
                .execute("stream", "rtsp://127.0.0.1:1/live", "--duration", "2s", "--bootstrap", broker.bootstrap());

        assertThat(err.toString()).contains("camera-0: no frame came");
        assertThat(exitCode).isEqualTo(1);
    }

    @Test
    void theServiceAsPeopleRunItEndsOnSigtermWithItsCounts() throws Exception {
        Path said = folder.resolve("said.txt").toAbsolutePath();
        Map<Integer, Long> ends = ends();
        try (BuiltService source = BuiltService.start(
                "video-source",
                said.toString(),
                "-Xmx256m",
                "mock",
                "--camera",
                "jar",
                "--bootstrap",
                broker.bootstrap())) {
            for (int waits = 0; readFrom(ends).isEmpty() && waits < 150; waits++) {
                assertThat(source.isAlive()).as("still runs").isTrue();
                TimeUnit.MILLISECONDS.sleep(200);
            }
            source.stop();
        }
        assertThat(said).content().contains("jar", "captured").doesNotContain("Exception");
        assertThat(readFrom(ends)).isNotEmpty();
    }

    private static FrameHeaders headers(ConsumerRecord<String, byte[]> record) {
        return FrameHeaders.parse(
                name -> Optional.ofNullable(record.headers().lastHeader(name))
                        .map(Header::value)
                        .orElse(null),
                unreadable -> fail(unreadable));
    }

    private static Map<Integer, Long> ends() {
        Map<Integer, Long> ends = new HashMap<>();
        try (KafkaConsumer<String, byte[]> consumer = consumer()) {
            consumer.endOffsets(partitions()).forEach((place, end) -> ends.put(place.partition(), end));
        }
        return ends;
    }

    private static List<ConsumerRecord<String, byte[]>> readFrom(Map<Integer, Long> starts) {
        List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer = consumer()) {
            consumer.assign(partitions());
            partitions().forEach(place -> consumer.seek(place, starts.get(place.partition())));
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions());
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        return records;
    }

    private static List<TopicPartition> partitions() {
        return List.of(new TopicPartition(Topics.FRAMES.name(), 0), new TopicPartition(Topics.FRAMES.name(), 1));
    }

    private static KafkaConsumer<String, byte[]> consumer() {
        return new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.bootstrap(), "max.partition.fetch.bytes", Topics.MAX_MESSAGE_BYTES),
                new StringDeserializer(),
                new ByteArrayDeserializer());
    }

    /** Pictures of given sizes, in bytes. */
    private static final class FixedPictures implements FrameSource {

        private final String camera;
        private final Iterator<Integer> sizes;
        private int number;

        FixedPictures(String camera, Integer... sizes) {
            this.camera = camera;
            this.sizes = List.of(sizes).iterator();
        }

        @Override
        public String camera() {
            return camera;
        }

        @Override
        public Optional<CapturedFrame> next() {
            if (!sizes.hasNext()) {
                return Optional.empty();
            }
            return Optional.of(
                    new CapturedFrame("1-" + number++, Instant.now(), new byte[sizes.next()], "image/jpeg", null));
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
