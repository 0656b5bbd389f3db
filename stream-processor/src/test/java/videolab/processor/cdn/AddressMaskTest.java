package videolab.processor.cdn;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressMaskTest {

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, xxx.x.x.x",
        "\"client_ip\":\"192.0.2.1\", \"client_ip\":\"xxx.x.x.x\"",
        "2001:db8::1, xxxx:xxx::x",
        "2001:db8:0:0:0:0:0:1, xxxx:xxx:x:x:x:x:x:x",
        "::ffff:192.0.2.1, ::xxxx:xxx.x.x.x",
        "2026-01-02T03:04:05.678Z, 2026-01-02T03:04:05.678Z",
        "1767323045.123, 1767323045.123",
        "'', ''",
    })
    void addressesAreMasked(String text, String masked) {
        byte[] bytes = text.getBytes(US_ASCII);
        AddressMask.mask(bytes);
        assertThat(new String(bytes, US_ASCII)).isEqualTo(masked);
    }
}
