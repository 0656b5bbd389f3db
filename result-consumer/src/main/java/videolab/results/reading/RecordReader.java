package videolab.results.reading;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
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
 * Reads whole topics from a place that is fixed when it is opened, and hands each record to the handler of its topic. It
 * joins no group and commits nothing, so any number of readers see everything. It waits for a broker that is away.
 *
 * <pre>{@code
 * try (RecordReader reader = RecordReader.open(broker, Start.END, Decoders.results(handler), Decoders.rejects(topics, handler))) {
 *     reader.follow(now -> !isOver(now));
 * }
 * }</pre>
 */
public final class RecordReader implements AutoCloseable {

    /** Where reading begins. */
    public enum Start {
        /** The oldest record that is kept. */
        BEGINNING,
        /** The first record written after opening began. */
        END
    }

    /** A wait of a reader in no hurry. */
    @FunctionalInterface
    public interface Rest {

        /** @return false where somebody is in a hurry and there was no wait */
        boolean take() throws InterruptedException;
    }

    private static final Duration POLL = Duration.ofMillis(100);
    private static final int FETCH_WAIT_MS = 100;
    private static final int POLL_RECORDS = 500;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** There is nothing to commit or leave: do not wait for a broker that hangs. */
    private static final Duration CLOSING = Duration.ofMillis(300);

    /** A day of KPI rows is much to read for its last window: these are tried one after the other, then everything. */
    private static final List<Duration> LOOKS_BACK =
            List.of(Duration.ofMinutes(10), Duration.ofHours(1), Duration.ofHours(6));

    private final Consumer<byte[], byte[]> consumer;
    private final Map<String, RecordHandler> handlers = new HashMap<>();
    private final List<String> topics;
    private final List<TopicPartition> partitions;
    private final Clock clock;

    /** Held while polling: the consumer allows one thread, and is closed between two polls. */
    private final ReentrantLock polling = new ReentrantLock();

    private volatile boolean stopping;

    /** When the last wait of a reader in no hurry began; null while every record is taken as it comes. */
    private Instant restingSince;

    private int lastPolled;

    /**
     * Opens a reader.
     *
     * @param handlers each receives the records of its topics; no topic twice
     * @throws UsageException when the broker's address is invalid
     * @throws FailedException when no broker answers within ten seconds, or a topic is missing
     */
    public static RecordReader open(Broker broker, Start start, RecordHandler... handlers) {
        broker.require(topics(handlers).toArray(String[]::new));
        return new RecordReader(new KafkaConsumer<>(config(broker.settings())), start, Clock.systemUTC(), handlers);
    }

    RecordReader(Consumer<byte[], byte[]> consumer, Start start, Clock clock, RecordHandler... handlers) {
        this.consumer = consumer;
        this.clock = clock;
        this.topics = topics(handlers);
        for (RecordHandler handler : handlers) {
            handler.topics().forEach(topic -> this.handlers.put(topic, handler));
        }
        try {
            partitions =
                    topics.stream().flatMap(topic -> partitions(topic).stream()).toList();
            consumer.assign(partitions);
            // Asked for now: seekToEnd would look for the end at the first poll, and miss what is written until then.
            Map<TopicPartition, Long> offsets =
                    start == Start.BEGINNING ? consumer.beginningOffsets(partitions) : consumer.endOffsets(partitions);
            offsets.forEach(consumer::seek);
        } catch (KafkaException e) {
            consumer.close(CLOSING);
            throw failed(e);
        } catch (FailedException e) {
            consumer.close(CLOSING);
            throw e;
        }
    }

    private static List<String> topics(RecordHandler... handlers) {
        List<String> topics = new ArrayList<>();
        for (RecordHandler handler : handlers) {
            topics.addAll(handler.topics());
        }
        return topics;
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

    /**
     * Reads until {@link #stop()}, {@link #close()}, an interrupt, or the test fails.
     *
     * @param goOn tested between two polls, at least every 100 ms, with this machine's time
     * @throws FailedException when the broker refuses to be read
     */
    public void follow(Predicate<Instant> goOn) {
        while (poll(POLL) && goOn.test(clock.instant())) {
            // The handlers do the work.
        }
    }

    /**
     * Reads as {@link #follow(Predicate)} does, but takes a rest where it has caught up, so that a topic on which a record
     * comes every few milliseconds does not cost a request each. A record that was written during a rest counts as read
     * when it was written.
     *
     * @throws FailedException when the broker refuses to be read
     */
    public void follow(Predicate<Instant> goOn, Rest rest) throws InterruptedException {
        // After a rest the first poll brings what was asked for before it, and the second what was written meanwhile.
        int polls = 0;
        while (poll(POLL) && goOn.test(clock.instant())) {
            polls++;
            if (lastPolled == 0 || polls > 1 && lastPolled < POLL_RECORDS) {
                Instant since = clock.instant();
                restingSince = rest.take() ? since : null;
                polls = 0;
            }
        }
    }

    /**
     * Goes to the end of the topics: what was written since the last poll is not read.
     *
     * @throws FailedException when the broker refuses to tell
     */
    public void skipToEnd() {
        whilePolling(() -> consumer.endOffsets(partitions).forEach(consumer::seek));
    }

    /**
     * Hands over what has come, waiting at most that long for a first record.
     *
     * @return false once the reader was told to stop
     * @throws FailedException when the broker refuses to be read
     */
    public boolean poll(Duration timeout) {
        return whilePolling(() -> pollOnce(timeout, record -> true));
    }

    /**
     * Reads what is there, further and further back from the end, and stands at its end again. Each record is handed over
     * once; the order is that of time within a partition and a range only.
     *
     * @param enough whether a topic needs to be read no further back
     * @return false once the reader was told to stop
     * @throws FailedException when the broker refuses to be read, or sends nothing for ten seconds
     */
    public boolean readHistory(Predicate<String> enough) {
        return whilePolling(() -> {
            Map<TopicPartition, Long> ends = new HashMap<>();
            partitions.forEach(partition -> ends.put(partition, consumer.position(partition)));
            Map<TopicPartition, Long> read = new HashMap<>(ends);
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
                readRanges(further, read);
                read.putAll(further);
            }
            ends.forEach(consumer::seek);
        });
    }

    /**
     * How many records a topic has of a range of time, by their timestamps and without reading them.
     *
     * @param topic any; 0 where there is none of the name
     * @throws FailedException when the broker refuses to tell
     */
    public long count(String topic, Instant from, Instant until) {
        long[] count = {0};
        whilePolling(() -> {
            List<PartitionInfo> infos = consumer.partitionsFor(topic);
            Set<TopicPartition> all = new HashSet<>();
            for (PartitionInfo info : infos == null ? List.<PartitionInfo>of() : infos) {
                all.add(new TopicPartition(topic, info.partition()));
            }
            Map<TopicPartition, Long> ends = all.isEmpty() ? Map.of() : consumer.endOffsets(all);
            Map<TopicPartition, Long> begins = all.isEmpty() ? Map.of() : offsetsSince(from, all);
            Map<TopicPartition, Long> overs = all.isEmpty() ? Map.of() : offsetsSince(until, all);
            ends.forEach((partition, end) ->
                    count[0] += overs.getOrDefault(partition, end) - begins.getOrDefault(partition, end));
        });
        return Math.max(0, count[0]);
    }

    private boolean whilePolling(Runnable reading) {
        polling.lock();
        try {
            if (!stopping) {
                reading.run();
            }
        } catch (WakeupException e) {
            // stop() was called.
        } catch (InterruptException e) {
            stopping = true;
        } catch (KafkaException e) {
            throw failed(e);
        } finally {
            polling.unlock();
        }
        return !stopping;
    }

    /** Hands over the wanted ones of the next records; tells whether any came. */
    private boolean pollOnce(Duration timeout, Predicate<ConsumerRecord<byte[], byte[]>> wanted) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(timeout);
        // Once: what the handler needs for one record is not the latency of the next.
        Instant now = clock.instant();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            if (wanted.test(record)) {
                handlers.get(record.topic()).record(record, readAt(record, now));
            }
        }
        lastPolled = records.count();
        return !records.isEmpty();
    }

    private Instant readAt(ConsumerRecord<byte[], byte[]> record, Instant now) {
        Instant written = Instant.ofEpochMilli(record.timestamp());
        if (restingSince == null || written.isAfter(now)) {
            return now;
        }
        return written.isBefore(restingSince) ? restingSince : written;
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
            if (pollOnce(
                    POLL,
                    record -> record.offset() < until.get(new TopicPartition(record.topic(), record.partition())))) {
                patience = clock.instant().plus(PATIENCE);
            } else if (clock.instant().isAfter(patience)) {
                throw new FailedException("the broker has sent nothing more of " + String.join(", ", topics) + " for "
                        + PATIENCE.toSeconds() + " s");
            }
            open.removeIf(partition -> consumer.position(partition) >= until.get(partition));
        }
        consumer.resume(others);
    }

    /** Ends the reading soon, from any thread, the handlers' too. */
    public void stop() {
        stopping = true;
        consumer.wakeup();
    }

    /** Stops, waits for the handler to return, and closes the connection. */
    @Override
    public void close() {
        stop();
        polling.lock();
        try {
            consumer.close(CLOSING);
        } catch (WakeupException | InterruptException e) {
            // Closed nevertheless.
        } finally {
            polling.unlock();
        }
    }

    private FailedException failed(KafkaException e) {
        return new FailedException("reading " + String.join(", ", topics) + " failed: " + e.getMessage(), e);
    }

    private static Map<String, Object> config(KafkaSettings kafka) {
        return kafka.consumer(Map.of(
                ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
                ByteArrayDeserializer.class,
                ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
                ByteArrayDeserializer.class,
                // A fresh result is worth most: do not wait for more of them.
                ConsumerConfig.FETCH_MIN_BYTES_CONFIG,
                1,
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                FETCH_WAIT_MS,
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                POLL_RECORDS,
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                (int) PATIENCE.toMillis()));
    }
}
