package videolab.results.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static videolab.results.Frames.CAMERA;
import static videolab.results.Frames.analyzed;
import static videolab.results.Frames.face;
import static videolab.results.Frames.skipped;

import java.time.Duration;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import videolab.contract.Box;
import videolab.contract.Emotion;
import videolab.contract.Face;
import videolab.contract.FrameResult;

class TailLineTest {

    private static final Duration AGE = Duration.ofMillis(23);

    private final TailLine line = new TailLine(false);

    @Test
    void columnsStandUnderEachOther() {
        String lines = String.join(
                "\n",
                line.of(analyzed(CAMERA, 17, face(0.97, Emotion.HAPPY, 0.94), face(0.88)), AGE),
                line.of(analyzed("camera-12", 1234, face(0.5, Emotion.SAD, 0.456)), Duration.ofMillis(1234)),
                line.of(skipped(CAMERA, 18), Duration.ofMillis(2500)),
                line.of(analyzed(CAMERA, 19), Duration.ofMillis(-5)));

        assertThat(lines)
                .isEqualTo(
                        """
                camera-0    1767323045000-17        23 ms  2 faces   happy 0.94 (0.97)  – (0.88)
                camera-12   1767323045000-1234    1234 ms  1 face    sad 0.46 (0.50)
                camera-0    1767323045000-18      2500 ms  skipped: stale
                camera-0    1767323045000-19        -5 ms  no face""");
    }

    @Test
    void whatWasNotMeasuredIsNotShown() {
        Face haar = face(null);
        Face haarAndEmotion = face(null, Emotion.FEAR, 0.4);
        Face noProbability = new Face(0, new Box(0, 0, 1, 1), 0.9, Emotion.FEAR, null);

        assertThat(line.of(analyzed(CAMERA, 1, haar, haarAndEmotion, noProbability), AGE))
                .endsWith("  3 faces   –  fear 0.40  fear (0.90)");
    }

    @Test
    void aCrowdIsCounted() {
        Face[] crowd = Collections.nCopies(12, face(0.9)).toArray(Face[]::new);

        assertThat(line.of(analyzed(CAMERA, 1, crowd), AGE))
                .endsWith("  12 faces  – (0.90)  – (0.90)  – (0.90)  – (0.90)  – (0.90)  +7 more");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../etc/passwd", "<script>alert(1)</script>", "@|red camera|@", "%s per camera"})
    void namesOfCamerasAreOnlyText(String camera) {
        assertThat(line.of(analyzed(camera, 1), AGE)).startsWith(camera + "  1767323045000-1  ");
    }

    @Test
    void namesOfCamerasDoNotReachTheTerminal() {
        assertThat(line.of(analyzed("\u001b[2J\u009b1m\r\n\u202e", 1), AGE))
                .startsWith("\\u001b[2J\\u009b1m\\u000d\\u000a\\u202e  1767323045000-1 ");
        assertThat(line.of(analyzed("x".repeat(1000), 1), AGE)).startsWith("x".repeat(64) + "…  ");
    }

    @Test
    void agesAreMillisecondsUntilTheyAreHistory() {
        assertThat(TailLine.age(Duration.ofMillis(9_999))).isEqualTo("9999 ms");
        assertThat(TailLine.age(Duration.ofSeconds(10))).isEqualTo("10 s");
        assertThat(TailLine.age(Duration.ofMinutes(10))).isEqualTo("10 min");
        assertThat(TailLine.age(Duration.ofHours(10))).isEqualTo("10 h");
        assertThat(TailLine.age(Duration.ofDays(10))).isEqualTo("10 d");
        assertThat(TailLine.age(Duration.ofSeconds(-10))).isEqualTo("-10 s");
    }

    @Test
    void colorsChangeNoColumn() {
        FrameResult[] results = {
            analyzed(CAMERA, 17, face(0.97, Emotion.HAPPY, 0.94), face(0.5, Emotion.NEUTRAL, 0.5), face(0.88)),
            skipped(CAMERA, 18),
            analyzed("@|red x|@", 19)
        };
        for (FrameResult result : results) {
            String colored = new TailLine(true).of(result, AGE);

            assertThat(colored).contains("\u001b[");
            assertThat(colored.replaceAll("\u001b\\[[0-9;]*m", "")).isEqualTo(line.of(result, AGE));
        }
    }
}
