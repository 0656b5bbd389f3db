package videolab.processor.vision;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import videolab.processor.faces.Pictures;

class PictureHeaderTest {

    @Test
    void readsTheSizeOfJpegAndPng() {
        assertThat(PictureHeader.of(Pictures.grey("jpg", 321, 123))).isEqualTo(new PictureHeader("JPEG", 321, 123));
        assertThat(PictureHeader.of(Pictures.grey("png", 321, 123))).isEqualTo(new PictureHeader("PNG", 321, 123));
    }

    @Test
    void believesTheHeaderOfAHugeJpegWithoutDecodingIt() {
        assertThat(PictureHeader.of(Pictures.jpegClaiming(10_000, 10_000)).pixels())
                .isEqualTo(100_000_000);
    }

    @Test
    void allowsAnythingBehindTheEndMarker() {
        byte[] jpeg = Pictures.grey("jpg", 32, 32);
        byte[] padded = Arrays.copyOf(jpeg, jpeg.length + 100);
        byte[] trailed = padded.clone();
        Arrays.fill(trailed, jpeg.length, trailed.length, (byte) 'x');

        assertThat(PictureHeader.of(padded).width()).isEqualTo(32);
        assertThat(PictureHeader.of(trailed).width()).isEqualTo(32);
    }

    @Test
    void aThumbnailsEndMarkerIsNotThePictures() {
        byte[] picture = withThumbnail(Pictures.grey("jpg", 64, 64));

        assertThat(PictureHeader.of(picture).width()).isEqualTo(64);
        assertRefused(Arrays.copyOf(picture, picture.length - 2), "truncated JPEG");
    }

    @Test
    void namesWhatItRefuses() {
        assertRefused(Pictures.firstHalf(Pictures.grey("jpg", 64, 64)), "truncated JPEG");
        assertRefused(Pictures.grey("gif", 64, 64), "a GIF");
        assertRefused("hello".getBytes(UTF_8), "5 bytes of text");
        assertRefused(new byte[] {1, 2, 3}, "3 bytes of an unknown kind");
        assertRefused(Arrays.copyOf(Pictures.grey("png", 8, 8), 20), "truncated PNG");
    }

    /** Bytes come from strangers: whatever they are, the answer is a header or a reason. */
    @Test
    void neverFailsOtherwiseOnDamagedPictures() {
        Random random = new Random(1);
        byte[] jpeg = Pictures.grey("jpg", 40, 40);
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = Arrays.copyOf(jpeg, 2 + random.nextInt(jpeg.length));
            for (int flips = random.nextInt(8); flips > 0; flips--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            try {
                PictureHeader.of(damaged);
            } catch (RejectedFrameException e) {
                assertThat(e).hasMessageMatching("(?s).+");
            }
        }
    }

    private static byte[] withThumbnail(byte[] jpeg) {
        byte[] thumbnail = Pictures.grey("jpg", 8, 8);
        return ByteBuffer.allocate(jpeg.length + 4 + thumbnail.length)
                .put(jpeg, 0, 2)
                .putShort((short) 0xFFE1)
                .putShort((short) (2 + thumbnail.length))
                .put(thumbnail)
                .put(jpeg, 2, jpeg.length - 2)
                .array();
    }

    private static void assertRefused(byte[] picture, String reason) {
        assertThatThrownBy(() -> PictureHeader.of(picture))
                .isInstanceOf(RejectedFrameException.class)
                .hasMessageContaining(reason);
    }
}
