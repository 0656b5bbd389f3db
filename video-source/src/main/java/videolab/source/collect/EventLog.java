package videolab.source.collect;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import videolab.cli.KafkaSettings;

/** Writes to Kafka and says when it has everything. What waits for Kafka is bounded. Thread-safe. */
final class EventLog implements AutoCloseable {

    /** More may not wait: at 2,000 reports of 500 bytes a second it is what comes in some 15 s. */
    private static final long MOST_WAITING_BYTES = 16L * 1024 * 1024;

    /** Of a record in the producer's queue, besides its value. */
    private static final int RECORD_BYTES = 200;

    private static final int LINGER_MS = 2;
    private static final int REQUEST_MS = 4_000;

    /** A player has its answer after so long at the latest. */
    private static final int DELIVERY_MS = 5_000;

    private static final int BLOCK_MS = 500;
    private static final int PING_MS = 2_000;
    private static final Duration CLOSING = Duration.ofSeconds(6);
    private static final Duration PING_AGE = Duration.ofSeconds(2);

    private final KafkaProducer<byte[], byte[]> producer;
    private final Admin admin;
    private final AtomicLong waitingBytes = new AtomicLong();
    private final Object ping = new Object();
    private long pingedAt;
    private boolean answers;

    /** @param topics that are written to, which are there */
    EventLog(KafkaSettings kafka, List<String> topics) {
        producer = new KafkaProducer<>(
                kafka.producer(Map.of(
                        ProducerConfig.CLIENT_ID_CONFIG,
                        "collector",
                        ProducerConfig.LINGER_MS_CONFIG,
                        LINGER_MS,
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        REQUEST_MS,
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                        DELIVERY_MS,
                        ProducerConfig.MAX_BLOCK_MS_CONFIG,
                        BLOCK_MS,
                        // A topic that is forgotten is asked for again, in the thread of a request.
                        ProducerConfig.METADATA_MAX_IDLE_CONFIG,
                        Duration.ofDays(365).toMillis())),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        admin = Admin.create(kafka.admin(Map.of(
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                PING_MS,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                PING_MS)));
        for (String topic : topics) {
            try {
                producer.partitionsFor(topic);
            } catch (KafkaException e) {
                // A slow broker: the first requests ask again.
            }
        }
    }

    /**
     * Writes all of a request.
     *
     * @return completes with true when all replicas in sync have every record; with false when one of them may be missing
     */
    CompletableFuture<Boolean> write(List<ProducerRecord<byte[], byte[]>> records) {
        long bytes = 0;
        for (ProducerRecord<byte[], byte[]> each : records) {
            bytes += each.value().length + RECORD_BYTES;
        }
        if (waitingBytes.addAndGet(bytes) > MOST_WAITING_BYTES) {
            waitingBytes.addAndGet(-bytes);
            return CompletableFuture.completedFuture(false);
        }
        Answer answer = new Answer(records.size(), bytes);
        for (ProducerRecord<byte[], byte[]> each : records) {
            try {
                producer.send(each, (metadata, failure) -> answer.of(failure == null));
            } catch (KafkaException | IllegalStateException e) { // no memory, no metadata, or closing
                answer.of(false);
            }
        }
        return answer.complete;
    }

    /** How much waits for Kafka's answer. */
    long waitingBytes() {
        return waitingBytes.get();
    }

    /** Whether the broker answers; asked again every two seconds at most, however often this is called. */
    boolean answers() {
        synchronized (ping) {
            long now = System.nanoTime();
            if (pingedAt == 0 || now - pingedAt > PING_AGE.toNanos()) {
                answers = pings();
                pingedAt = System.nanoTime();
            }
            return answers;
        }
    }

    private boolean pings() {
        try {
            admin.describeCluster().nodes().get(PING_MS, TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        producer.close(CLOSING);
        admin.close(Duration.ZERO);
    }

    /** Of one request: as many answers as records, each once. */
    private final class Answer {

        private final CompletableFuture<Boolean> complete = new CompletableFuture<>();
        private final AtomicInteger missing;
        private final long bytes;
        private volatile boolean failed;

        Answer(int records, long bytes) {
            this.missing = new AtomicInteger(records);
            this.bytes = bytes;
        }

        void of(boolean written) {
            if (!written) {
                failed = true;
            }
            if (missing.decrementAndGet() == 0) {
                waitingBytes.addAndGet(-bytes);
                complete.complete(!failed);
            }
        }
    }
}
