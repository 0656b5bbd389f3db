package videolab.contract;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaskingTest {

    @Test
    @Timeout(30)
    void backslashesCostNoMoreThanOtherBytes() {
        byte[] value = new byte[64 * 1024];
        Arrays.fill(value, (byte) '\\');
        for (int i = 0; i < 100; i++) {
            assertThat(Masking.viewers(value)).isSameAs(value);
        }
    }

    @Test
    void namesNoViewerInUtf16() {
        byte[] value = "{\"userId\":\"anna\",\"ip\":\"203.0.113.77\"}".getBytes(UTF_16LE);
        assertThat(Masking.viewers(value))
                .asString(ISO_8859_1)
                .isEqualTo("{\"userId\":\"***\",\"ip\":\"203.0.113.0\"}");
        byte[] binary = {0, 1, 'a', 0};
        assertThat(Masking.viewers(binary)).isEqualTo(binary);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"userId\":\"a@b.example\",\"cdn\":\"east\"} | {\"userId\":\"***\",\"cdn\":\"east\"}",
                "{\"userId\" : \"a \\\" b, c\" , \"x\":1} | {\"userId\" : \"***\" , \"x\":1}",
                "{\"deviceId\":12345,\"userId\":null} | {\"deviceId\":\"***\",\"userId\":\"***\"}",
                "{\"deviceId\":\"cut o | {\"deviceId\":\"***\"",
                "{\"userId\": | {\"userId\":\"***\"",
                "{\"userId\":\"ends in \\ | {\"userId\":\"***\"",
                "[\"{\\\"userId\\\":\\\"anna\\\",\\\"x\\\":1}\"] | [\"{\\\"userId\\\":\\\"***\\\",\\\"x\\\":1}\"]",
                "{\\\"userId\\\":\\\"a \\\\\\\" b\\\",\\\"x\\\":1} | {\\\"userId\\\":\\\"***\\\",\\\"x\\\":1}",
                "{\\\"deviceId\\\":12345} | {\\\"deviceId\\\":\\\"***\\\"}",
                "sid=\"s-1\",ts=0,e=t | sid=\"s-1\",ts=0,e=t"
            })
    void namesNoViewer(String value, String expected) {
        assertThat(Masking.withoutViewerIds(value)).isEqualTo(expected);
    }
}
