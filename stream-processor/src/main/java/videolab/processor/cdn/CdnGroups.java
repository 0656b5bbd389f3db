package videolab.processor.cdn;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.window;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The sums of {@link ReadLines}, added up by window and dimensions. */
final class CdnGroups {

    private static final String[] DIMENSIONS = {"cdn", "pop", "host", "object_class", "country", "sampling_rate"};
    private static final List<String> SUMS = CdnSums.columns();

    private CdnGroups() {}

    /** Adds the parts up: a row for each window and set of dimensions. */
    static Dataset<Row> of(Dataset<Row> parts, CdnSettings settings) {
        Column[] keys = Stream.concat(
                        Stream.of(window(col("at"), settings.window().toMillis() + " milliseconds")),
                        Arrays.stream(DIMENSIONS).map(name -> col(name)))
                .toArray(Column[]::new);
        Column[] sums = SUMS.stream().map(name -> sum(col(name)).as(name)).toArray(Column[]::new);
        return parts.where(col("at").isNotNull())
                .withWatermark("at", settings.watermark().toMillis() + " milliseconds")
                .groupBy(keys)
                .agg(sums[0], Arrays.copyOfRange(sums, 1, sums.length))
                .select(Stream.concat(
                                Stream.of(col("window.start").as("window_start")),
                                Stream.concat(Arrays.stream(DIMENSIONS), SUMS.stream())
                                        .map(name -> col(name)))
                        .toArray(Column[]::new));
    }

    /** @param row of {@link #of} */
    static CdnGroup group(Row row) {
        return new CdnGroup(
                row.getTimestamp(0).getTime(),
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getDouble(6));
    }

    /** @param row of {@link #of} */
    static long[] sumsOf(Row row) {
        long[] sums = new long[SUMS.size()];
        for (int i = 0; i < sums.length; i++) {
            sums[i] = row.getLong(1 + DIMENSIONS.length + i);
        }
        return sums;
    }
}
