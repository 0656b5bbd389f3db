package videolab.processor.audience;

import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.hll.Union;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import videolab.contract.KpiColumns;
import videolab.processor.audience.sessions.SessionCodec;
import videolab.processor.audience.sessions.Slice;
import videolab.processor.audience.sessions.Sum;
import videolab.processor.kpis.KpiGroups;
import videolab.processor.kpis.KpiSheet;
import videolab.processor.kpis.Weight;

/** Slices added up by table, window and dimensions, in a hash map: Spark's aggregation of sixty columns takes ten times as long. */
final class TableSums {

    /** What one partition adds up to; without {@code window_start}, a table with more values than are counted. */
    static final StructType SCHEMA = new StructType()
            .add("table", DataTypes.StringType)
            .add("window_start", DataTypes.TimestampType)
            .add("dimensions", DataTypes.createArrayType(DataTypes.StringType))
            .add("slice", DataTypes.BinaryType)
            .add("viewers_sketch", DataTypes.BinaryType);

    private static final int SKETCH_LG_K = 14;

    /** The counts of a row. */
    static final class Added implements KpiGroups.Counts<Added> {
        private final Slice slice = new Slice();
        private final Union viewers = new Union(SKETCH_LG_K);

        @Override
        public void add(Added other) {
            slice.add(other.slice);
            viewers.update(other.viewers.getResult());
        }

        @Override
        public Weight weight() {
            return weightOf(slice);
        }
    }

    private final Collection<String> tables;
    private final KpiGroups<Added> groups;

    /** @param tables what is to be added up */
    TableSums(Collection<String> tables, KpiGroups<Added> groups) {
        this.tables = tables;
        this.groups = groups;
    }

    /** What decides which values keep their row: play time, then sessions. */
    static Weight weightOf(Slice slice) {
        return new Weight(slice.get(Sum.PLAY_MS), slice.get(Sum.SESSIONS));
    }

    /** The values of a table's dimensions; null where a slice has none: it counts in tables without dimensions alone. */
    static List<String> dimensions(String table, Row row) {
        List<String> names = KpiColumns.AUDIENCE_TABLES.get(table);
        List<String> values = new ArrayList<>(names.size());
        for (String name : names) {
            int column = SessionRows.column(name);
            if (row.isNullAt(column)) {
                return null;
            }
            values.add(row.getString(column));
        }
        return values;
    }

    /** @param row a window's, of {@link SessionRows} */
    void add(Row row) {
        long start = row.getTimestamp(SessionRows.WINDOW_START).getTime();
        byte[] slice = row.getAs(SessionRows.SLICE);
        boolean countsViewer = !row.isNullAt(SessionRows.VIEWER);
        for (String table : tables) {
            List<String> values = dimensions(table, row);
            Added added = values == null ? null : groups.at(table, start, values);
            if (added != null) {
                SessionCodec.addTo(added.slice, slice);
                if (countsViewer) {
                    added.viewers.update(row.getLong(SessionRows.VIEWER));
                }
            }
        }
    }

    /** Rows of {@link #SCHEMA}, for {@link #merge}. */
    Iterator<Row> partial() {
        SessionCodec codec = new SessionCodec();
        return tables.stream()
                .flatMap(table -> groups.full().contains(table)
                        ? Stream.of(RowFactory.create(table, null, null, null, null))
                        : groups.all(table).stream().map(group -> partial(table, group, codec)))
                .iterator();
    }

    private static Row partial(String table, KpiGroups.Group<Added> group, SessionCodec codec) {
        return RowFactory.create(
                table,
                new Timestamp(group.startMs()),
                group.dimensions().toArray(String[]::new),
                codec.encode(group.counts().slice),
                sketch(group.counts()));
    }

    /** @param row of {@link #partial} */
    void merge(Row row) {
        String table = row.getString(0);
        if (row.isNullAt(1)) {
            groups.fill(table);
            return;
        }
        Added added = groups.at(table, row.getTimestamp(1).getTime(), List.copyOf(row.<String>getList(2)));
        if (added != null) {
            SessionCodec.addTo(added.slice, row.getAs(3));
            added.viewers.update(HllSketch.heapify(row.<byte[]>getAs(4)));
        }
    }

    /** A table's rows. */
    List<KpiSheet.WindowRow<AudienceSheets.Counted>> rows(String table, int mostValues) {
        return groups.rows(table, mostValues).stream()
                .map(group -> new KpiSheet.WindowRow<>(
                        group.startMs(),
                        group.dimensions(),
                        new AudienceSheets.Counted(
                                group.counts().slice,
                                Math.round(group.counts().viewers.getEstimate()),
                                sketch(group.counts()),
                                group.folded())))
                .toList();
    }

    /** In the form that Spark's {@code hll_sketch_estimate} and {@code hll_union_agg} read. */
    private static byte[] sketch(Added added) {
        return added.viewers.getResult().toUpdatableByteArray();
    }
}
