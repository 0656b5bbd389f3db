package videolab.processor.audience;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;
import videolab.cli.KafkaSettings;

class ReadEventsTest {

    private static final long T = 1_767_323_040_000L;
    private static final long HOUR = 3_600_000;

    @Test
    void aRecordThatIsDatedAheadDoesNotMoveTheWatermarkWhereverItLiesInItsBatch() {
        List<Row> records = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            records.add(event("viewer-" + i, i, 1_000 * i));
        }
        List<Row> within = new ArrayList<>(records);
        within.add(10, event("forged", 20, HOUR));
        List<Row> last = new ArrayList<>(records);
        last.add(event("forged", 20, HOUR));

        assertThat(latestReceived(within, List.of())).isEqualTo(24_000);
        assertThat(latestReceived(last, List.of(T + 20_000))).isEqualTo(30_000);
        assertThat(latestReceived(last, List.of()))
                .as("nothing can come too late by it")
                .isEqualTo(HOUR);
    }

    /** What the watermark follows, after {@link #T}. */
    private static long latestReceived(List<Row> records, List<Long> following) {
        ReadSettings settings = new ReadSettings(KafkaSettings.at("127.0.0.1:1"), null, "00", false);
        Iterator<Row> rows = new ReadEvents(settings, (record, most) -> following).call(records.iterator());
        long latest = 0;
        while (rows.hasNext()) {
            Timestamp received = rows.next().getTimestamp(ReadEvents.SCHEMA.fieldIndex("received_at"));
            latest = Math.max(latest, received.getTime() - T);
        }
        return latest;
    }

    private static Row event(String session, long offset, long ms) {
        String value =
                "{\"event\": \"heartbeat\", \"sessionId\": \"" + session + "\", \"timestamp\": " + (T + ms) + "}";
        return RowFactory.create(
                "player-events",
                0,
                offset,
                session.getBytes(UTF_8),
                value.getBytes(UTF_8),
                null,
                new Timestamp(T + ms));
    }
}
