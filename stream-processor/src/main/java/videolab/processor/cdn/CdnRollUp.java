package videolab.processor.cdn;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import videolab.contract.KpiColumns;
import videolab.processor.kpis.KpiSheet;
import videolab.processor.kpis.KpiTable;

/** Groups of all dimensions, added up to the rows of each table: one table for each question. */
final class CdnRollUp {

    /** A row's window and dimensions. */
    record Row(long startMs, List<String> dimensions) implements Comparable<Row> {
        @Override
        public int compareTo(Row other) {
            int byTime = Long.compare(startMs, other.startMs);
            return byTime != 0 ? byTime : dimensions.toString().compareTo(other.dimensions.toString());
        }
    }

    private final Map<String, Map<Row, CdnKpis>> tables = new HashMap<>();

    void add(CdnGroup group, long[] sums) {
        KpiColumns.CDN_TABLES.forEach((table, dimensions) -> tables.computeIfAbsent(table, key -> new TreeMap<>())
                .computeIfAbsent(
                        new Row(
                                group.startMs(),
                                dimensions.stream().map(group::dimension).toList()),
                        key -> new CdnKpis())
                .add(sums, group.samplingRate()));
    }

    boolean isEmpty() {
        return tables.isEmpty();
    }

    /** The rows of a table, by time and dimensions. */
    Map<Row, CdnKpis> rows(String table) {
        return tables.getOrDefault(table, Map.of());
    }

    /** How many windows there are. */
    long windows() {
        return rows("cdn-overall").size();
    }

    /** How many rows there are in all tables. */
    long size() {
        return tables.values().stream().mapToLong(Map::size).sum();
    }

    List<KpiTable> tables(SparkSession spark, Duration window, Instant emittedAt) {
        List<KpiTable> all = new ArrayList<>();
        for (String table : KpiColumns.CDN_TABLES.keySet()) {
            List<KpiSheet.WindowRow<CdnSheet.Counted>> counted = new ArrayList<>();
            rows(table)
                    .forEach((row, kpis) -> counted.add(new KpiSheet.WindowRow<>(
                            row.startMs(), row.dimensions(), new CdnSheet.Counted(kpis, window))));
            all.add(CdnSheet.WINDOWS.table(spark, table, counted, window, emittedAt));
        }
        return all;
    }
}
