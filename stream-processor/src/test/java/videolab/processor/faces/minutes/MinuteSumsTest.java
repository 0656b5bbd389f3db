package videolab.processor.faces.minutes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import videolab.contract.Emotion;
import videolab.contract.FaceMinute;
import videolab.contract.FrameCount;
import videolab.contract.Json;

class MinuteSumsTest {

    private static final Instant MINUTE = Instant.parse("2026-01-02T03:04:00Z");
    private static final Instant NOW = MINUTE.plusSeconds(70);

    @Test
    void countsAddUpAndTheMeanIsOverTheFramesThatWereLookedAt() {
        MinuteSums sums = MinuteSums.NONE
                .plus(count(2, Map.of(Emotion.HAPPY, 2, Emotion.SAD, 0)))
                .plus(count(3, Map.of(Emotion.HAPPY, 1, Emotion.SAD, 2)))
                .plus(count(0, Map.of(Emotion.HAPPY, 0, Emotion.SAD, 0)))
                .plus(skipped());

        assertThat(sums.row("camera-0", MINUTE, NOW))
                .isEqualTo(new FaceMinute(
                        1,
                        "camera-0",
                        MINUTE,
                        MINUTE.plusSeconds(60),
                        NOW,
                        4,
                        1,
                        5,
                        3,
                        1.667,
                        Map.of(Emotion.HAPPY, 3L, Emotion.SAD, 2L)));
    }

    @Test
    void aMinuteOfSkippedFramesHasNoMean() {
        FaceMinute row = MinuteSums.NONE.plus(skipped()).row("camera-0", MINUTE, NOW);

        assertThat(row.facesPerFrameMean()).isNull();
        assertThat(row.emotions()).isEmpty();
    }

    @Test
    void sumsAreKeptAsJson() throws IOException {
        MinuteSums sums = MinuteSums.NONE.plus(count(2, Map.of(Emotion.HAPPY, 2)));

        assertThat(Json.read(Json.bytes(sums), MinuteSums.class)).isEqualTo(sums);
    }

    @Test
    void aFrameBelongsToTheMinuteOfItsCapture() {
        assertThat(MinuteSums.minute(skipped())).isEqualTo(MINUTE);
    }

    private static FrameCount count(int faces, Map<Emotion, Integer> emotions) {
        return new FrameCount(1, "camera-0", "1-1", MINUTE.plusMillis(59_999), faces, emotions, null);
    }

    private static FrameCount skipped() {
        return new FrameCount(1, "camera-0", "1-2", MINUTE.plusMillis(59_999), 0, Map.of(), "stale");
    }
}
