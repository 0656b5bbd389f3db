package videolab.results.reading;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PayloadTest {

    @ParameterizedTest
    @CsvSource({"jpg,JPEG", "png,PNG", "gif,GIF"})
    void picturesHaveTheirSize(String suffix, String format) throws IOException {
        byte[] picture = picture(suffix);

        assertThat(Payload.describe(picture)).isEqualTo(format + " of 321x123, " + picture.length + " bytes");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hello world                    | text 'hello world', 11 bytes",
                "{\"camera\":7}                 | JSON '{\"camera\":7}', 12 bytes",
                "<!DOCTYPE html><h1>Log in</h1> | HTML page '<!DOCTYPE html><h1>Log in</h1>', 30 bytes",
                "<x/>                           | XML '<x/>', 4 bytes",
            })
    void textIsShown(String text, String expected) {
        assertThat(Payload.describe(text.getBytes(UTF_8))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "000000186674797068656963 | HEIC, 12 bytes",
                "000000186674797061766966 | AVIF, 12 bytes",
                "000000186674797069736f6d | MP4 (isom), 12 bytes",
                "524946460000000057454250 | WEBP (RIFF), 12 bytes",
                "1f8b08 | gzip, 3 bytes",
                "0000000167640028 | H.264 stream, 8 bytes",
                "00000000077b7d | Confluent-framed (schema 7): JSON '{}', 7 bytes",
                "ffd8ffe00010 | JPEG without a frame header, 6 bytes",
                "80 | unknown bytes 80, 1 byte",
                "8081828384858687888990919293949596"
                        + " | unknown bytes 80 81 82 83 84 85 86 87 88 89 90 91 92 93 94 95 …, 17 bytes",
            })
    void bytesAreNamedByHowTheyBegin(String hex, String expected) {
        assertThat(Payload.describe(HexFormat.of().parseHex(hex))).isEqualTo(expected);
    }

    @Test
    void longTextIsCutAndControlCharactersAreNotPrinted() {
        assertThat(Payload.describe("\u001b[2J".getBytes(ISO_8859_1))).doesNotContain("\u001b");
        assertThat(Payload.describe(" ".repeat(70_000).getBytes(UTF_8))).endsWith("more than 65535 bytes");
        assertThat(Payload.describe("é".repeat(40_000).getBytes(UTF_8)))
                .startsWith("text 'éé")
                .endsWith("…', more than 65535 bytes");
        assertThat(Payload.describe(Arrays.copyOf("é".repeat(10).getBytes(UTF_8), 11)))
                .as("a character that was cut")
                .isEqualTo("text 'ééééé', 11 bytes");
        assertThat(Payload.describe(new byte[0])).isEqualTo("no bytes");
    }

    @Test
    void damagedBytesNeverThrow() throws IOException {
        Random random = new Random(1);
        for (String suffix : new String[] {"jpg", "png", "gif"}) {
            byte[] picture = picture(suffix);
            for (int round = 0; round < 5_000; round++) {
                byte[] damaged = Arrays.copyOf(picture, random.nextInt(Math.min(picture.length, 700)));
                for (int change = 0; change < 3 && damaged.length > 4; change++) {
                    damaged[3 + random.nextInt(damaged.length - 3)] = (byte) random.nextInt(256);
                }
                assertThat(Payload.describe(damaged)).isNotEmpty();
            }
        }
    }

    private static byte[] picture(String suffix) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(321, 123, BufferedImage.TYPE_INT_RGB), suffix, bytes);
        return bytes.toByteArray();
    }
}
