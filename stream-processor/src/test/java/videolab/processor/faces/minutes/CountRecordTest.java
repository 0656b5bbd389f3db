package videolab.processor.faces.minutes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import videolab.contract.Emotion;
import videolab.contract.FrameCount;
import videolab.contract.Json;

class CountRecordTest {

    private static final FrameCount COUNT = new FrameCount(
            1, "camera-0", "1-1", Instant.parse("2026-01-02T03:04:05Z"), 2, Map.of(Emotion.HAPPY, 2), null);
    private static final String JSON = Json.line(COUNT);

    @Test
    void whatTheProcessorWritesIsRead() {
        assertThat(CountRecord.parse(JSON.getBytes(UTF_8))).isEqualTo(COUNT);
    }

    @Test
    void whatStrangersWriteIsToldByItsFault() {
        assertRefused("null", "schema");
        assertRefused("hello", "JSON");
        assertRefused(JSON.replace("\"schema\":1", "\"schema\":2"), "schema");
        assertRefused(JSON.replace("\"camera-0\"", "null"), "camera");
        assertRefused(JSON.replace("camera-0", "c".repeat(65)), "camera");
        assertRefused(JSON.replace("\"1-1\"", "\" \""), "frame");
        assertRefused(JSON.replace("\"2026-01-02T03:04:05.000Z\"", "null"), "captured_at");
        assertRefused(JSON.replace("\"2026-01-02T03:04:05.000Z\"", "-1"), "captured_at");
        assertRefused(JSON.replace("\"faces\":2", "\"faces\":-1"), "negative");
        assertRefused(JSON.replace("\"happy\":2", "\"happy\":-2"), "negative");
        assertRefused(JSON.replace("\"happy\":2", "\"happy\":null"), "missing");
        assertRefused(JSON.replace("\"happy\":2", "\"bored\":2"), "JSON");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CountRecord.parse(null))
                .withMessageContaining("empty");
    }

    private static void assertRefused(String json, String reason) {
        assertThatIllegalArgumentException()
                .as(json)
                .isThrownBy(() -> CountRecord.parse(json.getBytes(UTF_8)))
                .withMessageContaining(reason);
    }
}
