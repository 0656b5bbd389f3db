package videolab.processor.kafka;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;

/** The {@code headers} column of Spark's Kafka source: an array of name and bytes, or null. */
public final class KafkaHeaders {

    private KafkaHeaders() {}

    /** The last value of each header name; values may be null. */
    public static Map<String, byte[]> of(Row row, int column) {
        Map<String, byte[]> headers = new HashMap<>();
        if (!row.isNullAt(column)) {
            List<Row> pairs = row.getList(column);
            for (Row pair : pairs) {
                headers.put(pair.getString(0), pair.getAs(1));
            }
        }
        return headers;
    }
}
