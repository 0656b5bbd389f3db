package videolab.processor.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import videolab.cli.KafkaSettings;
import videolab.processor.spark.PerJvm;

/** Reads the few records that follow those of a batch. One for each JVM and broker; tasks take turns. */
public final class FollowingRecords {

    private static final Logger LOG = LoggerFactory.getLogger(FollowingRecords.class);
    private static final PerJvm<KafkaSettings, FollowingRecords> OPEN =
            new PerJvm<>(FollowingRecords::new, FollowingRecords::close);

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMinutes(1);

    private final KafkaSettings kafka;
    private KafkaConsumer<byte[], byte[]> consumer;
    private long failedAtNanos;
    private boolean failed;

    private FollowingRecords(KafkaSettings kafka) {
        this.kafka = kafka;
    }

    /** The one of the JVM in which it is asked. */
    public static Arrivals.Following of(KafkaSettings kafka) {
        return (record, most) -> OPEN.get(kafka).timestamps(record, most);
    }

    /** Keeps the one of this JVM open, if it is used, until the lease is closed. */
    public static PerJvm.Lease<FollowingRecords> lease(KafkaSettings kafka) {
        return OPEN.lease(kafka);
    }

    private synchronized List<Long> timestamps(KafkaRecord record, int most) {
        if (failed && System.nanoTime() - failedAtNanos < PAUSE_AFTER_FAILURE.toNanos()) {
            return List.of();
        }
        try {
            failed = false;
            return read(new TopicPartition(record.topic(), record.partition()), record.offset() + 1, most);
        } catch (InterruptException e) { // the task is to end
            throw e;
        } catch (KafkaException e) {
            failed = true;
            failedAtNanos = System.nanoTime();
            LOG.warn(
                    "what follows offset {} of partition {} of {} cannot be read, so the last timestamp of a batch is"
                            + " not checked: {}",
                    record.offset(),
                    record.partition(),
                    record.topic(),
                    e.getMessage());
            return List.of();
        }
    }

    private List<Long> read(TopicPartition partition, long offset, int most) {
        if (consumer == null) {
            consumer = new KafkaConsumer<>(
                    kafka.consumer(Map.of(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, Arrivals.WITNESSES)),
                    new ByteArrayDeserializer(),
                    new ByteArrayDeserializer());
        }
        consumer.assign(List.of(partition));
        List<Long> timestamps = new ArrayList<>();
        if (consumer.endOffsets(List.of(partition), PATIENCE).get(partition) > offset) {
            consumer.seek(partition, offset);
            for (ConsumerRecord<byte[], byte[]> each : consumer.poll(PATIENCE)) {
                if (timestamps.size() < most) {
                    timestamps.add(each.timestamp());
                }
            }
        }
        return timestamps;
    }

    private synchronized void close() {
        if (consumer != null) {
            consumer.close(Duration.ofSeconds(1));
        }
    }
}
