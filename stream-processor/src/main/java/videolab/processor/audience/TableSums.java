package videolab.processor.audience;

import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.hll.Union;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import videolab.contract.KpiColumns;
import videolab.processor.audience.sessions.SessionCodec;
import videolab.processor.audience.sessions.Slice;
import videolab.processor.kpis.KpiSheet;

/** Slices added up by table, window and dimensions, in a hash map: Spark's aggregation of sixty columns takes ten times as long. */
final class TableSums {

    /** What one partition adds up to. */
    static final StructType SCHEMA = new StructType()
            .add("table", DataTypes.StringType)
            .add("window_start", DataTypes.TimestampType)
            .add("dimensions", DataTypes.createArrayType(DataTypes.StringType))
            .add("slice", DataTypes.BinaryType)
            .add("viewers_sketch", DataTypes.BinaryType);

    private static final int SKETCH_LG_K = 14;

    private record Group(String table, long windowStartMs, List<String> dimensions) {}

    private static final class Added {
        private final Slice slice = new Slice();
        private final Union viewers = new Union(SKETCH_LG_K);
    }

    private final Map<Group, Added> groups = new HashMap<>();

    /** @param row a window's, of {@link SessionRows} */
    void add(Row row) {
        long start = row.getTimestamp(SessionRows.WINDOW_START).getTime();
        byte[] slice = row.getAs(SessionRows.SLICE);
        boolean countsViewer = !row.isNullAt(SessionRows.VIEWER);
        KpiColumns.AUDIENCE_TABLES.forEach((table, dimensions) -> {
            List<String> values = new ArrayList<>(dimensions.size());
            for (String dimension : dimensions) {
                values.add(row.getString(SessionRows.column(dimension)));
            }
            Added added = groups.computeIfAbsent(new Group(table, start, values), group -> new Added());
            SessionCodec.addTo(added.slice, slice);
            if (countsViewer) {
                added.viewers.update(row.getLong(SessionRows.VIEWER));
            }
        });
    }

    /** Rows of {@link #SCHEMA}, for {@link #merge}. */
    Iterator<Row> partial() {
        SessionCodec codec = new SessionCodec();
        return groups.entrySet().stream()
                .map(group -> RowFactory.create(
                        group.getKey().table(),
                        new Timestamp(group.getKey().windowStartMs()),
                        group.getKey().dimensions().toArray(String[]::new),
                        codec.encode(group.getValue().slice),
                        sketch(group.getValue())))
                .iterator();
    }

    /** @param row of {@link #partial} */
    void merge(Row row) {
        Group group = new Group(row.getString(0), row.getTimestamp(1).getTime(), List.copyOf(row.<String>getList(2)));
        Added added = groups.computeIfAbsent(group, key -> new Added());
        SessionCodec.addTo(added.slice, row.getAs(3));
        added.viewers.update(HllSketch.heapify(row.<byte[]>getAs(4)));
    }

    /** A table's rows. */
    List<KpiSheet.WindowRow<AudienceSheets.Counted>> rows(String table) {
        List<KpiSheet.WindowRow<AudienceSheets.Counted>> rows = new ArrayList<>();
        groups.forEach((group, added) -> {
            if (group.table().equals(table)) {
                rows.add(new KpiSheet.WindowRow<>(
                        group.windowStartMs(),
                        group.dimensions(),
                        new AudienceSheets.Counted(
                                added.slice, Math.round(added.viewers.getEstimate()), sketch(added))));
            }
        });
        return rows;
    }

    /** In the form that Spark's {@code hll_sketch_estimate} and {@code hll_union_agg} read. */
    private static byte[] sketch(Added added) {
        return added.viewers.getResult().toUpdatableByteArray();
    }
}
