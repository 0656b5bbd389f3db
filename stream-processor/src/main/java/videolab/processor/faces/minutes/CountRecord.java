package videolab.processor.faces.minutes;

import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import videolab.contract.Emotion;
import videolab.contract.FrameCount;
import videolab.contract.Json;
import videolab.contract.Limits;

/** Checks the records of the counts topic: anybody can write to it. */
final class CountRecord {

    /** Four digits of the year, as on the wire. */
    private static final Instant LATEST = Instant.parse("9999-12-31T23:58:00Z");

    private CountRecord() {}

    /** @throws IllegalArgumentException with the fault, a phrase */
    static FrameCount parse(byte[] value) {
        if (value == null) {
            throw new IllegalArgumentException("the value is empty");
        }
        FrameCount count;
        try {
            count = Json.read(value, FrameCount.class);
        } catch (IOException e) {
            throw new IllegalArgumentException("the value is not JSON of the documented form", e);
        }
        if (count == null || count.schema() != FrameCount.SCHEMA) {
            throw new IllegalArgumentException("schema is not " + FrameCount.SCHEMA);
        }
        if (!Limits.isId(count.camera()) || !Limits.isId(count.frame())) {
            throw new IllegalArgumentException(
                    "camera or frame is not an id of 1.." + Limits.ID_CHARACTERS + " characters");
        }
        Instant capturedAt = count.capturedAt();
        if (capturedAt == null || capturedAt.isBefore(Instant.EPOCH) || capturedAt.isAfter(LATEST)) {
            throw new IllegalArgumentException("captured_at is not between 1970 and 9999");
        }
        if (count.faces() < 0 || !areCounts(count.emotions())) {
            throw new IllegalArgumentException("a number of faces is negative or missing");
        }
        return count;
    }

    private static boolean areCounts(Map<Emotion, Integer> emotions) {
        return emotions.values().stream().allMatch(faces -> faces != null && faces >= 0);
    }
}
