package videolab.results.kpis;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import videolab.cli.Broker;
import videolab.cli.FailedException;
import videolab.cli.UsageException;
import videolab.results.reading.Printable;
import videolab.results.reading.RecordReader;
import videolab.results.reading.Unreadable;

/**
 * Reads KPI rows and hands them to a {@link KpiHandler}: first what is there, from the end backwards, then what comes. It
 * joins no group and commits nothing. One thread reads and closes; any may stop it.
 */
public final class KpiReader implements AutoCloseable {

    /** A day of rows is much to read for its last window: these are tried one after the other, then everything. */
    private static final List<Duration> LOOKS_BACK =
            List.of(Duration.ofMinutes(10), Duration.ofHours(1), Duration.ofHours(6));

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration CLOSING = Duration.ofMillis(300);

    private final Consumer<byte[], byte[]> consumer;
    private final List<String> topics;
    private final KpiHandler handler;
    private final Clock clock;
    private final List<TopicPartition> partitions = new ArrayList<>();

    private volatile boolean stopping;
    private Unreadable unreadable = Unreadable.NONE;

    /**
     * Opens a reader that stands at the end of the topics.
     *
     * @throws UsageException when the broker's address is none
     * @throws FailedException when no broker answers within ten seconds, or a topic is missing
     */
    public static KpiReader open(Broker broker, List<String> topics, KpiHandler handler) {
        broker.require(topics.toArray(String[]::new));
        return new KpiReader(
                new KafkaConsumer<>(RecordReader.config(broker.settings())), topics, handler, Clock.systemUTC());
    }

    KpiReader(Consumer<byte[], byte[]> consumer, List<String> topics, KpiHandler handler, Clock clock) {
        this.consumer = consumer;
        this.topics = topics;
        this.handler = handler;
        this.clock = clock;
        try {
            for (String topic : topics) {
                for (PartitionInfo info : consumer.partitionsFor(topic)) {
                    partitions.add(new TopicPartition(topic, info.partition()));
                }
            }
            consumer.assign(partitions);
            consumer.endOffsets(partitions).forEach(consumer::seek);
        } catch (KafkaException e) {
            consumer.close(CLOSING);
            throw failed(e);
        }
    }

    /**
     * Reads what is there, further and further back, and stands at its end again.
     *
     * @param enough whether a topic needs to be read no further back
     * @return false once the reader was told to stop
     * @throws FailedException when the broker refuses to be read
     */
    public boolean readHistory(Predicate<String> enough) {
        try {
            Map<TopicPartition, Long> ends = positions();
            Map<TopicPartition, Long> from = new HashMap<>(ends);
            Instant now = clock.instant();
            for (int look = 0; look <= LOOKS_BACK.size() && !stopping; look++) {
                Set<TopicPartition> open = new HashSet<>(partitions);
                open.removeIf(partition -> enough.test(partition.topic()));
                if (open.isEmpty()) {
                    break;
                }
                Map<TopicPartition, Long> further = look < LOOKS_BACK.size()
                        ? offsetsSince(now.minus(LOOKS_BACK.get(look)), open)
                        : consumer.beginningOffsets(open);
                readRanges(further, from);
                from.putAll(further);
            }
            ends.forEach(consumer::seek);
        } catch (WakeupException e) {
            // Somebody called stop().
        } catch (InterruptException e) {
            stopping = true;
        } catch (KafkaException e) {
            throw failed(e);
        }
        return !stopping;
    }

    /**
     * Hands over what has come, waiting at most that long for a first record.
     *
     * @return false once the reader was told to stop
     * @throws FailedException when the broker refuses to be read
     */
    public boolean poll(Duration timeout) {
        try {
            if (!stopping) {
                var records = consumer.poll(timeout);
                Instant readAt = clock.instant();
                records.forEach(record -> hand(record, readAt));
            }
        } catch (WakeupException e) {
            // Somebody called stop().
        } catch (InterruptException e) {
            stopping = true;
        } catch (KafkaException e) {
            throw failed(e);
        }
        return !stopping;
    }

    /** Ends the reading soon, from any thread. */
    public void stop() {
        stopping = true;
        consumer.wakeup();
    }

    /** How many records were no rows, so far. */
    public Unreadable unreadable() {
        return unreadable;
    }

    @Override
    public void close() {
        try {
            consumer.close(CLOSING);
        } catch (WakeupException | InterruptException e) {
            // Closed all the same.
        }
    }

    private Map<TopicPartition, Long> positions() {
        Map<TopicPartition, Long> positions = new HashMap<>();
        partitions.forEach(partition -> positions.put(partition, consumer.position(partition)));
        return positions;
    }

    private Map<TopicPartition, Long> offsetsSince(Instant instant, Set<TopicPartition> open) {
        Map<TopicPartition, Long> times = new HashMap<>();
        open.forEach(partition -> times.put(partition, instant.toEpochMilli()));
        Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(times);
        Map<TopicPartition, Long> offsets = new HashMap<>();
        found.forEach((partition, offset) -> {
            if (offset != null) { // null: nothing that young
                offsets.put(partition, offset.offset());
            }
        });
        return offsets;
    }

    /** Reads from the one offset up to, and without, the other, where there is anything between them. */
    private void readRanges(Map<TopicPartition, Long> from, Map<TopicPartition, Long> until) {
        Set<TopicPartition> open = new HashSet<>(from.keySet());
        open.removeIf(partition -> from.get(partition) >= until.get(partition));
        Set<TopicPartition> others = new HashSet<>(partitions);
        others.removeAll(open);
        consumer.pause(others);
        open.forEach(partition -> consumer.seek(partition, from.get(partition)));
        Instant patience = clock.instant().plus(PATIENCE);
        while (!open.isEmpty() && !stopping) {
            var records = consumer.poll(POLL);
            Instant readAt = clock.instant();
            for (ConsumerRecord<byte[], byte[]> record : records) {
                if (record.offset() < until.get(new TopicPartition(record.topic(), record.partition()))) {
                    hand(record, readAt);
                }
            }
            if (!records.isEmpty()) {
                patience = readAt.plus(PATIENCE);
            } else if (readAt.isAfter(patience)) {
                throw new FailedException("the broker has sent nothing more of " + String.join(", ", topics) + " for "
                        + PATIENCE.toSeconds() + " s");
            }
            open.removeIf(partition -> consumer.position(partition) >= until.get(partition));
        }
        consumer.resume(others);
    }

    private void hand(ConsumerRecord<byte[], byte[]> record, Instant readAt) {
        DecodedRow decoded = DecodedRow.of(record);
        if (decoded instanceof DecodedRow.OfWindow row) {
            handler.row(row.row(), readAt);
        } else if (decoded instanceof DecodedRow.UnknownSchema unknown) {
            if (unreadable.unknownSchema() == 0) {
                handler.notice(where(record) + " has schema " + unknown.schema() + ", and this reader knows "
                        + KpiRow.SCHEMA + "; such records are skipped and counted");
            }
            unreadable = unreadable.plusUnknownSchema();
        } else if (decoded instanceof DecodedRow.Broken broken) {
            if (unreadable.broken() == 0) {
                handler.notice(Printable.of(
                        where(record) + " is no KPI row (" + broken.why() + "); such records are skipped and counted"));
            }
            unreadable = unreadable.plusBroken();
        }
    }

    private static String where(ConsumerRecord<byte[], byte[]> record) {
        return "record " + record.offset() + " of partition " + record.partition() + " of " + record.topic();
    }

    private FailedException failed(KafkaException e) {
        return new FailedException("reading " + String.join(", ", topics) + " failed: " + e.getMessage(), e);
    }
}
