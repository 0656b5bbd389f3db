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
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF0;
import org.apache.spark.sql.types.DataTypes;
import videolab.contract.KpiColumns;
import videolab.processor.kpis.KpiSheet;
import videolab.processor.kpis.KpiTable;

/** Rows of {@link SessionRows} to the tables of {@code docs/kpis.md}: one narrow table for each set of dimensions. */
public final class AudienceTables {

    private AudienceTables() {}

    /**
     * The KPI tables, added up here and now: one pass over the rows for all of them, and what is left is small.
     *
     * @param rows all rows of the windows they are of: a window that is cut in two gives two rows
     * @return none where the rows are of no window
     */
    public static List<KpiTable> windows(Dataset<Row> rows, Duration window) {
        TableSums sums = new TableSums();
        rows.filter(col("window_start").isNotNull())
                .mapPartitions(new AddUp(), Encoders.row(TableSums.SCHEMA))
                .collectAsList()
                .forEach(sums::merge);
        Instant emittedAt = Instant.now();
        List<KpiTable> tables = new ArrayList<>();
        for (String name : KpiColumns.AUDIENCE_TABLES.keySet()) {
            List<KpiSheet.WindowRow<AudienceSheets.Counted>> counted = sums.rows(name);
            if (!counted.isEmpty()) {
                tables.add(AudienceSheets.WINDOWS.table(rows.sparkSession(), name, counted, window, emittedAt));
            }
        }
        return tables;
    }

    /** Adds up a partition's slices, so that a row for each window and set of dimensions is left of it. */
    private static final class AddUp implements MapPartitionsFunction<Row, Row> {
        @Override
        public Iterator<Row> call(Iterator<Row> slices) {
            TableSums sums = new TableSums();
            slices.forEachRemaining(sums::add);
            return sums.partial();
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
