package videolab.processor.kafka;

import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.LongStream;
import org.apache.spark.sql.Row;

/**
 * The records of one partition, each with the time by which it had arrived. That is Kafka's timestamp, which its producer may
 * have dated ahead. But a record lies between its neighbors: what was written after it arrived after it. So a record arrived
 * at most {@link #DISORDER_MS} after the median of those that follow, which may lie beyond the batch, where those before it do
 * not speak for its timestamp.
 *
 * <p>In a backlog, a timestamp ahead would else move the watermark past all records that are still to be read.
 */
public final class Arrivals implements Iterator<Arrivals.Arrival> {

    /** Producers that write side by side, and their clocks, differ by less. */
    static final long DISORDER_MS = 10_000;

    /** So many records behind one tell whether it is dated ahead. */
    static final int WITNESSES = 9;

    /** Records are read ahead until they have so many bytes. */
    private static final long MOST_BYTES = 8 * 1024 * 1024;

    /** @param atMs epoch milliseconds; where Kafka has none, not positive */
    public record Arrival(KafkaRecord record, long atMs) {}

    /** Finds what follows a record in its partition. It travels to the executors that read. */
    @FunctionalInterface
    public interface Following extends Serializable {

        /** Nothing is known to follow. */
        Following NOTHING = (record, most) -> List.of();

        /**
         * Kafka's timestamps of the records after this one.
         *
         * @return so many at most; empty where none follows, or none can be found
         */
        List<Long> timestamps(KafkaRecord record, int most);
    }

    private final Iterator<Row> records;
    private final Following following;
    private final Deque<KafkaRecord> ahead = new ArrayDeque<>();
    private long bytesAhead;
    private long latestMs = Long.MIN_VALUE;

    /** @param records rows of {@link KafkaRecord#columns}, in the order of one partition */
    public Arrivals(Iterator<Row> records, Following following) {
        this.records = records;
        this.following = following;
    }

    @Override
    public boolean hasNext() {
        return !ahead.isEmpty() || records.hasNext();
    }

    @Override
    public Arrival next() {
        fill();
        if (ahead.isEmpty()) {
            throw new NoSuchElementException();
        }
        KafkaRecord record = ahead.remove();
        bytesAhead -= bytes(record);
        long at = arrival(record);
        latestMs = Math.max(latestMs, at);
        return new Arrival(record, at);
    }

    private void fill() {
        while (ahead.size() <= WITNESSES && bytesAhead < MOST_BYTES && records.hasNext()) {
            KafkaRecord record = KafkaRecord.of(records.next());
            ahead.add(record);
            bytesAhead += bytes(record);
        }
    }

    private static int bytes(KafkaRecord record) {
        return record.value() == null ? 0 : record.value().length;
    }

    private long arrival(KafkaRecord record) {
        long time = record.timestamp().toEpochMilli();
        long[] after = ahead.stream()
                .mapToLong(each -> each.timestamp().toEpochMilli())
                .toArray();
        if (!isDoubtful(time, after)) {
            return time;
        }
        if (after.length < WITNESSES) {
            KafkaRecord last = ahead.isEmpty() ? record : ahead.getLast();
            List<Long> beyond = following.timestamps(last, WITNESSES - after.length);
            after = LongStream.concat(LongStream.of(after), beyond.stream().mapToLong(Long::longValue))
                    .toArray();
        }
        return Math.min(time, latestBefore(after));
    }

    /**
     * A record that is dated ahead is so for those before it, too. One that only those behind it contradict is right, and they come
     * from a producer that was late. Before the first of a batch nothing is known.
     */
    private boolean isDoubtful(long time, long[] after) {
        return latestMs == Long.MIN_VALUE
                ? after.length == 0 || time > latestBefore(after)
                : time > latestMs + DISORDER_MS;
    }

    private static long latestBefore(long[] after) {
        long[] known = LongStream.of(after).filter(ms -> ms > 0).sorted().toArray();
        return known.length == 0 ? Long.MAX_VALUE : known[known.length / 2] + DISORDER_MS;
    }
}
