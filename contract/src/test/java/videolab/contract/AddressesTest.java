package videolab.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "203.0.113.7 | 203.0.113.7",
                " 203.0.113.7  | 203.0.113.7",
                "203.0.113.7:443 | 203.0.113.7",
                "203.0.113.7, 198.51.100.2 | 203.0.113.7",
                "2001:db8::1 | 2001:db8:0:0:0:0:0:1",
                "[2001:db8::1]:443 | 2001:db8:0:0:0:0:0:1",
                "[2001:db8::1] | 2001:db8:0:0:0:0:0:1",
                "'\"[2001:db8::1]:443\"' | 2001:db8:0:0:0:0:0:1",
                "fe80::1%eth0 | fe80:0:0:0:0:0:0:1",
                "2001:db8::1, 203.0.113.7 | 2001:db8:0:0:0:0:0:1",
                "::ffff:203.0.113.7 | 203.0.113.7"
            })
    void takesTheFirstAddress(String header, String address) {
        assertThat(Addresses.first(header)).map(InetAddress::getHostAddress).contains(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", " ", "unknown", "localhost", "example.org", "face.cafe:80", "abc", "256.0.0.1", "1.2.3",
                        "1.2.3.4.5", "1..2.3",
                "01234.1.1.1", "1.2.3.4a", ":", "::1::", "[", "[]", "[::1", "[example.org]", "2001:db8::zz",
                        "1:2:3:4:5:6:7:8:9", "%"
            })
    void whatIsNoLiteralIsNoAddress(String header) {
        assertThat(Addresses.first(header)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "203.0.113.77 | 203.0.113.0",
                "from 203.0.113.77. | from 203.0.113.0.",
                "203.0.113.77:8080,198.51.100.9 | 203.0.113.0:8080,198.51.100.0",
                "ip=%22203.0.113.77%22 | ip=%22203.0.113.0%22",
                "2001:db8::1 | 2001:db8::",
                "[2001:db8:1:2:3:4:5:6]:443 | [2001:db8:1::]:443",
                "at 2001:DB8:0:7::1: | at 2001:db8:::",
                "::1 | ::",
                "::ffff:203.0.113.77 | ::",
                "X-Forwarded-For:2001:db8::5 | X-Forwarded-For:2001:db8::",
                "ip:2001:db8:1:2:3:4:5:6 | ip:2001:db8:1::",
                "2001:db8:1:2:3:4:5:6:443 | 2001:db8:1:::443",
                // Versions, times, hardware addresses, numbers.
                "Chrome/126.0.6478.61 | Chrome/126.0.6478.61",
                "ExoPlayerLib/2.19.1 | ExoPlayerLib/2.19.1",
                "app/17.5.1.2 | app/17.5.1.0",
                "12:34:56.789 | 12:34:56.789",
                "00:1b:44:11:3a:b7 | 00:1b:44:11:3a:b7",
                "{\"timestamp\":1767323045000} | {\"timestamp\":1767323045000}",
                "1.2.3.4.5 | 1.2.3.4.5",
                "no address | no address"
            })
    void masksWhatPointsAtOneViewer(String text, String masked) {
        assertThat(Addresses.mask(text)).isEqualTo(masked);
    }

    @Test
    void masksLongTextsInLinearTime() {
        for (String piece : new String[] {"1.", ":", "a:", "203.0.113.77 ", "2001:db8::1,", "%2", "1"}) {
            String text = piece.repeat(2_000_000 / piece.length());
            assertThat(Addresses.mask(text)).doesNotContain("77", "::1");
        }
    }

    @Test
    void anyTextIsMaskedAndLookedAtWithoutAFault() {
        Random random = new Random(1);
        String spice = "0123456789abcdef:.%[], \"";
        for (int i = 0; i < 100_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(30); length > 0; length--) {
                text.append(spice.charAt(random.nextInt(spice.length())));
            }
            assertThat(Addresses.mask(text.toString())).isNotNull();
            assertThat(Addresses.first(text.toString())).isNotNull();
        }
    }
}
