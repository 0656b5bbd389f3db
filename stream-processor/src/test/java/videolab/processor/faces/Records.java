package videolab.processor.faces;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Records of the frame topic, as tests need them. */
final class Records {

    static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    private Records() {}

    /** What a Python publisher sends: bytes alone. */
    static FrameRecord bare(byte[] value) {
        return new FrameRecord(null, value, Map.of(), 1, 42, NOW);
    }

    static FrameRecord keyed(byte[] key) {
        return new FrameRecord(key, new byte[0], Map.of(), 1, 42, NOW);
    }

    static FrameRecord captured(Instant capturedAt, Instant timestamp) {
        return withHeaders(new byte[0], timestamp, "captured-at", String.valueOf(capturedAt.toEpochMilli()));
    }

    static FrameRecord withHeaders(byte[] value, Instant timestamp, String... namesAndValues) {
        Map<String, byte[]> headers = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.put(namesAndValues[i], namesAndValues[i + 1].getBytes(UTF_8));
        }
        return new FrameRecord("camera-7".getBytes(UTF_8), value, headers, 1, 42, timestamp);
    }
}
