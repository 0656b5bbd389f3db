package videolab.results.reading;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.NoSuchElementException;

/**
 * A row of {@code docs/kpis.md} about a window, as it was on its topic.
 *
 * @param offset in its partition: of two rows of one key the higher counts
 * @param writtenAt by the writer's clock
 * @param key Kafka's: what the row is about
 * @param fields every column, as it was
 */
public record KpiRow(
        String topic,
        long offset,
        Instant writtenAt,
        String key,
        String table,
        Instant windowStart,
        Instant windowEnd,
        Instant emittedAt,
        ObjectNode fields) {

    private static final String SKETCH = "_sketch";

    /** Null where the column is missing, null or no number. */
    public Double number(String column) {
        JsonNode value = fields.path(column);
        return value.isNumber() ? value.doubleValue() : null;
    }

    /** @throws NoSuchElementException where the row has no such number: a count is never unknown */
    public long count(String column) {
        JsonNode value = fields.path(column);
        if (!value.isIntegralNumber()) {
            throw new NoSuchElementException("a row of table " + table + " has no count " + column);
        }
        return value.longValue();
    }

    public boolean isSmallSample() {
        return fields.path("small_sample").booleanValue();
    }

    /** A sketch is for merging, not for reading, and may be most of the row. */
    public KpiRow withoutSketches() {
        ObjectNode rest = fields.deepCopy();
        rest.remove(rest.properties().stream()
                .map(field -> field.getKey())
                .filter(KpiRow::isSketch)
                .toList());
        return new KpiRow(topic, offset, writtenAt, key, table, windowStart, windowEnd, emittedAt, rest);
    }

    /** The same with another number, which its writer does not know. */
    public KpiRow with(String column, long number) {
        ObjectNode more = fields.deepCopy().put(column, number);
        return new KpiRow(topic, offset, writtenAt, key, table, windowStart, windowEnd, emittedAt, more);
    }

    public static boolean isSketch(String column) {
        return column.endsWith(SKETCH);
    }

    /** Whether the two have the same values: a batch that is run again repeats its rows, later. */
    boolean saysTheSameAs(KpiRow other) {
        return windowEnd.equals(other.windowEnd) && numbers().equals(other.numbers());
    }

    private ObjectNode numbers() {
        return fields.deepCopy().without("emitted_at");
    }
}
