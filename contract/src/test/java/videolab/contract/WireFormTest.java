package videolab.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * The wire form is fixed by the files beside this test. A difference means that readers of older records break: raise
 * {@link FrameResult#SCHEMA} when a field changes its meaning or goes, not when one is added.
 */
class WireFormTest {

    private static final Instant CAPTURED = Instant.parse("2026-01-02T03:04:05Z");

    private static final FrameResult ANALYSED = new FrameResult(
            FrameResult.SCHEMA,
            "camera-0",
            "1767323045000-17",
            1,
            42,
            CAPTURED,
            null,
            CAPTURED.plusMillis(23),
            640,
            480,
            null,
            List.of(new Face(0, new Box(-3, 20, 110, 120), 0.97, Emotion.HAPPY, probabilities())),
            new StagesMs(1.5, 9.25, 0.5),
            new Models("yunet", "emotion"));

    private static final FrameResult SKIPPED = new FrameResult(
            FrameResult.SCHEMA,
            "camera-0",
            "1767323045000-18",
            1,
            43,
            CAPTURED,
            null,
            CAPTURED.plusSeconds(3),
            null,
            null,
            FrameResult.STALE,
            List.of(),
            StagesMs.NONE,
            new Models("haar", null));

    @Test
    void analysedResult() throws IOException {
        assertThatJson("frame-result-analysed.json", ANALYSED);
    }

    @Test
    void analysedResultWithLandmarks() throws IOException {
        Face face = ANALYSED.faces().get(0);
        List<Point> landmarks = List.of(
                new Point(31.04, 66),
                new Point(78.25, 65.5),
                new Point(54, 92.75),
                new Point(-1.96, 115),
                new Point(75, 114.5));
        FrameResult result = new FrameResult(
                ANALYSED.schema(),
                ANALYSED.camera(),
                ANALYSED.frame(),
                ANALYSED.partition(),
                ANALYSED.offset(),
                ANALYSED.capturedAt(),
                ANALYSED.sentAt(),
                ANALYSED.analyzedAt(),
                ANALYSED.width(),
                ANALYSED.height(),
                null,
                List.of(new Face(0, face.box(), face.score(), face.emotion(), face.emotions(), landmarks)),
                ANALYSED.stagesMs(),
                ANALYSED.models());

        assertThatJson("frame-result-landmarks.json", result);
    }

    @Test
    void analysedResultWithTheTimeOfSending() throws IOException {
        FrameResult result = new FrameResult(
                ANALYSED.schema(),
                ANALYSED.camera(),
                ANALYSED.frame(),
                ANALYSED.partition(),
                ANALYSED.offset(),
                ANALYSED.capturedAt(),
                CAPTURED.plusMillis(9),
                ANALYSED.analyzedAt(),
                ANALYSED.width(),
                ANALYSED.height(),
                null,
                ANALYSED.faces(),
                ANALYSED.stagesMs(),
                ANALYSED.models());

        assertThatJson("frame-result-sent.json", result);
    }

    @Test
    void skippedResult() throws IOException {
        assertThatJson("frame-result-skipped.json", SKIPPED);
    }

    @Test
    void count() throws IOException {
        FrameResult twoHappyFaces = new FrameResult(
                FrameResult.SCHEMA,
                ANALYSED.camera(),
                ANALYSED.frame(),
                1,
                42,
                CAPTURED,
                null,
                CAPTURED.plusMillis(23),
                640,
                480,
                null,
                List.of(ANALYSED.faces().get(0), ANALYSED.faces().get(0)),
                ANALYSED.stagesMs(),
                ANALYSED.models());

        assertThatJson("frame-count.json", FrameCount.of(twoHappyFaces));
    }

    @Test
    void countsOfWhatWasNotClassifiedHaveNoExpressions() {
        FrameCount skipped = FrameCount.of(SKIPPED);

        assertThat(skipped)
                .isEqualTo(new FrameCount(1, "camera-0", "1767323045000-18", CAPTURED, 0, Map.of(), FrameResult.STALE));
    }

    @Test
    void minute() throws IOException {
        Instant start = Instant.parse("2026-01-02T03:04:00Z");

        assertThatJson(
                "face-minute.json",
                new FaceMinute(
                        FaceMinute.SCHEMA,
                        "camera-0",
                        start,
                        start.plusSeconds(60),
                        start.plusMillis(64_210),
                        600,
                        2,
                        1196,
                        3,
                        2.0,
                        new TreeMap<>(Map.of(Emotion.HAPPY, 1190L, Emotion.SAD, 6L))));
        assertThat(FaceMinute.key("a@b", start)).isEqualTo("a@b@2026-01-02T03:04:00.000Z");
    }

    @Test
    void truth() throws IOException {
        assertThatJson(
                "frame-truth.json",
                new FrameTruth(
                        "camera-1",
                        "1767323045000-0",
                        640,
                        480,
                        List.of(new FrameTruth.TruthFace(3, new Box(1, 2, 30, 40), Emotion.FEAR, 0.75, -12.5)),
                        List.of()));
    }

    @Test
    void unknownFieldsOfANewerWriterAreIgnored() throws IOException {
        String json = Json.line(SKIPPED).replaceFirst("\\{", "{\"added_later\":[1],");

        assertThat(Json.read(json.getBytes(UTF_8), FrameResult.class)).isEqualTo(SKIPPED);
    }

    private static <T> void assertThatJson(String file, T value) throws IOException {
        try (var in = WireFormTest.class.getResourceAsStream("/wire/" + file)) {
            assertThat(in).as(file).isNotNull();
            byte[] expected = in.readAllBytes();
            assertThat(Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(value) + "\n")
                    .isEqualTo(new String(expected, UTF_8));
            assertThat((Object) Json.read(expected, value.getClass())).isEqualTo(value);
        }
    }

    private static Map<Emotion, Double> probabilities() {
        Map<Emotion, Double> probabilities = new EnumMap<>(Emotion.class);
        for (Emotion emotion : Emotion.values()) {
            probabilities.put(emotion, emotion == Emotion.HAPPY ? 0.94 : 0.01);
        }
        return probabilities;
    }
}
