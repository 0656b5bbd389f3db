package videolab.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CaptureTimeTest {

    @ParameterizedTest
    @CsvSource({
        "1767323045678, 2026-01-02T03:04:05.678Z",
        "1767323045, 2026-01-02T03:04:05Z",
        "1767323045.6789, 2026-01-02T03:04:05.678Z",
        "1.767323045678e9, 2026-01-02T03:04:05.678Z",
        "1767323045678901, 2026-01-02T03:04:05.678Z",
        "0, 1970-01-01T00:00:00Z",
        "99999999999, 5138-11-16T09:46:39Z",
        "100000000000, 1973-03-03T09:46:40Z",
        "2026-01-02T03:04:05.678Z, 2026-01-02T03:04:05.678Z",
        "2026-01-02T05:04:05.678901+02:00, 2026-01-02T03:04:05.678Z",
        "2026-01-02T05:04:05+0200, 2026-01-02T03:04:05Z",
        "2026-01-02T03:04:05, 2026-01-02T03:04:05Z",
        "2026-01-02 03:04:05.5, 2026-01-02T03:04:05.500Z",
    })
    void isReadInTheFormsThatProducersSend(String text, Instant expected) {
        assertThat(CaptureTime.parse(text.getBytes(UTF_8))).contains(expected);
    }

    @Test
    void isReadAsKafkasSerializersWriteNumbers() {
        Instant expected = Instant.parse("2026-01-02T03:04:05.678Z");

        assertThat(CaptureTime.parse(
                        ByteBuffer.allocate(8).putLong(1_767_323_045_678L).array()))
                .contains(expected);
        assertThat(CaptureTime.parse(
                        ByteBuffer.allocate(8).putDouble(1_767_323_045.678).array()))
                .contains(expected);
        assertThat(CaptureTime.parse(
                        ByteBuffer.allocate(8).putDouble(Double.NaN).array()))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "yesterday",
                "-1",
                "-0.001",
                "100000000000000000",
                "1e99",
                "NaN",
                "0x10",
                "10000-01-01T00:00:00Z",
                "1969-12-31T23:59:59Z",
                "2026-13-01T00:00:00Z",
                "2026-01-02",
                "1111111111111111111111111111111111111111111111111111111111111111111111"
            })
    void whatIsNotATimeIsEmpty(String text) {
        assertThat(CaptureTime.parse(text.getBytes(UTF_8))).isEmpty();
    }
}
