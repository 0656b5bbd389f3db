package videolab.source.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import videolab.cli.FailedException;
import videolab.cli.KafkaSettings;
import videolab.cli.UsageException;
import videolab.contract.FrameHeaders;
import videolab.contract.FrameTruth;
import videolab.contract.Topics;
import videolab.source.capture.CapturedFrame;
import videolab.source.capture.FrameSource;

/** The publisher's counts and order, against a producer that answers when the test says so. */
@Timeout(20)
class FramePublisherTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    /** A camera whose frames the test takes. */
    private static final class TestCamera implements FrameSource {
        private static final CapturedFrame END = frame("end");

        private final String camera;
        private final BlockingQueue<CapturedFrame> frames = new LinkedBlockingQueue<>();
        private volatile boolean broken;
        private volatile boolean closed;

        TestCamera(String camera) {
            this.camera = camera;
        }

        TestCamera takes(int count) {
            IntStream.range(0, count).forEach(i -> frames.add(frame("1-" + i)));
            return this;
        }

        TestCamera ends() {
            frames.add(END);
            return this;
        }

        TestCamera breaks() {
            broken = true;
            return ends();
        }

        @Override
        public String camera() {
            return camera;
        }

        @Override
        public Optional<CapturedFrame> next() throws InterruptedException {
            CapturedFrame frame = frames.take();
            if (frame != END) {
                return Optional.of(frame);
            }
            if (broken) {
                throw new FailedException("the tape is torn");
            }
            return Optional.empty();
        }

        @Override
        public void close() {
            closed = true;
        }

        private static CapturedFrame frame(String id) {
            var truth = new FrameTruth("camera", id, 4, 3, List.of(), List.of());
            return new CapturedFrame(id, Instant.ofEpochSecond(1_767_323_045), new byte[] {1, 2}, "image/jpeg", truth);
        }
    }

    private final MockProducer<String, byte[]> answering = producer(true);
    private final MockProducer<String, byte[]> silent = producer(false);
    private final TestCamera camera = new TestCamera("door");

    @Test
    void aFrameGoesUnderItsCamerasIdWithItsHeaders() throws InterruptedException {
        publishAll(List.of(camera.takes(1).ends()), settings());

        ProducerRecord<String, byte[]> record = answering.history().get(0);
        assertThat(record.topic()).isEqualTo(Topics.FRAMES.name());
        assertThat(record.key()).isEqualTo("door");
        assertThat(record.partition()).as("left to the key").isNull();
        assertThat(record.value()).containsExactly(1, 2);
        assertThat(headers(record))
                .isEqualTo(new FrameHeaders("1-0", Instant.ofEpochSecond(1_767_323_045), "image/jpeg"));
    }

    @Test
    void aSourceThatDropsNothingAsksToKeepItsFrames() throws InterruptedException {
        publishAll(
                List.of(camera.takes(1).ends()),
                new PublisherSettings(
                        settings().kafka(), settings().topic(), WhenSlow.WAIT, Long.MAX_VALUE, truth -> {}));

        assertThat(headers(answering.history().get(0)).keep()).isTrue();
    }

    private static FrameHeaders headers(ProducerRecord<String, byte[]> record) {
        return FrameHeaders.parse(
                name -> Optional.ofNullable(record.headers().lastHeader(name))
                        .map(Header::value)
                        .orElse(null),
                unreadable -> {});
    }

    @Test
    void severalCamerasAreSpreadOverThePartitionsByTheirIndex() throws InterruptedException {
        List<FrameSource> three = List.of(
                new TestCamera("a").takes(1).ends(),
                new TestCamera("b").takes(1).ends(),
                new TestCamera("c").takes(1).ends());

        publishAll(three, settings());

        assertThat(answering.history())
                .extracting(record -> record.key() + record.partition())
                .containsExactlyInAnyOrder("a0", "b1", "c0");
    }

    @Test
    void whatKafkaAcknowledgesIsSent() throws InterruptedException {
        assertThat(publishAll(List.of(camera.takes(5).ends()), settings()))
                .containsExactly(new SourceStats("door", 5, 5, 0, 0));
        assertThat(camera.closed).isTrue();
    }

    @Test
    void aCameraEndsAfterTheFramesAskedFor() throws InterruptedException {
        var settings =
                new PublisherSettings(KafkaSettings.at(""), Topics.FRAMES.name(), WhenSlow.DROP_OLDEST, 3, truth -> {});

        assertThat(publishAll(List.of(camera.takes(9)), settings)).containsExactly(new SourceStats("door", 3, 3, 0, 0));
    }

    @Test
    void theTruthIsToldBeforeTheFrameIsSent() throws InterruptedException {
        var told = new ConcurrentLinkedQueue<String>();
        var settings = settings()
                .with(truth ->
                        told.add(truth.frame() + " after " + answering.history().size()));

        publishAll(List.of(camera.takes(2).ends()), settings);

        assertThat(told).containsExactly("1-0 after 0", "1-1 after 1");
    }

    @Test
    void whileKafkaIsSlowTheOldestFramesAreDroppedAndCounted() throws InterruptedException {
        var told = new ConcurrentLinkedQueue<String>();
        var settings = settings().with(truth -> told.add(truth.frame()));
        FramePublisher publisher = FramePublisher.start(List.of(camera), settings, silent);
        try (publisher) {
            fillWhatMayBeInFlight();
            camera.takes(84);
            await(() -> publisher.stats().get(0).dropped() == 100 - 16 - 8);

            assertThat(publisher.stats()).containsExactly(new SourceStats("door", 100, 0, 76, 0));
            completeAll(silent, 24);
        }
        assertThat(publisher.stats()).containsExactly(new SourceStats("door", 100, 24, 76, 0));
        assertThat(told).as("a dropped frame has no truth").hasSize(24).contains("1-0", "1-83");
    }

    @Test
    void whenNothingMayBeDroppedTheSourceWaitsForKafka() throws InterruptedException {
        var settings = new PublisherSettings(
                KafkaSettings.at(""), Topics.FRAMES.name(), WhenSlow.WAIT, Long.MAX_VALUE, truth -> {});
        FramePublisher publisher =
                FramePublisher.start(List.of(camera.takes(100).ends()), settings, silent);
        try (publisher) {
            await(() -> publisher.stats().get(0).captured() == 16 + 8 + 1);
            assertThat(publisher.stats()).containsExactly(new SourceStats("door", 25, 0, 0, 0));
            completeAll(silent, 100);
            assertThat(publisher.awaitEnd(SOON)).isTrue();
        }
        assertThat(publisher.stats()).containsExactly(new SourceStats("door", 100, 100, 0, 0));
    }

    @Test
    void whatKafkaRefusesIsCountedAndTheSourceGoesOn() throws InterruptedException {
        FramePublisher publisher = FramePublisher.start(List.of(camera.takes(3).ends()), settings(), silent);
        try (publisher) {
            await(() -> silent.errorNext(new RecordTooLargeException("too large")));
            completeAll(silent, 2);
            assertThat(publisher.awaitEnd(SOON)).isTrue();
        }
        assertThat(publisher.stats()).containsExactly(new SourceStats("door", 3, 2, 0, 1));
    }

    @Test
    void stoppingSendsWhatWasCaptured() throws InterruptedException {
        FramePublisher publisher = FramePublisher.start(List.of(camera.takes(4)), settings(), answering);
        await(() -> publisher.stats().get(0).captured() == 4);

        publisher.stop();

        assertThat(publisher.awaitEnd(SOON)).isTrue();
        publisher.close();
        assertThat(publisher.stats()).containsExactly(new SourceStats("door", 4, 4, 0, 0));
        assertThat(camera.closed).isTrue();
    }

    @Test
    void closingCountsWhatASilentKafkaNeverTook() throws InterruptedException {
        FramePublisher publisher = FramePublisher.start(List.of(camera), settings(), silent);
        fillWhatMayBeInFlight();
        camera.takes(4);
        await(() -> publisher.stats().get(0).captured() == 20);

        publisher.close();

        SourceStats stats = publisher.stats().get(0);
        assertThat(stats.dropped()).as("never handed to Kafka's client").isEqualTo(4);
        assertThat(stats.captured()).isEqualTo(20);
    }

    @Test
    void closingInterruptsASendThatWaitsForRoom() {
        FramePublisher publisher = FramePublisher.start(List.of(camera.takes(1)), settings(), new FullProducer());
        await(() -> publisher.stats().get(0).captured() == 1);

        publisher.close();

        assertThat(publisher.stats()).containsExactly(new SourceStats("door", 1, 0, 1, 0));
    }

    @Test
    void aSourceThatBreaksOffIsToldToTheOneWhoWaits() throws InterruptedException {
        try (FramePublisher publisher =
                FramePublisher.start(List.of(camera.takes(1).breaks()), settings(), answering)) {
            assertThatThrownBy(() -> publisher.awaitEnd(SOON))
                    .isInstanceOf(FailedException.class)
                    .hasMessage("the tape is torn");
            assertThat(publisher.stats()).containsExactly(new SourceStats("door", 1, 1, 0, 0));
        }
    }

    @Test
    void twoCamerasOfOneIdAreRefused() {
        List<FrameSource> twins = List.of(new TestCamera("door"), camera);

        assertThatThrownBy(() -> FramePublisher.start(twins, settings()))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("door");
        assertThat(camera.closed).isTrue();
    }

    private List<SourceStats> publishAll(List<FrameSource> cameras, PublisherSettings settings)
            throws InterruptedException {
        FramePublisher publisher = FramePublisher.start(cameras, settings, answering);
        try (publisher) {
            assertThat(publisher.awaitEnd(SOON)).isTrue();
        }
        return publisher.stats();
    }

    /** In two goes that the queue can hold, so that none is dropped on the way. */
    private void fillWhatMayBeInFlight() {
        camera.takes(8);
        await(() -> silent.history().size() == 8);
        camera.takes(8);
        await(() -> silent.history().size() == 16);
    }

    private static PublisherSettings settings() {
        return PublisherSettings.to(KafkaSettings.at(""));
    }

    private static void completeAll(MockProducer<String, byte[]> producer, int count) {
        for (int i = 0; i < count; i++) {
            await(producer::completeNext);
        }
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + SOON.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private static MockProducer<String, byte[]> producer(boolean answering) {
        return new MockProducer<>(cluster(), answering, new StringSerializer(), new ByteArraySerializer());
    }

    private static Cluster cluster() {
        Node node = new Node(0, "localhost", 9092);
        List<PartitionInfo> partitions = IntStream.range(0, 2)
                .mapToObj(i -> new PartitionInfo(Topics.FRAMES.name(), i, node, new Node[] {node}, new Node[] {node}))
                .toList();
        return new Cluster("test", List.of(node), partitions, java.util.Set.of(), java.util.Set.of());
    }

    /** One without room for another frame. */
    private static final class FullProducer extends MockProducer<String, byte[]> {

        FullProducer() {
            super(cluster(), false, new StringSerializer(), new ByteArraySerializer());
        }

        @Override
        public Future<RecordMetadata> send(ProducerRecord<String, byte[]> record, Callback callback) {
            try {
                new CountDownLatch(1).await();
                throw new AssertionError("nobody counts down");
            } catch (InterruptedException e) {
                throw new InterruptException(e);
            }
        }
    }
}
