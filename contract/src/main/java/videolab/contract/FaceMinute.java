package videolab.contract;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;

/**
 * What one camera saw in one minute, on {@link Topics#FACE_MINUTES}. Written again whenever the minute has grown: its
 * record's key names camera and minute, and of a key the record with the most frames counts.
 *
 * @param schema {@link #SCHEMA}; a reader skips and counts a number it does not know
 * @param windowStart a full minute, of the frames' {@code captured_at}
 * @param windowEnd a minute later
 * @param emittedAt by the processor's clock
 * @param frames that came, the skipped ones too
 * @param skipped frames that were too old to be looked at
 * @param faceObservations faces found, added up over the frames: somebody who stands there is counted in each
 * @param facesPerFrameMax the most faces in one frame
 * @param facesPerFrameMean face observations / frames that were looked at; null without any
 * @param emotions how many face observations have each apparent expression; empty when none was classified
 */
public record FaceMinute(
        int schema,
        String camera,
        Instant windowStart,
        Instant windowEnd,
        Instant emittedAt,
        long frames,
        long skipped,
        long faceObservations,
        int facesPerFrameMax,
        Double facesPerFrameMean,
        Map<Emotion, Long> emotions) {

    public static final int SCHEMA = 1;

    private static final DateTimeFormatter WIRE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    public FaceMinute {
        emotions = emotions == null ? Map.of() : emotions;
    }

    /** The key of a minute's records: {@code <camera>@<window_start>}. */
    public static String key(String camera, Instant windowStart) {
        return camera + "@" + WIRE.format(windowStart);
    }
}
