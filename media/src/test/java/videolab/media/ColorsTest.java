package videolab.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.time.Duration;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Video of recent phones and cameras keeps its colors: whatever it is tagged with, the values shown are those stored. */
class ColorsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int LAST_PRIMARIES = 22;
    private static final int LAST_TRANSFER = 18;
    private static final int LAST_MATRIX = 17;

    @TempDir
    static Path folder;

    @BeforeAll
    static void record() throws Exception {
        TestPictures.record(folder.resolve("8.mkv"), "matroska", "ffv1", avutil.AV_PIX_FMT_YUV420P, 10, 0, skin());
        TestPictures.record(folder.resolve("10.mkv"), "matroska", "ffv1", avutil.AV_PIX_FMT_YUV420P10, 10, 0, skin());
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 10})
    void primariesAndTransferChangeNothing(int bits) throws Exception {
        byte[] untagged = tagged(bits, 2, 2, 1);
        for (int primaries = 1; primaries <= LAST_PRIMARIES; primaries++) {
            for (int transfer = 1; transfer <= LAST_TRANSFER; transfer++) {
                assertThat(tagged(bits, primaries, transfer, 1))
                        .as("primaries %d, transfer %d", primaries, transfer)
                        .isEqualTo(untagged);
            }
        }
    }

    /** Of the matrices that the scaler has, each gives its own shade; none may give stripes or another color. */
    @Test
    void everyMatrixGivesAPicture() throws Exception {
        BufferedImage plain = TestPictures.decoded(tagged(8, 2, 2, 2));
        for (int matrix = 1; matrix <= LAST_MATRIX; matrix++) {
            BufferedImage picture = TestPictures.decoded(tagged(8, 9, 16, matrix));

            assertThat(difference(plain, picture)).as("matrix %d", matrix).isLessThan(12);
        }
    }

    private static byte[] tagged(int bits, int primaries, int transfer, int matrix) throws Exception {
        try (VideoInput input = VideoInput.open(folder.resolve(bits + ".mkv"), PATIENCE);
                JpegPictures jpegs = new JpegPictures(null, 90)) {
            assertThat(input.next(PATIENCE)).isTrue();
            AVFrame picture = input.picture();
            picture.color_primaries(primaries).color_trc(transfer).colorspace(matrix);
            return jpegs.encode(input);
        }
    }

    private static double difference(BufferedImage one, BufferedImage other) {
        long sum = 0;
        for (int y = 0; y < one.getHeight(); y++) {
            for (int x = 0; x < one.getWidth(); x++) {
                Color a = new Color(one.getRGB(x, y));
                Color b = new Color(other.getRGB(x, y));
                sum += Math.abs(a.getRed() - b.getRed())
                        + Math.abs(a.getGreen() - b.getGreen())
                        + Math.abs(a.getBlue() - b.getBlue());
            }
        }
        return sum / 3.0 / one.getWidth() / one.getHeight();
    }

    private static BufferedImage skin() {
        BufferedImage picture = new BufferedImage(96, 64, BufferedImage.TYPE_3BYTE_BGR);
        for (int x = 0; x < 96; x++) {
            for (int y = 0; y < 64; y++) {
                picture.setRGB(x, y, new Color(120 + x, 80 + x, 60 + y).getRGB());
            }
        }
        return picture;
    }
}
