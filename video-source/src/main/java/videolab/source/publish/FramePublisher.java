package videolab.source.publish;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.clients.producer.Producer;
import videolab.cli.Broker;
import videolab.cli.UsageException;
import videolab.contract.Limits;
import videolab.source.capture.FrameSource;

/**
 * Sends the frames of one or more cameras to Kafka until they end or it is closed. Every captured frame is counted in
 * the end: acknowledged, dropped or refused.
 *
 * <pre>{@code
 * List<FrameSource> cameras = FrameSources.mock(new MockCameras("camera", 2, scene, null));
 * PublisherSettings settings = PublisherSettings.to(KafkaSettings.at("localhost:9092")).with(truths::add);
 * FramePublisher publisher = FramePublisher.start(cameras, settings);
 * try (publisher) {
 *     publisher.awaitEnd(Duration.ofSeconds(60));
 * }
 * List<SourceStats> counts = publisher.stats();   // complete after close()
 * }</pre>
 */
public final class FramePublisher implements AutoCloseable {

    /** How long a stop waits for what was captured to be sent and acknowledged, and then for the threads to end. */
    private static final Duration CLOSING = Duration.ofSeconds(3);

    private final Producer<String, byte[]> producer;
    private final PublisherSettings settings;
    private final List<CameraLane> lanes = new ArrayList<>();
    private boolean closed;

    private FramePublisher(List<FrameSource> sources, PublisherSettings settings, Producer<String, byte[]> producer) {
        this.producer = producer;
        this.settings = settings;
        int partitions = producer.partitionsFor(settings.topic()).size();
        for (int index = 0; index < sources.size(); index++) {
            // By their keys two of a few cameras may well fall on one partition, and the other one stays empty.
            Integer partition = sources.size() > 1 ? Integer.valueOf(index % partitions) : null;
            lanes.add(new CameraLane(sources.get(index), partition, settings, producer));
        }
    }

    /**
     * Starts capturing and sending. The sources are the publisher's from here on: it closes them, and also when this
     * fails.
     *
     * @throws videolab.cli.FailedException when no broker answers within ten seconds, or it lacks the topic
     * @throws UsageException when the address is invalid, or two cameras have the same id
     */
    public static FramePublisher start(List<FrameSource> sources, PublisherSettings settings) {
        try {
            requireIds(sources);
            new Broker(settings.kafka()).require(settings.topic());
            return start(sources, settings, FrameProducer.open(settings));
        } catch (RuntimeException e) {
            sources.forEach(FrameSource::close);
            throw e;
        }
    }

    static FramePublisher start(
            List<FrameSource> sources, PublisherSettings settings, Producer<String, byte[]> producer) {
        try {
            FramePublisher publisher = new FramePublisher(sources, settings, producer);
            publisher.lanes.forEach(CameraLane::start);
            return publisher;
        } catch (RuntimeException e) {
            producer.close(Duration.ZERO);
            throw e;
        }
    }

    private static void requireIds(List<FrameSource> sources) {
        Set<String> ids = new HashSet<>();
        for (FrameSource source : sources) {
            String id = source.camera();
            if (!Limits.isId(id) || !ids.add(id)) {
                throw new UsageException(
                        "--camera", id, "an id of 1 to " + Limits.ID_CHARACTERS + " characters is expected, each once");
            }
        }
    }

    /** Each camera's counts, now. */
    public List<SourceStats> stats() {
        return lanes.stream().map(CameraLane::stats).toList();
    }

    /** Ends capturing, without waiting; what was captured is still sent. May be called from any thread. */
    public void stop() {
        lanes.forEach(CameraLane::stop);
    }

    /**
     * Waits until every camera has ended and Kafka has taken or refused its frames.
     *
     * @return false when the time was over before
     * @throws videolab.cli.FailedException when a source could not be read to its end
     */
    public boolean awaitEnd(Duration patience) throws InterruptedException {
        if (!awaitSettled(patience)) {
            return false;
        }
        lanes.stream().map(CameraLane::failure).filter(Objects::nonNull).forEach(FramePublisher::rethrow);
        return true;
    }

    private static void rethrow(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) failure;
    }

    private boolean awaitSettled(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        for (CameraLane lane : lanes) {
            if (!lane.awaitSettled(deadline)) {
                return false;
            }
        }
        return true;
    }

    /** Stops capturing and waits, a few seconds at most, until what was captured is acknowledged. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        stop();
        try {
            if (!awaitSettled(CLOSING)) {
                lanes.forEach(CameraLane::stopNow);
                awaitSettled(CLOSING);
            }
        } catch (InterruptedException e) {
            lanes.forEach(CameraLane::stopNow);
            Thread.currentThread().interrupt();
        }
        producer.close(CLOSING);
    }
}
