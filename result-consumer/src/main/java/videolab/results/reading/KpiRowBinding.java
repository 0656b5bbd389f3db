package videolab.results.reading;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import videolab.contract.KpiColumns;

/** Makes a row of a record on a topic of KPI rows. */
final class KpiRowBinding {

    private KpiRowBinding() {}

    /** Empty for a row about a session: it belongs to no window. */
    static Optional<KpiRow> bind(ConsumerRecord<byte[], byte[]> record, JsonNode tree)
            throws UnreadableRecordException {
        String table = tree.path("table").asText("");
        if (table.isEmpty()) {
            throw new UnreadableRecordException("it has no table");
        }
        if (table.equals(KpiColumns.SESSIONS)) {
            return Optional.empty();
        }
        if (record.key() == null) {
            throw new UnreadableRecordException("it has no key");
        }
        ObjectNode fields = (ObjectNode) tree;
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
        if (!row.windowStart().isBefore(row.windowEnd())) {
            throw new UnreadableRecordException("its window ends before it begins");
        }
        return Optional.of(row);
    }

    private static Instant instant(ObjectNode fields, String column) throws UnreadableRecordException {
        try {
            Instant instant = Instant.parse(fields.path(column).asText(""));
            if (JsonDecoder.isPlausible(instant)) {
                return instant;
            }
        } catch (DateTimeException e) {
            // Falls through to the one message for every way of being wrong.
        }
        throw new UnreadableRecordException(column + " is not an instant between 1970 and 9999");
    }
}
