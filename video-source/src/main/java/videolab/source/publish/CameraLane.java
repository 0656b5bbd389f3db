package videolab.source.publish;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import videolab.contract.FrameHeaders;
import videolab.source.capture.CapturedFrame;
import videolab.source.capture.FrameSource;

/** One camera's way to Kafka: a thread that captures, a few frames in between, a thread that sends. */
final class CameraLane {

    private static final Logger LOG = LoggerFactory.getLogger(CameraLane.class);

    /** Half a second of a usual camera: what is older is better dropped than sent late. */
    private static final int QUEUED = 8;

    /** How many frames may wait for Kafka's acknowledgement; more of them would only hide that Kafka is slow. */
    private static final int IN_FLIGHT = 16;

    /** The shortest time between two warnings of the same kind. */
    private static final Duration WARNING_INTERVAL = Duration.ofSeconds(10);

    private final FrameSource source;
    private final PublisherSettings settings;
    private final Integer partition;
    private final Producer<String, byte[]> producer;
    private final FrameQueue queue;
    private final Semaphore free = new Semaphore(IN_FLIGHT);
    private final Thread capturing;
    private final Thread sending;

    private final AtomicLong captured = new AtomicLong();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong warnedNanos = new AtomicLong(System.nanoTime() - WARNING_INTERVAL.toNanos());
    private volatile Throwable failure;

    /** The last one; null before the first. */
    private volatile Thread sizeReport;

    /** @param partition null: by the camera's id */
    CameraLane(FrameSource source, Integer partition, PublisherSettings settings, Producer<String, byte[]> producer) {
        this.source = source;
        this.partition = partition;
        this.settings = settings;
        this.producer = producer;
        this.queue = new FrameQueue(QUEUED, settings.whenSlow());
        this.capturing = daemon("capture " + source.camera(), this::capture);
        this.sending = daemon("send " + source.camera(), this::send);
    }

    private static Thread daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }

    void start() {
        capturing.start();
        sending.start();
    }

    private void capture() {
        try (source) {
            // Asked here too: a source that is behind its time never waits, and would not notice.
            while (captured.get() < settings.framesPerCamera()
                    && !Thread.currentThread().isInterrupted()) {
                Optional<CapturedFrame> frame = source.next();
                if (frame.isEmpty()) {
                    break;
                }
                captured.incrementAndGet();
                enqueue(frame.get());
            }
        } catch (InterruptedException e) {
            // Asked to stop: what is in the queue is still sent.
        } catch (RuntimeException | Error e) {
            failure = e;
        } finally {
            queue.close();
        }
    }

    private void enqueue(CapturedFrame frame) throws InterruptedException {
        try {
            dropped.addAndGet(queue.put(frame));
        } catch (InterruptedException e) {
            dropped.incrementAndGet();
            throw e;
        }
    }

    private void send() {
        try {
            while (true) {
                free.acquire();
                Optional<CapturedFrame> frame = queue.take();
                if (frame.isEmpty()) {
                    free.acquire(IN_FLIGHT - 1); // this thread holds one: all others are back when Kafka has answered
                    return;
                }
                send(frame.get());
            }
        } catch (InterruptedException e) {
            // Asked to stop at once: what is in the queue is counted as dropped.
        } catch (RuntimeException | Error e) {
            failure = e;
            capturing.interrupt();
        } finally {
            dropped.addAndGet(queue.abandon());
        }
    }

    private void send(CapturedFrame frame) throws InterruptedException {
        // A source that waits for Kafka promises that every frame counts.
        boolean keep = settings.whenSlow() == WhenSlow.WAIT;
        var headers = new FrameHeaders(frame.id(), frame.capturedAt(), frame.contentType(), keep);
        var record = new ProducerRecord<>(settings.topic(), partition, source.camera(), frame.picture());
        headers.write(record.headers()::add);
        if (frame.file() != null) {
            record.headers().add(FrameHeaders.FILE, frame.file().getBytes(UTF_8));
        }
        try {
            if (frame.truth() != null) {
                settings.truth().accept(frame.truth());
            }
            producer.send(record, (metadata, e) -> {
                if (e == null) {
                    sent.incrementAndGet();
                } else {
                    refuse(frame, e);
                }
                free.release();
            });
        } catch (InterruptException e) {
            dropped.incrementAndGet();
            throw new InterruptedException();
        } catch (RuntimeException e) {
            refused.incrementAndGet();
            throw e;
        }
    }

    private void refuse(CapturedFrame frame, Exception e) {
        refused.incrementAndGet();
        long warned = warnedNanos.get();
        long now = System.nanoTime();
        if (now - warned < WARNING_INTERVAL.toNanos() || !warnedNanos.compareAndSet(warned, now)) {
            return;
        }
        if (e instanceof RecordTooLargeException) {
            // Not on the producer's own thread, which would wait for itself.
            Thread report = daemon("size limit", () -> reportSizeLimit(frame));
            sizeReport = report;
            report.start();
        } else {
            LOG.warn(
                    "{}: frame {} was not taken by Kafka at {}, and is lost: {}",
                    source.camera(),
                    frame.id(),
                    settings.kafka().bootstrap(),
                    e.getMessage());
        }
    }

    private void reportSizeLimit(CapturedFrame frame) {
        try {
            LOG.warn(
                    "{}: frame {} of {} bytes is refused: {}",
                    source.camera(),
                    frame.id(),
                    frame.picture().length,
                    SizeLimit.of(settings.kafka(), settings.topic(), frame.picture().length));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends capturing; what was captured is still sent. */
    void stop() {
        capturing.interrupt();
    }

    /** Ends sending too; what was not sent is counted as dropped. */
    void stopNow() {
        capturing.interrupt();
        sending.interrupt();
    }

    /**
     * Waits until every captured frame is acknowledged, refused or dropped.
     *
     * @return false when that is not so at the deadline, in {@link System#nanoTime}
     */
    boolean awaitSettled(long deadlineNanos) throws InterruptedException {
        boolean settled = join(capturing, deadlineNanos) && join(sending, deadlineNanos);
        Thread report = sizeReport;
        // Of the last frame too: a single picture that is too large would be refused without a reason.
        return settled && (report == null || join(report, deadlineNanos));
    }

    private static boolean join(Thread thread, long deadlineNanos) throws InterruptedException {
        long patienceMs = (deadlineNanos - System.nanoTime()) / 1_000_000;
        if (patienceMs > 0) { // Thread.join(0) would wait without end
            thread.join(patienceMs);
        }
        return !thread.isAlive();
    }

    /** Why capturing or sending broke off; null when it did not. */
    Throwable failure() {
        return failure;
    }

    SourceStats stats() {
        // Captured last: seen from outside, no frame may be counted before it was captured.
        long sentNow = sent.get();
        long droppedNow = dropped.get();
        long refusedNow = refused.get();
        return new SourceStats(source.camera(), captured.get(), sentNow, droppedNow, refusedNow);
    }
}
