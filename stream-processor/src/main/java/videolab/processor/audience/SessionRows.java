package videolab.processor.audience;

import java.sql.Timestamp;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import videolab.processor.audience.sessions.SessionCodec;
import videolab.processor.audience.sessions.SessionOutcome;
import videolab.processor.audience.sessions.SessionProfile;
import videolab.processor.audience.sessions.SessionSummary;
import videolab.processor.audience.sessions.Slice;
import videolab.processor.audience.sessions.Sum;
import videolab.processor.audience.viewers.Viewer;

/**
 * What the stateful step gives out, as rows: a session's slice of a window, or, with {@code window_start} null, the whole of
 * a session that has ended.
 */
final class SessionRows {

    static final StructType SCHEMA = schema();

    private static final int COLUMNS = SCHEMA.size();
    static final int WINDOW_START = 0;
    static final int VIEWER = 2;
    static final int SLICE = SCHEMA.fieldIndex("slice");
    private static final int TOTALS = SCHEMA.fieldIndex("totals");

    private SessionRows() {}

    /** The place of a dimension's column. */
    static int column(String dimension) {
        return SCHEMA.fieldIndex(dimension);
    }

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
        StructType totals = new StructType();
        for (Sum sum : Sum.values()) {
            totals = totals.add(sum.column(), DataTypes.LongType);
        }
        // A window's numbers are bytes: there are sixty, nearly all of them zero, and one step only reads them.
        return schema.add("totals", totals).add("slice", DataTypes.BinaryType);
    }

    /** A window's row. */
    static Row window(String session, SessionOutcome.SliceClosed closed, SessionCodec codec) {
        Object[] values = new Object[COLUMNS];
        values[0] = new Timestamp(closed.windowStartMs());
        common(values, session, closed.profile());
        boolean robot = closed.profile().viewer().bot();
        values[SLICE] = codec.encode(robot ? closed.slice().ofRobot() : closed.slice());
        return RowFactory.create(values);
    }

    /** An ended session's row. */
    static Row session(String session, SessionSummary ended) {
        Object[] values = new Object[COLUMNS];
        common(values, session, ended.profile());
        int i = SCHEMA.fieldIndex("viewer_key");
        values[i++] = ended.viewerKey().wireName();
        values[i++] = ended.address();
        values[i++] = ended.live();
        values[i++] = ended.estimated();
        values[i++] = new Timestamp(ended.startedAtMs());
        values[i++] = ended.firstFrameAtMs() == null ? null : new Timestamp(ended.firstFrameAtMs());
        values[i++] = new Timestamp(ended.endedAtMs());
        values[i++] = ended.endReason().wireName();
        values[i++] = ended.errorCode();
        values[i++] = ended.startupMs();
        values[i++] = ended.completion();
        values[i] = ended.skewMs();
        values[TOTALS] = totals(ended.totals());
        return RowFactory.create(values);
    }

    private static void common(Object[] values, String session, SessionProfile profile) {
        Viewer viewer = profile.viewer();
        values[1] = session;
        values[VIEWER] = profile.viewerHash();
        values[3] = profile.content();
        values[4] = viewer.country();
        values[5] = viewer.region();
        values[6] = viewer.os();
        values[7] = viewer.browser();
        values[8] = viewer.deviceClass();
        values[9] = profile.player();
        values[10] = profile.cdn();
        values[11] = viewer.bot();
    }

    private static Row totals(Slice totals) {
        Object[] values = new Object[Sum.COUNT];
        for (Sum sum : Sum.values()) {
            values[sum.ordinal()] = totals.get(sum);
        }
        return RowFactory.create(values);
    }
}
