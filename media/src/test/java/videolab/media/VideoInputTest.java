package videolab.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import javax.imageio.ImageIO;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VideoInputTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir
    static Path files;

    @BeforeAll
    static void write() throws IOException {
        BufferedImage picture = gradient();
        for (String type : new String[] {"png", "bmp", "gif"}) {
            ImageIO.write(picture, type, files.resolve("same." + type).toFile());
        }
        picture.setRGB(200, 100, 0xFF8800);
        ImageIO.write(picture, "png", files.resolve("onePixelOff.png").toFile());
    }

    @Test
    void equalPicturesHaveEqualChecksumsAndOthersNot() throws Exception {
        assertThat(checksum("same.png")).isEqualTo(checksum("same.png"));
        assertThat(checksum("same.png")).isNotEqualTo(checksum("onePixelOff.png"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"same.png", "same.bmp", "same.gif"})
    void picturesOfEveryLayoutBecomeTheSameJpeg(String name) throws Exception {
        try (VideoInput input = open(name);
                JpegPictures jpegs = new JpegPictures(null, 95)) {
            assertThat(input.next(PATIENCE)).isTrue();
            assertThat(input.checksum()).isNotZero();

            BufferedImage jpeg = ImageIO.read(new ByteArrayInputStream(jpegs.encode(input)));

            assertThat(jpeg.getWidth()).isEqualTo(301);
            assertThat(jpeg.getHeight()).isEqualTo(151);
            assertThat(grey(jpeg, 10, 75)).isCloseTo(grey(gradient(), 10, 75), within8());
            assertThat(grey(jpeg, 290, 20)).isCloseTo(grey(gradient(), 290, 20), within8());
        }
    }

    /** As cameras and recorders say of their pictures. */
    @ParameterizedTest
    @ValueSource(strings = {"interlaced", "undefined colours"})
    void whatTheScalerRefusesIsNoReasonToLoseAPicture(String what) throws Exception {
        try (VideoInput input = open("same.png");
                JpegPictures jpegs = new JpegPictures(null, 95)) {
            input.next(PATIENCE);
            AVFrame picture = input.picture();
            if (what.equals("interlaced")) {
                picture.flags(picture.flags() | AVFrame.AV_FRAME_FLAG_INTERLACED);
            } else {
                picture.color_primaries(3).color_trc(3).colorspace(3);
            }

            assertThat(ImageIO.read(new ByteArrayInputStream(jpegs.encode(input)))
                            .getWidth())
                    .isEqualTo(301);
        }
    }

    @Test
    void anUnknownFormatIsTold() {
        assertThatThrownBy(() -> VideoInput.open("x", "pigeon", Map.of(), PATIENCE))
                .isInstanceOf(FfmpegException.class)
                .hasMessage("FFmpeg has no input format 'pigeon'");
    }

    private static long checksum(String name) throws Exception {
        try (VideoInput input = open(name)) {
            input.next(PATIENCE);
            return input.checksum();
        }
    }

    private static VideoInput open(String name) throws Exception {
        return VideoInput.open("file:" + files.resolve(name), null, Map.of(), PATIENCE);
    }

    /** From black on the left to white on the right, of odd size. */
    private static BufferedImage gradient() {
        BufferedImage picture = new BufferedImage(301, 151, BufferedImage.TYPE_3BYTE_BGR);
        for (int x = 0; x < picture.getWidth(); x++) {
            for (int y = 0; y < picture.getHeight(); y++) {
                int grey = x * 255 / 300;
                picture.setRGB(x, y, grey << 16 | grey << 8 | grey);
            }
        }
        return picture;
    }

    private static int grey(BufferedImage picture, int x, int y) {
        return picture.getRGB(x, y) & 0xFF;
    }

    private static org.assertj.core.data.Offset<Integer> within8() {
        return org.assertj.core.api.Assertions.within(8);
    }
}
