package videolab.processor.cdn;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Groups of all dimensions, added up to the rows of each table. */
final class CdnRollUp {

    /** A row's window and dimensions. */
    record Row(long startMs, List<String> dimensions) implements Comparable<Row> {
        @Override
        public int compareTo(Row other) {
            int byTime = Long.compare(startMs, other.startMs);
            return byTime != 0 ? byTime : dimensions.toString().compareTo(other.dimensions.toString());
        }
    }

    private final Map<CdnTable, Map<Row, CdnKpis>> tables = new EnumMap<>(CdnTable.class);

    void add(CdnGroup group, long[] sums) {
        for (CdnTable table : CdnTable.values()) {
            tables.computeIfAbsent(table, key -> new TreeMap<>())
                    .computeIfAbsent(new Row(group.startMs(), table.valuesOf(group)), key -> new CdnKpis())
                    .add(sums, group.samplingRate());
        }
    }

    boolean isEmpty() {
        return tables.isEmpty();
    }

    /** The rows of a table, by time and dimensions. */
    Map<Row, CdnKpis> rows(CdnTable table) {
        return tables.getOrDefault(table, Map.of());
    }

    /** How many windows there are. */
    long windows() {
        return rows(CdnTable.OVERALL).size();
    }
}
