package videolab.results.dashboard.live;

import static org.assertj.core.api.Assertions.assertThat;
import static videolab.results.dashboard.live.FrameJoinTest.result;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import videolab.contract.Emotion;
import videolab.contract.FaceMinute;

class LiveBoardTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    private final LiveBoard board = new LiveBoard();

    private JsonNode camera(String id, Instant now) {
        return board.figures(id, now).orElseThrow();
    }

    private void pair(long offset, byte[] picture, Instant at) {
        board.result(result("a", 0, offset, at), at, true);
        board.frame(new FramePlace(0, offset), "a", picture, at);
    }

    @Test
    void aCameraIsLiveThenSilentThenEnded() {
        board.result(result("a", 0, 1, NOW.minusMillis(30)), NOW, false);

        assertThat(camera("a", NOW).path("state").asText()).isEqualTo("live");
        assertThat(camera("a", NOW).path("age_p95_ms").asLong()).isEqualTo(30);
        assertThat(camera("a", NOW.plusSeconds(4)).path("state").asText()).isEqualTo("live");
        assertThat(camera("a", NOW.plusSeconds(6)).path("state").asText()).isEqualTo("silent");
        assertThat(camera("a", NOW.plusSeconds(61)).path("state").asText()).isEqualTo("ended");
    }

    @Test
    void framesWithoutResultsAreNotAnalyzed() {
        board.frame(new FramePlace(0, 1), "a", new byte[] {1}, NOW);

        assertThat(camera("a", NOW).path("state").asText()).isEqualTo("not_analyzed");
    }

    @Test
    void theSamePictureForTenSecondsIsFrozen() {
        for (int second = 0; second <= 11; second++) {
            pair(second, new byte[] {7, 7}, NOW.plusSeconds(second));
        }

        assertThat(camera("a", NOW.plusSeconds(9)).path("state").asText()).isEqualTo("live");
        assertThat(camera("a", NOW.plusSeconds(11)).path("state").asText()).isEqualTo("frozen");

        pair(12, new byte[] {8, 8}, NOW.plusSeconds(12));
        assertThat(camera("a", NOW.plusSeconds(12)).path("state").asText()).isEqualTo("live");
    }

    @Test
    void repeatsCountOnceAndListenersHearOfNewPairsAlone() {
        List<String> heard = new ArrayList<>();
        board.onPair(heard::add);
        pair(1, new byte[] {1}, NOW);
        board.result(result("a", 0, 1, NOW), NOW, true);

        assertThat(camera("a", NOW).path("analyzed").asLong()).isEqualTo(1);
        assertThat(heard).containsExactly("a");
        assertThat(board.shown("a")).isPresent();
        board.forgetPictures();
        assertThat(board.shown("a")).isEmpty();
    }

    @Test
    void minutesWithoutResultsMeanCountsAlone() {
        assertThat(board.isAggregateOnly()).isFalse();

        board.minute(
                new FaceMinute(1, "a", NOW, NOW.plusSeconds(60), NOW, 600, 0, 1200, 3, 2.0, Map.of(Emotion.HAPPY, 9L)),
                NOW);

        assertThat(board.isAggregateOnly()).isTrue();
        assertThat(camera("a", NOW).at("/minute/faces_per_frame_mean").asDouble())
                .isEqualTo(2.0);
        assertThat(board.charts(NOW.plusSeconds(60)).at("/0/emotions/happy").asLong())
                .isPositive();
    }

    @Test
    void anyNumberOfCameraIdsTakesBoundedMemory() {
        for (int i = 0; i < 2 * LiveBoard.CAMERAS; i++) {
            board.result(result("camera-" + i, 0, i, NOW), NOW, false);
        }

        assertThat(board.cameras()).hasSize(LiveBoard.CAMERAS);
        // Those that have ended make room.
        board.result(result("late", 0, 9999, NOW.plusSeconds(90)), NOW.plusSeconds(90), false);
        assertThat(board.cameras()).hasSize(LiveBoard.CAMERAS).contains("late");
    }
}
