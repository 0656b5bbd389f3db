package videolab.results.kpis;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import videolab.contract.Json;

/** What a record on a topic of KPI rows turned out to be. */
sealed interface DecodedRow {

    /** A row about a window. */
    record OfWindow(KpiRow row) implements DecodedRow {}

    /** A row about an ended session: it belongs to no window. */
    record OfSession() implements DecodedRow {}

    /** A row of another schema: right for some other reader, and nothing in it may be guessed. */
    record UnknownSchema(int schema) implements DecodedRow {}

    /** No row at all. */
    record Broken(String why) implements DecodedRow {}

    String SESSIONS = "sessions";

    /** Up to four digits of the year, as on the wire: every reader's arithmetic in milliseconds bears that. */
    Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

    static DecodedRow of(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null || record.value().length == 0) {
            return new Broken("it is empty");
        }
        try {
            JsonNode tree = Json.mapper().readTree(record.value());
            JsonNode schema = tree.path("schema");
            if (!schema.isInt()) {
                return new Broken("it has no schema");
            }
            if (schema.intValue() != KpiRow.SCHEMA) {
                return new UnknownSchema(schema.intValue());
            }
            String table = tree.path("table").asText("");
            if (table.isEmpty()) {
                return new Broken("it has no table");
            }
            if (table.equals(SESSIONS)) {
                return new OfSession();
            }
            if (record.key() == null) {
                return new Broken("it has no key");
            }
            return ofWindow(record, table, (ObjectNode) tree);
        } catch (JsonProcessingException e) {
            return new Broken(e.getOriginalMessage());
        } catch (IOException | RuntimeException e) {
            // Anybody can write to the topic: no bytes at all may end the reading.
            return new Broken(e.toString());
        }
    }

    private static DecodedRow ofWindow(ConsumerRecord<byte[], byte[]> record, String table, ObjectNode fields) {
        try {
            KpiRow row = new KpiRow(
                    record.topic(),
                    record.offset(),
                    Instant.ofEpochMilli(record.timestamp()),
                    new String(record.key(), UTF_8),
                    table,
                    instant(fields, "window_start"),
                    instant(fields, "window_end"),
                    instant(fields, "emitted_at"),
                    fields);
            return row.windowStart().isBefore(row.windowEnd())
                    ? new OfWindow(row)
                    : new Broken("its window ends before it begins");
        } catch (DateTimeException e) {
            return new Broken("window_start, window_end or emitted_at is no instant between 1970 and 9999");
        }
    }

    private static Instant instant(ObjectNode fields, String column) {
        Instant instant = Instant.parse(fields.path(column).asText(""));
        if (instant.isBefore(Instant.EPOCH) || instant.isAfter(LATEST)) {
            throw new DateTimeException("not between 1970 and 9999");
        }
        return instant;
    }
}
