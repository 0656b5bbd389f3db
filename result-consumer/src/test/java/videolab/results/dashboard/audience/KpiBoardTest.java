package videolab.results.dashboard.audience;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import videolab.contract.Json;
import videolab.contract.Topics;
import videolab.results.reading.KpiRow;
import videolab.results.reading.KpiWindow;

class KpiBoardTest {

    private static final String TOPIC = Topics.AUDIENCE_KPIS.name();
    private static final Instant START = Instant.parse("2026-01-02T03:04:00Z");

    private final KpiBoard board = new KpiBoard();

    private static KpiRow row(Instant start, String table, String fields) throws IOException {
        return new KpiRow(
                TOPIC, 1, start, table, table, start, start.plusSeconds(10), start.plusSeconds(18), (ObjectNode)
                        Json.mapper().readTree(fields));
    }

    private static KpiWindow window(Instant start, long viewers) throws IOException {
        return new KpiWindow(
                TOPIC,
                start,
                start.plusSeconds(10),
                List.of(
                        row(
                                start,
                                "overall",
                                "{\"concurrent_viewers\": " + viewers + ", \"viewers_sketch\": \"AAAA\","
                                        + " \"startup_buckets\": [0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]}"),
                        row(start, "content", "{\"content\": \"small\", \"concurrent_viewers\": 1, \"sessions\": 2}"),
                        row(start, "content", "{\"content\": \"large\", \"concurrent_viewers\": 9, \"sessions\": 9}")),
                false);
    }

    private JsonNode figures() {
        return board.figures(TOPIC).orElseThrow();
    }

    @Test
    void theNewestWindowIsShownWithItsCourse() throws IOException {
        board.put(window(START.plusSeconds(10), 7));
        board.put(window(START, 3));

        assertThat(figures().path("window_start_ms").asLong())
                .isEqualTo(START.plusSeconds(10).toEpochMilli());
        assertThat(figures().at("/overall/concurrent_viewers").asLong()).isEqualTo(7);
        assertThat(figures().at("/series/concurrent_viewers")).hasToString("[3,7]");
        assertThat(figures().path("latency_ms").asLong()).isEqualTo(8_000);
        assertThat(board.figures(Topics.CDN_KPIS.name())).isEmpty();
    }

    @Test
    void bucketsBecomePercentilesAndSketchesStay() throws IOException {
        board.put(window(START, 3));

        assertThat(figures().at("/overall/startup_p50_ms").asDouble()).isEqualTo(375);
        assertThat(figures().path("overall").has("viewers_sketch")).isFalse();
        assertThat(figures().path("overall").has("startup_buckets")).isFalse();
    }

    @Test
    void theLargestRowsComeFirst() throws IOException {
        board.put(window(START, 3));

        assertThat(figures().at("/tables/content").findValuesAsText("content")).containsExactly("large", "small");
    }

    @Test
    void aWindowThatHasChangedReplacesItself() throws IOException {
        board.put(window(START, 3));
        board.put(window(START, 4));
        for (int i = 1; i <= KpiBoard.WINDOWS + 5; i++) {
            board.put(window(START.plusSeconds(10L * i), i));
        }

        assertThat(figures().at("/series/concurrent_viewers")).hasSize(KpiBoard.WINDOWS);
    }
}
