package videolab.processor.kpis;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * New rows of one table.
 *
 * @param name as in the path {@code table=<name>}
 * @param rows with a column {@code table}, which holds the name
 * @param instant the timestamp column whose date and hour the files are sorted by
 * @param key columns that, joined by a bar, are the Kafka key
 */
public record KpiTable(String name, Dataset<Row> rows, String instant, List<String> key) {

    public KpiTable {
        key = List.copyOf(key);
    }
}
