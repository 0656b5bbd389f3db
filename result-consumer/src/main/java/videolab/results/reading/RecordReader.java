package videolab.results.reading;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import videolab.cli.Broker;
import videolab.cli.FailedException;
import videolab.cli.KafkaSettings;
import videolab.cli.UsageException;

/**
 * Reads whole topics from a place on that is fixed when it is made. It joins no group and commits nothing, so any number
 * of readers see everything. A broker that goes away is waited for.
 */
public final class RecordReader implements AutoCloseable {

    /** Where reading begins. */
    public enum Start {
        /** The oldest record that is kept. */
        BEGINNING,
        /** The first record written after opening began. */
        END
    }

    /** Takes the records, in the thread that polls. An exception from here ends the reading. */
    @FunctionalInterface
    public interface Taker {

        /** @param readAt by this machine's clock, when the record had come from the broker */
        void take(ConsumerRecord<byte[], byte[]> record, Instant readAt);
    }

    private static final int FETCH_WAIT_MS = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /** There is nothing to commit or leave: a broker that hangs is not waited for. */
    private static final Duration CLOSING = Duration.ofMillis(300);

    private final Consumer<byte[], byte[]> consumer;
    private final List<String> topics;
    private final Taker taker;
    private final Clock clock;
    /** Held while polling: the consumer bears one thread, and is closed between two polls. */
    private final ReentrantLock polling = new ReentrantLock();

    private volatile boolean stopping;

    /**
     * Opens a reader.
     *
     * @throws UsageException when the broker's address is none
     * @throws FailedException when no broker answers within ten seconds, or a topic is missing
     */
    public static RecordReader open(Broker broker, List<String> topics, Start start, Taker taker) {
        broker.require(topics.toArray(String[]::new));
        return new RecordReader(
                new KafkaConsumer<>(config(broker.settings())), topics, start, taker, Clock.systemUTC());
    }

    /** @param topics what an error names is the first */
    RecordReader(Consumer<byte[], byte[]> consumer, List<String> topics, Start start, Taker taker, Clock clock) {
        this.consumer = consumer;
        this.topics = topics;
        this.taker = taker;
        this.clock = clock;
        try {
            assignAll(start);
        } catch (KafkaException e) {
            consumer.close(CLOSING);
            throw failed(e);
        } catch (FailedException e) {
            consumer.close(CLOSING);
            throw e;
        }
    }

    private void assignAll(Start start) {
        List<TopicPartition> partitions =
                topics.stream().flatMap(topic -> partitions(topic).stream()).toList();
        consumer.assign(partitions);
        // Asked for now: seekToEnd would look for the end at the first poll, and miss what is written until then.
        Map<TopicPartition, Long> offsets =
                start == Start.BEGINNING ? consumer.beginningOffsets(partitions) : consumer.endOffsets(partitions);
        offsets.forEach(consumer::seek);
    }

    /**
     * Hands over what has come, waiting at most that long for a first record.
     *
     * @return false once the reader was told to stop
     * @throws FailedException when the broker refuses to be read
     */
    public boolean poll(Duration timeout) {
        polling.lock();
        try {
            if (!stopping) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(timeout);
                // Once: what the taker needs for one record is not the latency of the next.
                Instant readAt = clock.instant();
                for (ConsumerRecord<byte[], byte[]> record : records) {
                    taker.take(record, readAt);
                }
            }
        } catch (WakeupException e) {
            // Somebody called stop().
        } catch (InterruptException e) {
            stopping = true;
        } catch (KafkaException e) {
            throw failed(e);
        } finally {
            polling.unlock();
        }
        return !stopping;
    }

    /** Ends the reading soon, from any thread, the taker's too. */
    public void stop() {
        stopping = true;
        consumer.wakeup();
    }

    /** Stops, waits for the taker to return, and closes the connection. */
    @Override
    public void close() {
        stop();
        polling.lock();
        try {
            consumer.close(CLOSING);
        } catch (WakeupException | InterruptException e) {
            // Closed all the same.
        } finally {
            polling.unlock();
        }
    }

    private List<TopicPartition> partitions(String topic) {
        List<PartitionInfo> infos = consumer.partitionsFor(topic);
        if (infos == null || infos.isEmpty()) {
            throw new FailedException("topic " + topic + " has no partitions that can be read yet; try again");
        }
        return infos.stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
    }

    private FailedException failed(KafkaException e) {
        return new FailedException("reading " + topics.get(0) + " failed: " + e.getMessage(), e);
    }

    /** Of a consumer that joins no group, commits nothing, and is given what has come at once. */
    public static Map<String, Object> config(KafkaSettings kafka) {
        return kafka.consumer(Map.of(
                ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
                ByteArrayDeserializer.class,
                ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
                ByteArrayDeserializer.class,
                // A result is worth most when it is fresh: no waiting for more of them.
                ConsumerConfig.FETCH_MIN_BYTES_CONFIG,
                1,
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                FETCH_WAIT_MS,
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                (int) PATIENCE.toMillis()));
    }
}
