package videolab.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameHeadersTest {

    @Test
    void whatIsWrittenIsRead() {
        FrameHeaders headers =
                new FrameHeaders("1767323045000-17", Instant.parse("2026-01-02T03:04:05.678Z"), "image/jpeg");
        Map<String, byte[]> written = new HashMap<>();
        headers.write(written::put);

        assertThat(FrameHeaders.parse(written::get)).isEqualTo(headers);
    }

    @Test
    void absentHeadersAreNull() {
        assertThat(FrameHeaders.parse(name -> null)).isEqualTo(new FrameHeaders(null, null, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yesterday", "-1", "1.5", "99999999999999999999", "253402300800000"})
    void captureTimeThatIsNoTimeIsRefused(String value) {
        assertThatThrownBy(() -> FrameHeaders.parse(Map.of("captured-at", value.getBytes(UTF_8))::get))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("captured-at");
    }

    @Test
    void frameIdThatIsNoTextIsRefused() {
        assertThatThrownBy(() -> FrameHeaders.parse(Map.of("frame-id", new byte[] {(byte) 0xC3, 0x28})::get))
                .hasMessageContaining("frame-id");
        assertThatThrownBy(() ->
                        FrameHeaders.parse(Map.of("frame-id", "x".repeat(65).getBytes(UTF_8))::get))
                .hasMessageContaining("frame-id");
        assertThatThrownBy(() -> FrameHeaders.parse(Map.of("frame-id", "a\u001b[2J".getBytes(UTF_8))::get))
                .hasMessageContaining("frame-id");
    }
}
