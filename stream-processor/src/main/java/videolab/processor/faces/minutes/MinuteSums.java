package videolab.processor.faces.minutes;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.Map;
import videolab.contract.Emotion;
import videolab.contract.FaceMinute;
import videolab.contract.FrameCount;

/** The sums over one camera's frames of one minute. Each frame must be added once. */
record MinuteSums(long frames, long skipped, long faceObservations, int facesPerFrameMax, Map<Emotion, Long> emotions) {

    static final MinuteSums NONE = new MinuteSums(0, 0, 0, 0, Map.of());

    /** The minute that a frame belongs to. */
    static Instant minute(FrameCount count) {
        return count.capturedAt().truncatedTo(ChronoUnit.MINUTES);
    }

    MinuteSums plus(FrameCount count) {
        Map<Emotion, Long> sums = new EnumMap<>(Emotion.class);
        sums.putAll(emotions);
        count.emotions().forEach((emotion, faces) -> sums.merge(emotion, (long) faces, Long::sum));
        return new MinuteSums(
                frames + 1,
                skipped + (count.skipped() == null ? 0 : 1),
                faceObservations + count.faces(),
                Math.max(facesPerFrameMax, count.faces()),
                sums);
    }

    FaceMinute row(String camera, Instant minute, Instant now) {
        long analyzed = frames - skipped;
        return new FaceMinute(
                FaceMinute.SCHEMA,
                camera,
                minute,
                minute.plus(1, ChronoUnit.MINUTES),
                now,
                frames,
                skipped,
                faceObservations,
                facesPerFrameMax,
                analyzed == 0 ? null : Math.round(faceObservations * 1_000.0 / analyzed) / 1_000.0,
                emotions);
    }
}
