package videolab.processor.audience;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Spliterators;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF0;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.storage.StorageLevel;
import videolab.contract.KpiColumns;
import videolab.processor.audience.sessions.SessionCodec;
import videolab.processor.audience.sessions.Slice;
import videolab.processor.kpis.KeptValues;
import videolab.processor.kpis.KpiGroups;
import videolab.processor.kpis.KpiSheet;
import videolab.processor.kpis.KpiStoreSettings;
import videolab.processor.kpis.KpiTable;
import videolab.processor.kpis.Weight;

/** Rows of {@link SessionRows} to the tables of {@code docs/kpis.md}: one narrow table for each set of dimensions. */
public final class AudienceTables {

    private static final String OVERALL = "overall";

    private AudienceTables() {}

    /** Windows of which tables with too many values are added up at once: the memory is that of a batch without such a table. */
    private static final int WINDOWS_AT_ONCE = KpiGroups.COUNTED_TIMES;

    /**
     * The KPI tables, added up here and now, with the usual {@code --max-values}.
     *
     * @param rows all rows of the windows they are of: a window that is cut in two gives two rows
     * @return none where the rows are of no window; a table may come in several parts, of different windows
     */
    public static List<KpiTable> windows(Dataset<Row> rows, Duration window) {
        List<KpiTable> tables = new ArrayList<>();
        rows.persist(StorageLevel.MEMORY_AND_DISK());
        try {
            windows(rows, window, KpiStoreSettings.MOST_VALUES).forEachRemaining(tables::addAll);
        } finally {
            rows.unpersist();
        }
        return tables;
    }

    /**
     * The KPI tables, added up here and now: one pass over the rows for all of them, and what is left is small. Tables in
     * which strangers named more values than are counted follow: Spark ranks their values, and a second pass counts the best.
     *
     * @param rows as above; persisted, because they may be read again, and the state would be changed twice
     * @param mostValues how many values keep a row in a window
     * @return at least one list, which may be empty; the next one is made when it is asked for
     */
    static Iterator<List<KpiTable>> windows(Dataset<Row> rows, Duration window, int mostValues) {
        Dataset<Row> slices = rows.filter(col("window_start").isNotNull());
        List<String> all = List.copyOf(KpiColumns.AUDIENCE_TABLES.keySet());
        int most = KpiGroups.COUNTED_TIMES * mostValues;
        KpiGroups<TableSums.Added> groups = KpiGroups.upTo(most, TableSums.Added::new);
        TableSums sums = added(slices, new AddUp(all, most, null), new TableSums(all, groups));
        List<String> full = all.stream().filter(groups.full()::contains).toList();
        List<String> counted =
                all.stream().filter(table -> !groups.full().contains(table)).toList();
        List<Timestamp> starts = groups.all(OVERALL).stream()
                .map(KpiGroups.Group::startMs)
                .sorted()
                .map(Timestamp::new)
                .toList();
        Stream<List<KpiTable>> first = Stream.of(tables(rows, sums, counted, window, mostValues));
        Stream<List<KpiTable>> more = IntStream.iterate(0, from -> from < starts.size(), from -> from + WINDOWS_AT_ONCE)
                .mapToObj(from -> starts.subList(from, Math.min(starts.size(), from + WINDOWS_AT_ONCE)))
                .map(some -> ranked(slices.filter(col("window_start").isin(some.toArray())), full, window, mostValues));
        return full.isEmpty() ? first.iterator() : Stream.concat(first, more).iterator();
    }

    private static List<KpiTable> ranked(Dataset<Row> slices, List<String> tables, Duration window, int mostValues) {
        KeptValues kept =
                KeptValues.of(slices.mapPartitions(new Weigh(tables), Encoders.row(KeptValues.WEIGHTS)), mostValues);
        TableSums sums = added(
                slices,
                new AddUp(tables, Integer.MAX_VALUE, kept),
                new TableSums(tables, KpiGroups.of(kept, TableSums.Added::new)));
        return tables(slices, sums, tables, window, mostValues);
    }

    private static TableSums added(Dataset<Row> slices, AddUp addUp, TableSums sums) {
        slices.mapPartitions(addUp, Encoders.row(TableSums.SCHEMA))
                .collectAsList()
                .forEach(sums::merge);
        return sums;
    }

    private static List<KpiTable> tables(
            Dataset<Row> rows, TableSums sums, List<String> names, Duration window, int mostValues) {
        Instant emittedAt = Instant.now();
        List<KpiTable> tables = new ArrayList<>();
        for (String name : names) {
            List<KpiSheet.WindowRow<AudienceSheets.Counted>> counted = sums.rows(name, mostValues);
            if (!counted.isEmpty()) {
                tables.add(AudienceSheets.WINDOWS.table(rows.sparkSession(), name, counted, window, emittedAt));
            }
        }
        return tables;
    }

    /**
     * Adds up a partition's slices, so that a row for each window and set of dimensions is left of it.
     *
     * @param most values that a table has in all partitions together
     * @param kept what keeps a row; null where everything is counted
     */
    private record AddUp(List<String> tables, int most, KeptValues kept) implements MapPartitionsFunction<Row, Row> {
        @Override
        public Iterator<Row> call(Iterator<Row> slices) {
            int share = Math.max(1, most / TaskContext.get().numPartitions());
            TableSums sums = new TableSums(
                    tables,
                    kept == null
                            ? KpiGroups.upTo(share, TableSums.Added::new)
                            : KpiGroups.of(kept, TableSums.Added::new));
            slices.forEachRemaining(sums::add);
            return sums.partial();
        }
    }

    /** Gives what a slice weighs in each table. */
    private record Weigh(List<String> tables) implements MapPartitionsFunction<Row, Row> {
        @Override
        public Iterator<Row> call(Iterator<Row> slices) {
            Stream<Row> rows = StreamSupport.stream(Spliterators.spliteratorUnknownSize(slices, 0), false);
            return rows.flatMap(this::weights).iterator();
        }

        private Stream<Row> weights(Row row) {
            Slice slice = new Slice();
            SessionCodec.addTo(slice, row.getAs(SessionRows.SLICE));
            Weight weight = TableSums.weightOf(slice);
            return tables.stream().flatMap(table -> {
                List<String> values = TableSums.dimensions(table, row);
                return values == null
                        ? Stream.empty()
                        : Stream.of(RowFactory.create(
                                table,
                                row.getTimestamp(SessionRows.WINDOW_START).getTime(),
                                values.toArray(String[]::new),
                                weight.first(),
                                weight.second()));
            });
        }
    }

    /** The sessions that have ended. */
    public static KpiTable sessions(Dataset<Row> rows, Instant emittedAt) {
        Dataset<Row> ended = rows.filter(col("window_start").isNull())
                .select(
                        lit(KpiColumns.SCHEMA).as("schema"),
                        lit(KpiColumns.SESSIONS).as("table"),
                        instant(emittedAt).as("emitted_at"),
                        col(SessionRows.ENDED + ".*"));
        return new KpiTable(KpiColumns.SESSIONS, ended, "ended_at", List.of("session", "table"));
    }

    /**
     * The same instant in every row. A literal would be part of the code that Spark generates: each batch would have code of
     * its own, and compiling it takes longer than the rest of a small batch.
     */
    private static Column instant(Instant instant) {
        Timestamp value = Timestamp.from(instant);
        return udf((UDF0<Timestamp>) () -> value, DataTypes.TimestampType)
                .asNondeterministic()
                .apply();
    }
}
