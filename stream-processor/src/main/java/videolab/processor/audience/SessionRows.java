package videolab.processor.audience;

import java.sql.Timestamp;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import videolab.processor.enrich.Viewer;

/**
 * What the stateful step gives out, as rows: a session's slice of a window, or, with {@code window_start} null, the whole of
 * a session that has ended.
 */
final class SessionRows {

    static final StructType SCHEMA = schema();

    private static final int COLUMNS = SCHEMA.size();
    private static final int FIRST_SUM = SCHEMA.fieldIndex(Sum.values()[0].column());

    private SessionRows() {}

    private static StructType schema() {
        DataType text = DataTypes.StringType;
        DataType instant = DataTypes.TimestampType;
        StructType schema = new StructType()
                .add("window_start", instant)
                .add("session", text)
                .add("viewer_hash", DataTypes.LongType)
                .add("content", text)
                .add("country", text)
                .add("region", text)
                .add("os", text)
                .add("browser", text)
                .add("device_class", text)
                .add("player", text)
                .add("cdn", text)
                .add("bot", DataTypes.BooleanType)
                .add("viewer_key", text)
                .add("client_address", text)
                .add("live", DataTypes.BooleanType)
                .add("estimated", DataTypes.BooleanType)
                .add("started_at", instant)
                .add("first_frame_at", instant)
                .add("ended_at", instant)
                .add("end_reason", text)
                .add("error_code", text)
                .add("startup_valid_ms", DataTypes.LongType)
                .add("completion_ratio", DataTypes.DoubleType)
                .add("skew_ms", DataTypes.LongType);
        for (Sum sum : Sum.values()) {
            schema = schema.add(sum.column(), DataTypes.LongType);
        }
        for (int i = 0; i < Slice.STARTUP_BUCKETS; i++) {
            schema = schema.add("startup_bucket_" + i, DataTypes.LongType);
        }
        for (int i = 0; i < Slice.STALL_BUCKETS; i++) {
            schema = schema.add("stall_bucket_" + i, DataTypes.LongType);
        }
        return schema;
    }

    /** A window's row. A robot's holds nothing but that there was one. */
    static Row window(String session, long windowStartMs, Slice slice, SessionMachine machine) {
        Object[] values = new Object[COLUMNS];
        values[0] = new Timestamp(windowStartMs);
        common(values, session, machine);
        if (machine.viewer.bot()) {
            Slice robot = new Slice();
            robot.increment(Sum.BOT_SESSIONS);
            values[2] = null;
            sums(values, robot);
        } else {
            sums(values, slice);
        }
        return RowFactory.create(values);
    }

    /** An ended session's row. */
    static Row session(String session, SessionTimeline timeline) {
        SessionMachine machine = timeline.machine;
        Object[] values = new Object[COLUMNS];
        common(values, session, machine);
        int i = SCHEMA.fieldIndex("viewer_key");
        values[i++] = machine.viewerKey.wireName();
        values[i++] = machine.address;
        values[i++] = machine.live;
        values[i++] = machine.estimated;
        values[i++] = instant(machine.startedAtMs);
        values[i++] = instant(machine.firstFrameAtMs);
        values[i++] = instant(machine.endedAtMs);
        values[i++] = machine.endReason.wireName();
        values[i++] = machine.errorCode;
        values[i++] = machine.startupMs == SessionMachine.NEVER ? null : machine.startupMs;
        values[i++] = completion(machine);
        values[i] = timeline.skewMs();
        sums(values, timeline.totals);
        return RowFactory.create(values);
    }

    private static void common(Object[] values, String session, SessionMachine machine) {
        Viewer viewer = machine.viewer;
        values[1] = session;
        // Nobody was seen where nothing was applied.
        values[2] = machine.lastAtMs == SessionMachine.NEVER ? null : machine.viewerHash;
        values[3] = machine.content;
        values[4] = viewer.country();
        values[5] = viewer.region();
        values[6] = viewer.os();
        values[7] = viewer.browser();
        values[8] = viewer.deviceClass();
        values[9] = machine.player == null ? viewer.player() : machine.player;
        values[10] = machine.cdn;
        values[11] = viewer.bot();
    }

    private static void sums(Object[] values, Slice slice) {
        int i = FIRST_SUM;
        for (Sum sum : Sum.values()) {
            values[i++] = slice.get(sum);
        }
        for (long startups : slice.startups()) {
            values[i++] = startups;
        }
        for (long stalls : slice.stalls()) {
            values[i++] = stalls;
        }
    }

    private static Double completion(SessionMachine machine) {
        boolean known = !Double.isNaN(machine.completion) && !Boolean.TRUE.equals(machine.live);
        return known ? Math.min(1, machine.completion) : null;
    }

    private static Timestamp instant(long ms) {
        return ms == SessionMachine.NEVER ? null : new Timestamp(ms);
    }
}
