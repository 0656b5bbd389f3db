package videolab.processor.kpis;

import static org.apache.spark.sql.functions.sum;

import java.io.Serializable;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Which values of a table's dimensions keep a row of their own in a window: the heaviest, then by name. The memory is that of
 * the kept values, however many are offered.
 */
public final class KeptValues implements Serializable {

    private static final long serialVersionUID = 1L;

    /** A value's weight in a window: rows that {@link #of} adds up and ranks. */
    public static final StructType WEIGHTS = new StructType()
            .add("table", DataTypes.StringType)
            .add("window_start_ms", DataTypes.LongType)
            .add("dimensions", DataTypes.createArrayType(DataTypes.StringType))
            .add("weight", DataTypes.LongType)
            .add("second_weight", DataTypes.LongType);

    private record Window(String table, long startMs) implements Serializable {}

    /** Heaviest first. */
    private record Candidate(List<String> dimensions, Weight weight) implements Comparable<Candidate>, Serializable {
        @Override
        public int compareTo(Candidate other) {
            int byWeight = other.weight.compareTo(weight);
            for (int i = 0; byWeight == 0 && i < dimensions.size(); i++) {
                byWeight = dimensions.get(i).compareTo(other.dimensions.get(i));
            }
            return byWeight;
        }
    }

    private static final class Ranking implements Serializable {
        private static final long serialVersionUID = 1L;

        private final TreeSet<Candidate> best = new TreeSet<>();
        private final Set<List<String>> names = new HashSet<>();
        private long folded;
    }

    private final int most;
    private final Map<Window, Ranking> windows = new HashMap<>();

    /** @param most how many values of a table keep their row in a window */
    KeptValues(int most) {
        this.most = most;
    }

    /**
     * Ranks any number of values: Spark adds their weights up, and writes to disk what does not fit into its memory.
     *
     * @param weights rows of {@link #WEIGHTS}, several for a value
     */
    public static KeptValues of(Dataset<Row> weights, int most) {
        KeptValues kept = new KeptValues(most);
        weights.groupBy("table", "window_start_ms", "dimensions")
                .agg(sum("weight").as("weight"), sum("second_weight").as("second_weight"))
                .mapPartitions(new Best(most), Encoders.row(WEIGHTS))
                .collectAsList()
                .forEach(kept::merge);
        return kept;
    }

    /** The best values of a partition, and, without dimensions, how many others there are. */
    private record Best(int most) implements MapPartitionsFunction<Row, Row> {
        @Override
        public Iterator<Row> call(Iterator<Row> sums) {
            KeptValues kept = new KeptValues(most);
            sums.forEachRemaining(kept::merge);
            return kept.windows.entrySet().stream()
                    .flatMap(window -> Stream.concat(
                            window.getValue().best.stream()
                                    .map(value -> row(window.getKey(), value.dimensions(), value.weight())),
                            Stream.of(row(window.getKey(), null, new Weight(window.getValue().folded, 0)))))
                    .iterator();
        }

        private static Row row(Window window, List<String> dimensions, Weight weight) {
            return RowFactory.create(
                    window.table(),
                    window.startMs(),
                    dimensions == null ? null : dimensions.toArray(String[]::new),
                    weight.first(),
                    weight.second());
        }
    }

    private void merge(Row row) {
        if (row.isNullAt(2)) {
            ranking(row.getString(0), row.getLong(1)).folded += row.getLong(3);
        } else {
            offer(
                    row.getString(0),
                    row.getLong(1),
                    List.copyOf(row.<String>getList(2)),
                    new Weight(row.getLong(3), row.getLong(4)));
        }
    }

    /** Takes a value with its whole weight; once for each value of a window. */
    void offer(String table, long startMs, List<String> dimensions, Weight weight) {
        if (KpiGroups.isOther(dimensions)) {
            return; // whoever is called so shares the row of what is folded
        }
        Ranking ranking = ranking(table, startMs);
        ranking.best.add(new Candidate(dimensions, weight));
        ranking.names.add(dimensions);
        if (ranking.best.size() > most) {
            ranking.names.remove(ranking.best.pollLast().dimensions());
            ranking.folded++;
        }
    }

    private Ranking ranking(String table, long startMs) {
        return windows.computeIfAbsent(new Window(table, startMs), window -> new Ranking());
    }

    boolean keeps(String table, long startMs, List<String> dimensions) {
        return ranking(table, startMs).names.contains(dimensions);
    }

    /** How many values of a window do not keep their row. */
    long folded(String table, long startMs) {
        return ranking(table, startMs).folded;
    }
}
