package videolab.processor.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import videolab.cli.KafkaSettings;
import videolab.contract.Addresses;
import videolab.contract.Limits;
import videolab.contract.Masking;
import videolab.contract.RejectHeaders;
import videolab.contract.Topics;
import videolab.processor.spark.PerJvm;

/**
 * Sends what cannot be read to {@link Topics#REJECTED_EVENTS}, from within the step that finds out: a stateful query has no
 * other way out for it. One for each JVM and broker. A task that is run again sends again: source partition and offset tell.
 */
public final class Rejects {

    private static final PerJvm<KafkaSettings, Rejects> OPEN = new PerJvm<>(Rejects::open, Rejects::close);

    private final KafkaProducer<byte[], byte[]> producer;
    private final AtomicReference<Exception> failure = new AtomicReference<>();

    private Rejects(KafkaProducer<byte[], byte[]> producer) {
        this.producer = producer;
    }

    /** The one of this JVM. */
    public static Rejects at(KafkaSettings kafka) {
        return OPEN.get(kafka);
    }

    /** Keeps the one of this JVM open, if it is used, until the lease is closed. */
    public static PerJvm.Lease<Rejects> lease(KafkaSettings kafka) {
        return OPEN.lease(kafka);
    }

    private static Rejects open(KafkaSettings kafka) {
        return new Rejects(new KafkaProducer<>(
                kafka.producer(
                        Map.of(ProducerConfig.LINGER_MS_CONFIG, 20, ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4")),
                new ByteArraySerializer(),
                new ByteArraySerializer()));
    }

    private void close() {
        producer.close();
    }

    /**
     * Sends one record, without waiting for it.
     *
     * Addresses and the ids of viewers are masked in all of it.
     *
     * @param key as read, may be null
     * @param value as read, or the part of it that cannot be read
     * @param reason one sentence
     */
    public void send(String topic, int partition, long offset, byte[] key, byte[] value, String reason) {
        ProducerRecord<byte[], byte[]> rejected = new ProducerRecord<>(
                Topics.REJECTED_EVENTS.name(),
                key == null ? null : Masking.viewers(head(key, Limits.REJECTED_HEADER_BYTES)),
                value == null ? null : Masking.viewers(head(value, Limits.REJECTED_VALUE_BYTES)));
        rejected.headers()
                .add(RejectHeaders.REASON, head(Addresses.mask(reason).getBytes(UTF_8), Limits.REJECTED_HEADER_BYTES))
                .add(RejectHeaders.SOURCE_TOPIC, topic.getBytes(UTF_8))
                .add(RejectHeaders.SOURCE_PARTITION, String.valueOf(partition).getBytes(UTF_8))
                .add(RejectHeaders.SOURCE_OFFSET, String.valueOf(offset).getBytes(UTF_8));
        producer.send(rejected, (metadata, error) -> {
            if (error != null) {
                failure.compareAndSet(null, error);
            }
        });
    }

    /**
     * Waits until Kafka has everything.
     *
     * @throws IllegalStateException when Kafka did not take a record: the task is to be run again
     */
    public void flush() {
        producer.flush();
        Exception error = failure.getAndSet(null);
        if (error != null) {
            throw new IllegalStateException(
                    "a record could not be sent to " + Topics.REJECTED_EVENTS.name() + ": " + error.getMessage(),
                    error);
        }
    }

    private static byte[] head(byte[] bytes, int length) {
        return bytes.length <= length ? bytes : Arrays.copyOf(bytes, length);
    }
}
