package videolab.processor.audience;

import com.esotericsoftware.kryo.io.Output;
import java.sql.Timestamp;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import videolab.processor.audience.sessions.SessionCodec;
import videolab.processor.audience.sessions.SessionEvent;
import videolab.processor.kafka.Arrivals;

/**
 * A row for each session with its events, and one without a session for each reject, to be counted. A session's events lie in
 * one partition, so Spark sorts and moves sessions and not events.
 */
final class ReadEvents extends ReadRecords {

    /** {@code received_at} is that of the session's last event here, but for one that is dated ahead: it moves the watermark. */
    static final StructType SCHEMA = new StructType()
            .add("session", DataTypes.StringType)
            .add("received_at", DataTypes.TimestampType)
            .add("events", DataTypes.BinaryType)
            .add("count", DataTypes.LongType);

    static final int EVENTS = SCHEMA.fieldIndex("events");

    /** So many events are held before their rows are given out: some 10 MB. */
    private static final int MOST_HELD = 100_000;

    /** Where each event has a session of its own, so many: some 10 MB as well. */
    private static final int MOST_SESSIONS_HELD = 20_000;

    /** So many arrivals behind one tell whether it is dated ahead. */
    private static final int WITNESSES = 9;

    /** Producers that write side by side, and their clocks, differ by less. */
    private static final long DISORDER_MS = 10_000;

    private static final int INITIAL_BYTES = 128;
    private static final Row REJECTED = RowFactory.create(null, null, null, 0L);

    ReadEvents(ReadSettings settings) {
        super(settings);
    }

    ReadEvents(ReadSettings settings, Arrivals.Following following) {
        super(settings, following);
    }

    @Override
    protected Events events() {
        return new BySession();
    }

    private static final class Held {
        private final Output bytes = new Output(INITIAL_BYTES, -1);
        private long lastReceivedMs;
        private long count;
    }

    /** Sessions with events that were received at one instant, one after the other. */
    private record Arrival(long receivedMs, List<Held> sessions) {}

    private static final class BySession implements Events {

        private final Map<String, Held> sessions = new LinkedHashMap<>();
        private final Deque<Arrival> latest = new ArrayDeque<>();
        private int held;

        @Override
        public void accept(SessionEvent event, long arrivedMs, Consumer<Row> out) {
            Held session = sessions.computeIfAbsent(event.event().session(), id -> new Held());
            SessionCodec.append(session.bytes, event);
            session.count++;
            arrived(session, arrivedMs);
            if (++held == MOST_HELD || sessions.size() == MOST_SESSIONS_HELD) {
                end(out);
            }
        }

        @Override
        public void reject(Consumer<Row> out) {
            out.accept(REJECTED);
        }

        private void arrived(Held session, long receivedMs) {
            if (latest.isEmpty() || latest.getLast().receivedMs != receivedMs) {
                latest.add(new Arrival(receivedMs, new ArrayList<>(1)));
            }
            latest.getLast().sessions.add(session);
            if (latest.size() > WITNESSES) {
                settle(latest.remove());
            }
        }

        /**
         * A record lies between its neighbours, whatever its time says: what was written after it was received after it. In a
         * backlog, one that is dated ahead would else move the watermark past all that comes behind it.
         */
        private void settle(Arrival arrival) {
            long[] after =
                    latest.stream().mapToLong(Arrival::receivedMs).sorted().toArray();
            long latestMs = after.length == 0 ? arrival.receivedMs : after[after.length / 2] + DISORDER_MS;
            long receivedMs = Math.min(arrival.receivedMs, latestMs);
            arrival.sessions.forEach(session -> session.lastReceivedMs = Math.max(session.lastReceivedMs, receivedMs));
        }

        @Override
        public void end(Consumer<Row> out) {
            while (!latest.isEmpty()) {
                settle(latest.remove());
            }
            sessions.forEach((id, session) -> out.accept(RowFactory.create(
                    id, new Timestamp(session.lastReceivedMs), session.bytes.toBytes(), session.count)));
            sessions.clear();
            held = 0;
        }
    }
}
