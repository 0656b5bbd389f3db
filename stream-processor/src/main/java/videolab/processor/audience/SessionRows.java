package videolab.processor.audience;

import java.sql.Timestamp;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import videolab.contract.KpiColumns;
import videolab.processor.audience.sessions.SessionCensus;
import videolab.processor.audience.sessions.SessionCodec;
import videolab.processor.audience.sessions.SessionOutcome.SliceClosed;
import videolab.processor.audience.sessions.SessionProfile;
import videolab.processor.audience.sessions.SessionSummary;
import videolab.processor.audience.viewers.Viewer;
import videolab.processor.kpis.KpiSheet;

/** What the stateful step gives out, as rows: a session's slice of a window, or, with {@code window_start} null, an ended session. */
final class SessionRows {

    static final String ENDED = "ended";

    /** A window's numbers are bytes: there are sixty, nearly all of them zero, and one step only reads them. */
    static final StructType SCHEMA = new StructType()
            .add("window_start", DataTypes.TimestampType)
            .add("viewer_hash", DataTypes.LongType)
            .add("content", DataTypes.StringType)
            .add("country", DataTypes.StringType)
            .add("region", DataTypes.StringType)
            .add("os", DataTypes.StringType)
            .add("browser", DataTypes.StringType)
            .add("device_class", DataTypes.StringType)
            .add("player", DataTypes.StringType)
            .add("cdn", DataTypes.StringType)
            .add("slice", DataTypes.BinaryType)
            .add(ENDED, KpiSheet.schema(KpiColumns.SESSION));

    static final int WINDOW_START = SCHEMA.fieldIndex("window_start");
    static final int VIEWER = SCHEMA.fieldIndex("viewer_hash");
    static final int SLICE = SCHEMA.fieldIndex("slice");

    private SessionRows() {}

    /** The place of a dimension's column. */
    static int column(String dimension) {
        return SCHEMA.fieldIndex(dimension);
    }

    static Row window(SliceClosed closed, SessionCodec codec) {
        SessionProfile profile = closed.profile();
        Viewer viewer = profile.viewer();
        return RowFactory.create(
                new Timestamp(closed.windowStartMs()),
                closed.countsViewer() && !viewer.bot() ? (Long) profile.viewerHash() : null,
                profile.content(),
                viewer.country(),
                viewer.region(),
                viewer.os(),
                viewer.browser(),
                viewer.deviceClass(),
                profile.player(),
                profile.cdn(),
                codec.encode(viewer.bot() ? closed.slice().ofRobot() : closed.slice()),
                null);
    }

    /** Events of nobody that is known: they have no dimensions, and count in tables without dimensions alone. */
    static Row refused(SessionCensus.Refused refused, SessionCodec codec) {
        Object[] values = new Object[SCHEMA.size()];
        values[WINDOW_START] = new Timestamp(refused.windowStartMs());
        values[SLICE] = codec.encode(refused.slice());
        return RowFactory.create(values);
    }

    static Row ended(String session, SessionSummary summary) {
        Object[] values = new Object[SCHEMA.size()];
        values[SCHEMA.fieldIndex(ENDED)] = AudienceSheets.SESSIONS.row(new AudienceSheets.Ended(session, summary));
        return RowFactory.create(values);
    }
}
