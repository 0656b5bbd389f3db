package videolab.processor.cdn;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import videolab.contract.KpiColumns;
import videolab.processor.kpis.KeptValues;
import videolab.processor.kpis.KpiGroups;
import videolab.processor.kpis.KpiSheet;
import videolab.processor.kpis.KpiTable;
import videolab.processor.kpis.Weight;

/** The rows of each CDN table. */
record CdnTables(Map<String, List<KpiGroups.Group<CdnKpis>>> rows) {

    /**
     * Adds groups up to tables.
     *
     * @param groups rows of {@link CdnGroups#of}; persisted, because they are read several times
     * @param mostValues how many values of a table keep a row in a window
     */
    static CdnTables of(Dataset<Row> groups, int mostValues) {
        List<String> all = List.copyOf(KpiColumns.CDN_TABLES.keySet());
        KpiGroups<CdnKpis> counted = KpiGroups.upTo(KpiGroups.COUNTED_TIMES * mostValues, CdnKpis::new);
        CdnRollUp rollUp = rolledUp(groups, new CdnRollUp(all, counted));
        CdnRollUp ranked = null;
        if (!counted.full().isEmpty()) {
            List<String> full = List.copyOf(counted.full());
            KeptValues kept =
                    KeptValues.of(groups.mapPartitions(new Weigh(full), Encoders.row(KeptValues.WEIGHTS)), mostValues);
            ranked = rolledUp(groups, new CdnRollUp(full, KpiGroups.of(kept, CdnKpis::new)));
        }
        Map<String, List<KpiGroups.Group<CdnKpis>>> rows = new LinkedHashMap<>();
        for (String table : all) {
            CdnRollUp source = counted.full().contains(table) ? ranked : rollUp;
            rows.put(table, source.rows(table, mostValues));
        }
        return new CdnTables(rows);
    }

    /** One partition's groups at a time. */
    private static CdnRollUp rolledUp(Dataset<Row> groups, CdnRollUp rollUp) {
        groups.toLocalIterator().forEachRemaining(row -> rollUp.add(CdnGroups.group(row), CdnGroups.sumsOf(row)));
        return rollUp;
    }

    /** Gives what a group weighs in each table. */
    private record Weigh(List<String> tables) implements MapPartitionsFunction<Row, Row> {
        @Override
        public Iterator<Row> call(Iterator<Row> groups) {
            Stream<Row> rows = StreamSupport.stream(Spliterators.spliteratorUnknownSize(groups, 0), false);
            return rows.flatMap(this::weights).iterator();
        }

        private Stream<Row> weights(Row row) {
            CdnGroup group = CdnGroups.group(row);
            Weight weight = CdnKpis.weightOf(CdnGroups.sumsOf(row), group.samplingRate());
            return tables.stream()
                    .map(table -> RowFactory.create(
                            table,
                            group.startMs(),
                            group.dimensions(table).toArray(String[]::new),
                            weight.first(),
                            weight.second()));
        }
    }

    boolean isEmpty() {
        return windows() == 0;
    }

    /** How many windows there are. */
    long windows() {
        return rows.get("cdn-overall").size();
    }

    /** How many rows there are in all tables. */
    long size() {
        return rows.values().stream().mapToLong(List::size).sum();
    }

    List<KpiTable> tables(SparkSession spark, Duration window, Instant emittedAt) {
        List<KpiTable> all = new ArrayList<>();
        rows.forEach((table, groups) -> all.add(CdnSheet.WINDOWS.table(
                spark,
                table,
                groups.stream()
                        .map(group -> new KpiSheet.WindowRow<>(
                                group.startMs(),
                                group.dimensions(),
                                new CdnSheet.Counted(group.counts(), window, group.folded())))
                        .toList(),
                window,
                emittedAt)));
        return all;
    }
}
