package videolab.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class PictureHeaderTest {

    @Test
    void readsTheSizeOfJpegAndPng() throws Exception {
        assertThat(PictureHeader.of(picture("jpg"))).isEqualTo(new PictureHeader(PictureHeader.Format.JPEG, 321, 123));
        assertThat(PictureHeader.of(picture("png"))).isEqualTo(new PictureHeader(PictureHeader.Format.PNG, 321, 123));
    }

    @Test
    void namesWhatItRefuses() throws Exception {
        byte[] jpeg = picture("jpg");
        int frame = indexOf(jpeg, 0xC0);

        assertRefused(Arrays.copyOf(jpeg, jpeg.length - 2), "truncated JPEG: " + (jpeg.length - 2) + " bytes");
        assertRefused(inserted(jpeg, 2, "ffd8"), "JPEG with a second start marker at byte 2");
        assertRefused(inserted(jpeg, 2, "00"), "JPEG with a broken header at byte 2");
        assertRefused(with(jpeg, frame + 1, 0xC3), "JPEG of a kind that is not read: lossless (SOF3)");
        assertRefused(with(jpeg, frame + 1, 0xC5), "JPEG of a kind that is not read: hierarchical (SOF5)");
        assertRefused(with(jpeg, frame + 4, 12), "JPEG of 12 bits a color, where 8 are read");
        assertRefused(with(with(jpeg, frame + 5, 0), frame + 6, 0), "JPEG of 321x0 pixels");
        assertRefused(picture("gif"), "neither JPEG nor PNG: a GIF");
        assertRefused("hello".getBytes(UTF_8), "neither JPEG nor PNG: 5 bytes of text");
        assertRefused(Arrays.copyOf(picture("png"), 20), "truncated PNG: 20 bytes");
    }

    @Test
    void allowsFillBytesAndAnythingBehindTheEnd() throws Exception {
        byte[] jpeg = picture("jpg");

        assertThat(PictureHeader.of(inserted(jpeg, 2, "ffff")).width()).isEqualTo(321);
        assertThat(PictureHeader.of(Arrays.copyOf(jpeg, jpeg.length + 512)).width())
                .isEqualTo(321);
    }

    /** Bytes come from strangers: whatever they are, the answer is a header or a reason. */
    @Test
    void neverFailsOtherwiseOnDamagedPictures() throws Exception {
        Random random = new Random(1);
        byte[] jpeg = picture("jpg");
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = Arrays.copyOf(jpeg, 2 + random.nextInt(jpeg.length));
            for (int flips = random.nextInt(8); flips > 0; flips--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            try {
                assertThat(PictureHeader.of(damaged).pixels()).isPositive();
            } catch (UnreadablePictureException e) {
                assertThat(e).hasMessageMatching("(?s).+");
            }
        }
    }

    private static void assertRefused(byte[] picture, String reason) {
        assertThatThrownBy(() -> PictureHeader.of(picture))
                .isInstanceOf(UnreadablePictureException.class)
                .hasMessageStartingWith(reason);
        assertThat(PictureHeader.isPicture(picture)).isFalse();
    }

    private static byte[] picture(String format) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(321, 123, BufferedImage.TYPE_3BYTE_BGR), format, bytes);
        return bytes.toByteArray();
    }

    private static int indexOf(byte[] jpeg, int marker) {
        int at = 0;
        while (jpeg[at] != (byte) 0xFF || jpeg[at + 1] != (byte) marker) {
            at++;
        }
        return at;
    }

    private static byte[] with(byte[] bytes, int at, int value) {
        byte[] changed = bytes.clone();
        changed[at] = (byte) value;
        return changed;
    }

    private static byte[] inserted(byte[] bytes, int at, String hex) {
        byte[] added = HexFormat.of().parseHex(hex);
        byte[] all = Arrays.copyOf(bytes, bytes.length + added.length);
        System.arraycopy(added, 0, all, at, added.length);
        System.arraycopy(bytes, at, all, at + added.length, bytes.length - at);
        return all;
    }
}
