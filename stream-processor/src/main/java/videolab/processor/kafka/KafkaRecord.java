package videolab.processor.kafka;

import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * A record as Spark's Kafka source gives it. Arrays compare by identity.
 *
 * @param key null where the producer set none
 * @param value null for a tombstone
 * @param headers the last value of each header name; values may be null
 * @param timestamp Kafka's: when the producer sent it, or the broker appended it
 */
public record KafkaRecord(
        String topic,
        int partition,
        long offset,
        byte[] key,
        byte[] value,
        Map<String, byte[]> headers,
        Instant timestamp) {

    private static final Column[] COLUMNS = Arrays.stream(
                    new String[] {"topic", "partition", "offset", "key", "value", "headers", "timestamp"})
            .map(functions::col)
            .toArray(Column[]::new);

    /**
     * Brings the columns into the order that {@link #of} reads.
     *
     * @param source rows of Spark's Kafka source, headers included
     */
    public static Dataset<Row> columns(Dataset<Row> source) {
        return source.select(COLUMNS);
    }

    /** @param row of {@link #columns} */
    public static KafkaRecord of(Row row) {
        return new KafkaRecord(
                row.getString(0),
                row.getInt(1),
                row.getLong(2),
                row.getAs(3),
                row.getAs(4),
                headers(row, 5),
                row.getTimestamp(6).toInstant());
    }

    private static Map<String, byte[]> headers(Row row, int column) {
        if (row.isNullAt(column)) {
            return Map.of();
        }
        Map<String, byte[]> headers = new HashMap<>();
        List<Row> pairs = row.getList(column);
        for (Row pair : pairs) {
            headers.put(pair.getString(0), pair.getAs(1));
        }
        return headers;
    }
}
