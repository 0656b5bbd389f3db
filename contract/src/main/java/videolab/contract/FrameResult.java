package videolab.contract;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What became of one frame, on {@link Topics#RESULTS}. Camera and frame identify it: the processor writes at least once,
 * readers drop repeats, and an analyzed result beats a skipped one.
 *
 * @param schema {@link #SCHEMA}; a reader skips and counts a number it does not know
 * @param partition of {@link Topics#FRAMES} that held the frame
 * @param offset in that partition: lag is derived from it
 * @param capturedAt by the source's clock; the Kafka timestamp where the source gave none or one in the future
 * @param sentAt Kafka's timestamp of the frame, never in the future; null, and left out, where it is unknown
 * @param analyzedAt by the processor's clock
 * @param width of the picture in pixels; null when skipped
 * @param height of the picture in pixels; null when skipped
 * @param skipped why nothing was decoded ({@code stale}, {@code slow}); null when the frame was analyzed
 */
public record FrameResult(
        int schema,
        String camera,
        String frame,
        int partition,
        long offset,
        Instant capturedAt,
        @JsonInclude(JsonInclude.Include.NON_NULL) Instant sentAt,
        Instant analyzedAt,
        Integer width,
        Integer height,
        String skipped,
        List<Face> faces,
        StagesMs stagesMs,
        Models models) {

    public static final int SCHEMA = 1;

    /** The reason of a frame that was too old to be worth decoding. */
    public static final String STALE = "stale";

    /** The reason of a frame of a camera whose pictures take seconds to decode. */
    public static final String SLOW = "slow";

    /** A capture longer than this before the frame was sent: the source's clock is slow. */
    private static final Duration SLOW_CLOCK = Duration.ofMinutes(1);

    public FrameResult {
        faces = faces == null ? List.of() : List.copyOf(faces);
    }

    /** Whether the source's clock is so slow that no latency can be measured from the capture. */
    public static boolean isClockBehind(Instant capturedAt, Instant sentAt) {
        return sentAt != null && Duration.between(capturedAt, sentAt).compareTo(SLOW_CLOCK) > 0;
    }

    /**
     * When the frame's latency begins: at its capture, or where the source's clock is slow, at Kafka's timestamp. One wrong
     * clock would set every percentile.
     */
    public Instant latencyStart() {
        return isClockBehind(capturedAt, sentAt) ? sentAt : capturedAt;
    }

    /** The result of a frame that was not decoded, for a reason such as {@link #STALE}. */
    public static FrameResult skipped(
            String reason,
            String camera,
            String frame,
            int partition,
            long offset,
            Instant capturedAt,
            Instant sentAt,
            Instant decidedAt,
            Models models) {
        return new FrameResult(
                SCHEMA,
                camera,
                frame,
                partition,
                offset,
                capturedAt,
                sentAt,
                decidedAt,
                null,
                null,
                reason,
                List.of(),
                StagesMs.NONE,
                models);
    }
}
