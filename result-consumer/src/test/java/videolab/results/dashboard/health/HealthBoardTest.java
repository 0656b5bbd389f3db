package videolab.results.dashboard.health;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import videolab.contract.FrameResult;
import videolab.contract.Json;
import videolab.contract.ServiceStatus;
import videolab.contract.Topics;
import videolab.results.dashboard.health.HealthBoard.Problem;
import videolab.results.reading.KpiRow;
import videolab.results.reading.KpiWindow;
import videolab.results.reading.RejectedRecord;

class HealthBoardTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    private final HealthBoard board = new HealthBoard();

    private void result(long offset, boolean skipped) {
        board.result(
                new FrameResult(
                        1,
                        "a",
                        "f-" + offset,
                        0,
                        offset,
                        NOW,
                        NOW,
                        NOW,
                        1,
                        1,
                        skipped ? "stale" : null,
                        null,
                        null,
                        null),
                NOW);
    }

    private List<Problem> problems(String cameras) throws IOException {
        return board.problems(Optional.empty(), Json.mapper().readTree(cameras), List.of(), NOW);
    }

    @Test
    void whatWorksIsNoProblem() throws IOException {
        result(1, false);
        board.ends(Map.of(0, 2L));

        assertThat(problems("[{\"camera\": \"a\", \"state\": \"live\"}, {\"camera\": \"b\", \"state\": \"ended\"}]"))
                .isEmpty();
        assertThat(board.lag()).isZero();
    }

    @Test
    void lagIsWhatLiesBehindTheLastResult() throws IOException {
        result(10, false);
        board.ends(Map.of(0, 500L, 1, 7L));

        assertThat(board.lag()).isEqualTo(489);
        assertThat(problems("[]")).singleElement().satisfies(problem -> assertThat(problem.what())
                .isEqualTo("489 frames wait for their analysis"));
        JsonNode other = board.figures().at("/partitions/1");
        assertThat(other.path("lag").isNull()).isTrue();
    }

    @Test
    void camerasAndSkippedFramesAreToldWithTheWayOut() throws IOException {
        for (int i = 0; i < 20; i++) {
            result(i, i % 4 == 0);
        }

        assertThat(problems("[{\"camera\": \"a\", \"state\": \"not_analyzed\"}]"))
                .extracting(Problem::what)
                .containsExactly(
                        "Frames of a arrive, and nothing analyzes them",
                        "5 of the last 20 frames were skipped as stale");
    }

    @Test
    void onlyASlowDetectorIsToldToBeReplaced() throws IOException {
        result(0, true);

        assertThat(problems("[{\"camera\": \"a\", \"models\": {\"detector\": \"haar\"}}]"))
                .extracting(Problem::remedy)
                .first(STRING)
                .contains("YuNet");
        assertThat(problems("[{\"camera\": \"a\", \"models\": {\"detector\": \"yunet\"}}]"))
                .extracting(Problem::remedy)
                .first(STRING)
                .doesNotContainIgnoringCase("yunet");
    }

    @Test
    void aQueryThatWasStartedAgainIsTold() throws IOException {
        board.status(status("faces 1; face-crops 0"), NOW.minusSeconds(18));
        assertThat(problems("[]")).isEmpty();
        board.status(status("faces 3; face-crops 0"), NOW.minusSeconds(8));

        assertThat(problems("[]"))
                .extracting(Problem::what)
                .containsExactly(
                        "The query 'faces' of 'process faces' failed and was started again 8 s ago; 3 times so far");
    }

    private static ServiceStatus status(String restarts) {
        return new ServiceStatus(
                ServiceStatus.SCHEMA, "process faces", "host-1", NOW, NOW, "17", 1, 2, Map.of("restarts", restarts));
    }

    @Test
    void aWindowThatIsOverdueIsTold() {
        KpiWindow old = window(NOW.minusSeconds(400));

        assertThat(board.problems(Optional.of("no broker"), Json.mapper().createArrayNode(), List.of(old), NOW))
                .extracting(Problem::what)
                .satisfies(whats -> {
                    assertThat(whats.get(0)).contains("no broker");
                    assertThat(whats.get(1)).contains("audience-kpis ended 390 s ago");
                });
    }

    private static KpiWindow window(Instant start) {
        return new KpiWindow(
                Topics.AUDIENCE_KPIS.name(),
                start,
                start.plusSeconds(10),
                List.of(new KpiRow(
                        Topics.AUDIENCE_KPIS.name(),
                        1,
                        start,
                        "k",
                        "overall",
                        start,
                        start.plusSeconds(10),
                        start.plusSeconds(20),
                        Json.mapper().createObjectNode())),
                false);
    }

    @Test
    void aRejectIsShownAsHexAndAsHarmlessText() {
        byte[] value = "<b>\u0007hello</b> and a long tail that nobody needs to see".getBytes(UTF_8);
        for (int i = 0; i < 15; i++) {
            board.rejected(
                    new RejectedRecord(
                            Topics.REJECTED_FRAMES.name(),
                            "a",
                            "no picture",
                            Topics.FRAMES.name(),
                            0,
                            (long) i,
                            value,
                            NOW),
                    NOW);
        }

        JsonNode figures = board.figures();
        assertThat(figures.at("/rejects_by_reason/no picture").asLong()).isEqualTo(15);
        assertThat(figures.path("rejects")).hasSize(10);
        assertThat(figures.at("/rejects/0/place").asText()).isEqualTo("distributed-video1 0-14");
        assertThat(figures.at("/rejects/0/hex").asText())
                .startsWith("3c 62 3e 07")
                .hasSize(32 * 3 - 1);
        assertThat(figures.at("/rejects/0/text").asText()).startsWith("<b>·hello");
    }
}
