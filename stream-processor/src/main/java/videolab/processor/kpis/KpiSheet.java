package videolab.processor.kpis;

import java.io.Serializable;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import videolab.contract.KpiColumns;
import videolab.contract.KpiColumns.Column;

/**
 * How the columns of a KPI table follow from what was counted: a function for each column of {@link KpiColumns}.
 *
 * @param <T> what was counted
 */
public final class KpiSheet<T> {

    /** A column's value: what Spark takes for its type, or null. */
    @FunctionalInterface
    public interface Value<T> extends Function<T, Object>, Serializable {}

    /** What was counted in a window and under some dimensions. */
    public record WindowRow<T>(long startMs, List<String> dimensions, T counted) {}

    private final List<Column> columns;
    private final List<Value<T>> values;

    /** @throws IllegalStateException when columns and values do not have the same names: the program contradicts itself */
    public KpiSheet(List<Column> columns, Map<String, Value<T>> values) {
        Set<String> names =
                new LinkedHashSet<>(columns.stream().map(Column::name).toList());
        if (!names.equals(values.keySet())) {
            throw new IllegalStateException("KPI columns " + difference(names, values.keySet())
                    + " have no value, values " + difference(values.keySet(), names) + " have no KPI column");
        }
        this.columns = List.copyOf(columns);
        this.values = columns.stream().map(column -> values.get(column.name())).toList();
    }

    private static Set<String> difference(Set<String> all, Set<String> without) {
        Set<String> rest = new LinkedHashSet<>(all);
        rest.removeAll(without);
        return rest;
    }

    /** Spark's schema of columns. */
    public static StructType schema(List<Column> columns) {
        StructType schema = new StructType();
        for (Column column : columns) {
            schema = schema.add(column.name(), type(column.type()));
        }
        return schema;
    }

    private static DataType type(KpiColumns.Type type) {
        return switch (type) {
            case INT -> DataTypes.IntegerType;
            case LONG -> DataTypes.LongType;
            case DOUBLE -> DataTypes.DoubleType;
            case TEXT -> DataTypes.StringType;
            case FLAG -> DataTypes.BooleanType;
            case INSTANT -> DataTypes.TimestampType;
            case LONGS -> DataTypes.createArrayType(DataTypes.LongType, false);
            case BINARY -> DataTypes.BinaryType;
        };
    }

    /** The values of all columns, in their order. */
    public Row row(T counted) {
        return RowFactory.create(
                values.stream().map(value -> value.apply(counted)).toArray());
    }

    /** A table of windows. */
    public KpiTable table(
            SparkSession spark, String name, List<WindowRow<T>> counted, Duration window, Instant emittedAt) {
        List<Row> rows = new ArrayList<>(counted.size());
        for (WindowRow<T> row : counted) {
            List<Object> all = new ArrayList<>(List.of(
                    KpiColumns.SCHEMA,
                    name,
                    new Timestamp(row.startMs()),
                    new Timestamp(row.startMs() + window.toMillis()),
                    Timestamp.from(emittedAt)));
            all.addAll(row.dimensions());
            values.forEach(value -> all.add(value.apply(row.counted())));
            rows.add(RowFactory.create(all.toArray()));
        }
        List<Column> all = KpiColumns.of(name);
        List<String> dimensions = all.subList(KpiColumns.WINDOW_HEAD.size(), all.size() - columns.size()).stream()
                .map(Column::name)
                .toList();
        return new KpiTable(
                name,
                spark.createDataFrame(rows, schema(all)),
                "window_start",
                Stream.concat(Stream.of("window_start", "table"), dimensions.stream())
                        .toList());
    }

    /** A quotient; null where there is nothing to divide by. */
    public static Double ratio(double numerator, double denominator) {
        return denominator == 0 ? null : (Double) (numerator / denominator);
    }
}
