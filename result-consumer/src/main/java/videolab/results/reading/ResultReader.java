package videolab.results.reading;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
import videolab.cli.UsageException;
import videolab.contract.FrameResult;
import videolab.contract.Topics;

/**
 * Reads results and rejects and hands them to a {@link ResultHandler}. It joins no group and commits nothing, so any
 * number of readers see everything. A broker that goes away is waited for; a record that is no result is counted.
 *
 * <p>Driven by {@link #run()} in a thread of its own, or by {@link #poll(Duration)} in a loop; not by both.
 */
public final class ResultReader implements Runnable, AutoCloseable {

    /** Where reading begins. */
    public enum Start {
        /** The oldest record that is kept. */
        BEGINNING,
        /** The first record written after {@link ResultReader#open} began. */
        END
    }

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(100);
    /** There is nothing to commit or leave: a broker that hangs is not waited for. */
    private static final Duration CLOSING = Duration.ofMillis(300);

    private final Consumer<byte[], byte[]> consumer;
    private final String resultsTopic;
    private final ResultHandler handler;
    private final Clock clock;
    /** Held while polling: the consumer bears one thread, and is closed between two polls. */
    private final ReentrantLock polling = new ReentrantLock();

    private volatile boolean stopping;
    private volatile Unreadable unreadable = Unreadable.NONE;

    /**
     * Opens a reader whose place on the topics is fixed when this returns.
     *
     * @param resultsTopic {@link Topics#RESULTS}'s name, as a rule
     * @throws UsageException when the broker's address is none
     * @throws FailedException when no broker answers within ten seconds, or a topic is missing
     */
    public static ResultReader open(Broker broker, String resultsTopic, Start start, ResultHandler handler) {
        broker.require(resultsTopic, Topics.REJECTED_FRAMES.name());
        return new ResultReader(
                new KafkaConsumer<>(config(broker.bootstrap())), resultsTopic, start, handler, Clock.systemUTC());
    }

    ResultReader(
            Consumer<byte[], byte[]> consumer, String resultsTopic, Start start, ResultHandler handler, Clock clock) {
        this.consumer = consumer;
        this.resultsTopic = resultsTopic;
        this.handler = handler;
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
        List<TopicPartition> partitions = new ArrayList<>(partitions(resultsTopic));
        partitions.addAll(partitions(Topics.REJECTED_FRAMES.name()));
        consumer.assign(partitions);
        // Asked for now: seekToEnd would look for the end at the first poll, and miss what is written until then.
        Map<TopicPartition, Long> offsets =
                start == Start.BEGINNING ? consumer.beginningOffsets(partitions) : consumer.endOffsets(partitions);
        offsets.forEach(consumer::seek);
    }

    /** Reads until {@link #stop()}, {@link #close()} or an interrupt. */
    @Override
    public void run() {
        while (poll(POLL)) {
            // Everything happens in the handler.
        }
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
                // Once: what the handler takes for one record is not the latency of the next.
                Instant readAt = clock.instant();
                for (ConsumerRecord<byte[], byte[]> record : records) {
                    hand(record, readAt);
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

    /** Ends the reading soon, from any thread, the handler's too. */
    public void stop() {
        stopping = true;
        consumer.wakeup();
    }

    /** How many records were no results, so far. */
    public Unreadable unreadable() {
        return unreadable;
    }

    /** Stops, waits for the handler to return, and closes the connection. */
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

    private void hand(ConsumerRecord<byte[], byte[]> record, Instant readAt) {
        if (!record.topic().equals(resultsTopic)) {
            handler.rejected(RejectedFrame.of(record), readAt);
            return;
        }
        Decoded decoded = Decoded.of(record.value());
        if (decoded instanceof Decoded.Result result) {
            handler.result(result.result(), readAt);
        } else if (decoded instanceof Decoded.UnknownSchema unknown) {
            if (unreadable.unknownSchema() == 0) {
                handler.notice(where(record) + " has schema " + unknown.schema() + ", and this reader knows "
                        + FrameResult.SCHEMA + "; such records are skipped and counted");
            }
            unreadable = unreadable.plusUnknownSchema();
        } else if (decoded instanceof Decoded.Broken broken) {
            if (unreadable.broken() == 0) {
                handler.notice(Printable.of(
                        where(record) + " is no result (" + broken.why() + "); such records are skipped and counted"));
            }
            unreadable = unreadable.plusBroken();
        }
    }

    private static String where(ConsumerRecord<byte[], byte[]> record) {
        return "record " + record.offset() + " of partition " + record.partition() + " of " + record.topic();
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
        return new FailedException("reading " + resultsTopic + " failed: " + e.getMessage(), e);
    }

    private static Map<String, Object> config(String bootstrap) {
        return Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrap,
                ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
                ByteArrayDeserializer.class,
                ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
                ByteArrayDeserializer.class,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                // A typo must not become a topic.
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                false,
                // For a topic that was emptied or made anew under the reader: go on with what there is.
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                // A result is worth most when it is fresh: no waiting for more of them.
                ConsumerConfig.FETCH_MIN_BYTES_CONFIG,
                1,
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                (int) POLL.toMillis(),
                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                Topics.MAX_MESSAGE_BYTES,
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                (int) PATIENCE.toMillis());
    }
}
