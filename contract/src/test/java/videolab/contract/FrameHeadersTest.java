package videolab.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameHeadersTest {

    private final List<String> unreadable = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatIsWrittenIsRead(boolean keep) {
        FrameHeaders headers =
                new FrameHeaders("1767323045000-17", Instant.parse("2026-01-02T03:04:05.678Z"), "image/jpeg", keep);
        Map<String, byte[]> written = new HashMap<>();
        headers.write(written::put);

        assertThat(FrameHeaders.parse(written::get, unreadable::add)).isEqualTo(headers);
        assertThat(written.containsKey("keep")).isEqualTo(keep);
        assertThat(unreadable).isEmpty();
    }

    @Test
    void absentHeadersAreNull() {
        assertThat(FrameHeaders.parse(name -> null, unreadable::add)).isEqualTo(new FrameHeaders(null, null, null));
        assertThat(unreadable).isEmpty();
    }

    @Test
    void anUnreadableHeaderCostsThatHeaderAlone() {
        Map<String, byte[]> headers = Map.of(
                "frame-id",
                new byte[] {(byte) 0xC3, 0x28},
                "captured-at",
                "yesterday".getBytes(UTF_8),
                "keep",
                "yes".getBytes(UTF_8),
                "content-type",
                "image/jpeg".getBytes(UTF_8));

        assertThat(FrameHeaders.parse(headers::get, unreadable::add))
                .isEqualTo(new FrameHeaders(null, null, "image/jpeg"));
        assertThat(unreadable).containsExactly("frame-id", "captured-at", "keep");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a\u001b[2J", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"})
    void aFrameIdIsShortTextWithoutControlCharacters(String id) {
        Map<String, byte[]> headers = Map.of("frame-id", id.getBytes(UTF_8));

        assertThat(FrameHeaders.parse(headers::get, unreadable::add).frameId()).isNull();
        assertThat(unreadable).containsExactly("frame-id");
    }
}
