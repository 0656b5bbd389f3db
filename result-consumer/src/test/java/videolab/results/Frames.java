package videolab.results;

import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import videolab.contract.Box;
import videolab.contract.Emotion;
import videolab.contract.Face;
import videolab.contract.FrameResult;
import videolab.contract.Models;
import videolab.contract.StagesMs;

/** Results for tests: frame n was captured n tenths of a second after the beginning and analyzed 20 ms later. */
public final class Frames {

    public static final Instant BEGINNING = Instant.parse("2026-01-02T03:04:05Z");
    public static final String CAMERA = "camera-0";

    private Frames() {}

    public static FrameResult analyzed(String camera, int number, Face... faces) {
        return result(camera, number, null, List.of(faces));
    }

    /** Of a camera that believes it is 1970. */
    public static FrameResult analyzedOfASlowClock(String camera, int number) {
        FrameResult right = analyzed(camera, number);
        return new FrameResult(
                right.schema(),
                right.camera(),
                right.frame(),
                right.partition(),
                right.offset(),
                Instant.EPOCH.plusSeconds(number),
                right.sentAt(),
                right.analyzedAt(),
                right.width(),
                right.height(),
                null,
                right.faces(),
                right.stagesMs(),
                right.models());
    }

    public static FrameResult skipped(String camera, int number) {
        return result(camera, number, FrameResult.STALE, List.of());
    }

    public static Face face(Double score) {
        return new Face(0, new Box(10, 20, 30, 40), score, null, Map.of());
    }

    public static Face face(Double score, Emotion emotion, double probability) {
        return new Face(0, new Box(10, 20, 30, 40), score, emotion, new EnumMap<>(Map.of(emotion, probability)));
    }

    /** When frame n was captured. */
    public static Instant captured(int number) {
        return BEGINNING.plusMillis(100L * number);
    }

    /** When frame n is read, where it took no more than usual. */
    public static Instant read(int number) {
        return captured(number).plusMillis(23);
    }

    private static FrameResult result(String camera, int number, String skipped, List<Face> faces) {
        return new FrameResult(
                FrameResult.SCHEMA,
                camera,
                BEGINNING.toEpochMilli() + "-" + number,
                0,
                number,
                captured(number),
                captured(number).plusMillis(1),
                captured(number).plusMillis(20),
                skipped == null ? 640 : null,
                skipped == null ? 480 : null,
                skipped,
                faces,
                StagesMs.NONE,
                new Models("yunet", null));
    }
}
