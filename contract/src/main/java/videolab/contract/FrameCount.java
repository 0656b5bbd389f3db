package videolab.contract;

import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

/**
 * How many faces one frame had, on {@link Topics#FACE_COUNTS}: all that {@code --aggregate-only} writes about a frame. Camera
 * and frame identify it: the processor writes at least once, and readers that sum drop repeats.
 *
 * @param schema {@link #SCHEMA}; a reader skips and counts a number it does not know
 * @param capturedAt as in {@link FrameResult}
 * @param faces found in the frame
 * @param emotions how many of them have each apparent expression; empty when none was classified
 * @param skipped why nothing was decoded ({@code stale}); null when the frame was analyzed
 */
public record FrameCount(
        int schema,
        String camera,
        String frame,
        Instant capturedAt,
        int faces,
        Map<Emotion, Integer> emotions,
        String skipped) {

    public static final int SCHEMA = 1;

    public FrameCount {
        emotions = emotions == null ? Map.of() : emotions;
    }

    /** Leaves out of a result what is about a single face. */
    public static FrameCount of(FrameResult result) {
        Map<Emotion, Integer> emotions = new EnumMap<>(Emotion.class);
        if (result.skipped() == null && result.models().emotion() != null) {
            for (Emotion emotion : Emotion.values()) {
                emotions.put(emotion, 0);
            }
            result.faces().forEach(face -> emotions.merge(face.emotion(), 1, Integer::sum));
        }
        return new FrameCount(
                SCHEMA,
                result.camera(),
                result.frame(),
                result.capturedAt(),
                result.faces().size(),
                emotions,
                result.skipped());
    }
}
