package videolab.results.reading;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import videolab.contract.Json;
import videolab.contract.Topics;

/** KPI rows as the processor writes them. */
public final class KpiRows {

    public static final String AUDIENCE = Topics.AUDIENCE_KPIS.name();
    public static final String CDN = Topics.CDN_KPIS.name();
    public static final Instant START = Instant.parse("2026-01-02T11:02:00Z");
    public static final Duration WINDOW = Duration.ofSeconds(30);

    private KpiRows() {}

    public static Instant start(int window) {
        return START.plus(WINDOW.multipliedBy(window));
    }

    public static Instant emitted(int window) {
        return start(window).plus(WINDOW).plusMillis(46_200);
    }

    /** @param columns names and values, dimensions first */
    public static ObjectNode fields(String table, int window, Object... columns) {
        ObjectNode fields = Json.mapper().createObjectNode();
        fields.put("schema", 1).put("table", table);
        fields.put("window_start", instant(start(window)));
        fields.put("window_end", instant(start(window).plus(WINDOW)));
        fields.put("emitted_at", instant(emitted(window)));
        for (int i = 0; i < columns.length; i += 2) {
            fields.set((String) columns[i], Json.mapper().valueToTree(columns[i + 1]));
        }
        return fields;
    }

    public static ConsumerRecord<byte[], byte[]> record(
            String topic, int partition, long offset, Instant writtenAt, String key, byte[] value) {
        return new ConsumerRecord<>(
                topic,
                partition,
                offset,
                writtenAt.toEpochMilli(),
                TimestampType.CREATE_TIME,
                0,
                0,
                key == null ? null : key.getBytes(UTF_8),
                value,
                new RecordHeaders(),
                Optional.empty());
    }

    /** The same, as it is when read. */
    public static KpiRow row(String topic, long offset, String key, ObjectNode fields) {
        Instant written = Instant.parse(fields.path("emitted_at").textValue());
        List<KpiRow> rows = new ArrayList<>();
        Decoders.kpiRows(List.of(topic), handler(rows))
                .record(record(topic, 0, offset, written, key, Json.bytes(fields)), written);
        return rows.get(0);
    }

    public static KpiRow row(String topic, long offset, ObjectNode fields) {
        return row(
                topic,
                offset,
                fields.path("window_start").textValue() + "|"
                        + fields.path("table").textValue() + "|" + offset,
                fields);
    }

    private static String instant(Instant instant) {
        return Json.mapper().valueToTree(instant).textValue();
    }

    private static KpiHandler handler(List<KpiRow> rows) {
        return new KpiHandler() {
            @Override
            public void row(KpiRow row, Instant readAt) {
                rows.add(row);
            }

            @Override
            public void notice(String sentence) {
                throw new AssertionError(sentence);
            }
        };
    }
}
