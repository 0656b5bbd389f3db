package videolab.processor.audience;

import com.esotericsoftware.kryo.io.Output;
import java.sql.Timestamp;
import java.util.LinkedHashMap;
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
        private long lastArrivedMs;
        private long count;
    }

    private static final class BySession implements Events {

        private final Map<String, Held> sessions = new LinkedHashMap<>();
        private int held;

        @Override
        public void accept(SessionEvent event, long arrivedMs, Consumer<Row> out) {
            Held session = sessions.computeIfAbsent(event.event().session(), id -> new Held());
            SessionCodec.append(session.bytes, event);
            session.count++;
            session.lastArrivedMs = Math.max(session.lastArrivedMs, arrivedMs);
            if (++held == MOST_HELD || sessions.size() == MOST_SESSIONS_HELD) {
                end(out);
            }
        }

        @Override
        public void reject(Consumer<Row> out) {
            out.accept(REJECTED);
        }

        @Override
        public void end(Consumer<Row> out) {
            sessions.forEach((id, session) -> out.accept(RowFactory.create(
                    id, new Timestamp(session.lastArrivedMs), session.bytes.toBytes(), session.count)));
            sessions.clear();
            held = 0;
        }
    }
}
