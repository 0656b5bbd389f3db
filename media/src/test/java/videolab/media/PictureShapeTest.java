package videolab.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.global.avutil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures come out in the shape, the way up and as whole as a viewer shows them. */
class PictureShapeTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    /** What EXIF's eight orientations do to the four corners, in each format that can carry it. */
    @ParameterizedTest
    @CsvSource({"1, RGBW", "2, GRWB", "3, WBGR", "4, BWRG", "5, RBGW", "6, BRWG", "7, WGBR", "8, GWRB"})
    void exifIsFollowedInEveryFormat(int orientation, String seen) throws Exception {
        BufferedImage stored = TestPictures.corners(66, 46);
        boolean onItsSide = orientation > 4;
        List<byte[]> files = List.of(
                TestPictures.jpegWithExif(stored, orientation),
                TestPictures.pngWithExif(stored, orientation),
                TestPictures.webpWithExif(stored, orientation, false, folder.resolve("scratch.webp")),
                TestPictures.webpWithExif(stored, orientation, true, folder.resolve("scratch.webp")),
                TestPictures.tiff(stored, orientation));
        for (int i = 0; i < files.size(); i++) {
            BufferedImage shown = onlyPicture(files.get(i), null);
            BufferedImage small = onlyPicture(files.get(i), 32);

            assertThat(TestPictures.cornersOf(shown)).as("format %d", i).isEqualTo(seen);
            assertThat(TestPictures.cornersOf(small)).as("format %d", i).isEqualTo(seen);
            assertThat(shown.getWidth()).as("format %d", i).isEqualTo(onItsSide ? 46 : 66);
            assertThat(shown.getHeight()).as("format %d", i).isEqualTo(onItsSide ? 66 : 46);
        }
    }

    /** Rows that are not square, as television and cheap recorders store them; no side gets shorter. */
    @ParameterizedTest
    @CsvSource({"2, 640, 240", "0.5, 320, 480", "1.0666667, 341, 240", "1, 320, 240", "0, 320, 240", "50, 320, 240"})
    void pixelsBecomeSquare(double pixelAspect, int wide, int high) throws Exception {
        // MPEG-TS leaves it to the codec, and raw pictures leave it to the container.
        for (String name : List.of("h264.mp4", "h264.matroska", "h264.mpegts", "raw.matroska")) {
            Path file = folder.resolve(name);
            TestPictures.record(
                    file,
                    name.substring(name.indexOf('.') + 1),
                    name.startsWith("h264") ? "libopenh264" : "rawvideo",
                    avutil.AV_PIX_FMT_YUV420P,
                    10,
                    pixelAspect,
                    TestPictures.corners(320, 240));
            try (VideoInput input = VideoInput.open(file, PATIENCE);
                    JpegPictures jpegs = new JpegPictures(null, 90)) {
                assertThat(input.next(PATIENCE)).isTrue();

                BufferedImage shown = TestPictures.decoded(jpegs.encode(input));

                assertThat(shown.getWidth()).as(name).isEqualTo(wide);
                assertThat(shown.getHeight()).as(name).isEqualTo(high);
                assertThat(TestPictures.cornersOf(shown)).as(name).isEqualTo("RGBW");
            }
        }
    }

    /** A JPEG's densities are of paper; viewers show every pixel as a square. */
    @Test
    void theDensityOfAPhotoIsNotItsShape() throws Exception {
        byte[] jpeg = TestPictures.encoded(TestPictures.corners(64, 48), "jpg");
        jpeg[14] = 0;
        jpeg[15] = 100;
        jpeg[16] = 0;
        jpeg[17] = 50;

        assertThat(onlyPicture(jpeg, null).getWidth()).isEqualTo(64);
        assertThat(onlyPicture(jpeg, null).getHeight()).isEqualTo(48);
    }

    /** Two rows of three tiles, of which the last ones stand out. */
    @ParameterizedTest
    @CsvSource({"0, RGBW, 160, 100", "1, GWRB, 100, 160", "2, WBGR, 160, 100", "3, BRWG, 100, 160"})
    void aPictureOfTilesIsReadWhole(int irot, String seen, int wide, int high) throws Exception {
        BufferedImage whole = TestPictures.corners(192, 128);
        // The corners of what is shown, 160 x 100, have their middle elsewhere: draw those.
        whole.createGraphics().drawImage(TestPictures.corners(160, 100), 0, 0, null);

        BufferedImage shown = onlyPicture(HeifWriter.grid(tiles(whole, 64, 64), 2, 3, 64, 64, 160, 100, irot), null);

        assertThat(shown.getWidth()).isEqualTo(wide);
        assertThat(shown.getHeight()).isEqualTo(high);
        assertThat(TestPictures.cornersOf(shown)).isEqualTo(seen);
    }

    /** A column, a row, one tile, and tiles of which little is shown. */
    @ParameterizedTest
    @CsvSource({"2, 1, 64, 128", "1, 3, 192, 64", "1, 1, 64, 64", "2, 1, 63, 101", "1, 3, 161, 47", "4, 4, 255, 239"})
    void tilesLieInAnyShape(int rows, int columns, int wide, int high) throws Exception {
        BufferedImage whole = new BufferedImage(64 * columns, 64 * rows, BufferedImage.TYPE_3BYTE_BGR);
        whole.createGraphics().drawImage(TestPictures.corners(wide, high), 0, 0, null);

        BufferedImage shown =
                onlyPicture(HeifWriter.grid(tiles(whole, 64, 64), rows, columns, 64, 64, wide, high, 0), null);

        assertThat(shown.getWidth()).isEqualTo(wide);
        assertThat(shown.getHeight()).isEqualTo(high);
        assertThat(TestPictures.cornersOf(shown)).isEqualTo("RGBW");
    }

    /** Codecs store whole blocks; the clean aperture is what was photographed. */
    @Test
    void aCleanApertureIsCutOut() throws Exception {
        BufferedImage stored = new BufferedImage(64, 64, BufferedImage.TYPE_3BYTE_BGR);
        stored.createGraphics().drawImage(TestPictures.corners(51, 41), 0, 0, null);

        BufferedImage shown = onlyPicture(HeifWriter.single(TestPictures.encoded(stored, "jpg"), 64, 64, 51, 41), null);

        assertThat(shown.getWidth()).isEqualTo(51);
        assertThat(shown.getHeight()).isEqualTo(41);
        assertThat(TestPictures.cornersOf(shown)).isEqualTo("RGBW");
    }

    @Test
    void aPictureOfWhichATileIsDamagedIsRefused() throws Exception {
        List<byte[]> tiles = tiles(TestPictures.corners(128, 64), 64, 64);
        tiles.set(1, new byte[100]);

        assertThatThrownBy(() -> onlyPicture(HeifWriter.grid(tiles, 1, 2, 64, 64, 128, 64, 0), null))
                .isInstanceOf(FfmpegException.class)
                .hasMessage("tile 2 of 2 of the picture is missing or cannot be decoded");
    }

    @Test
    void aPictureThatClaimsMoreThanItsTilesHoldIsRefused() throws Exception {
        List<byte[]> tiles = tiles(TestPictures.corners(128, 64), 64, 64);

        assertThatThrownBy(() -> onlyPicture(HeifWriter.grid(tiles, 1, 2, 64, 64, 30_000, 30_000, 0), null))
                .isInstanceOf(FfmpegException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"song.mp3", "song.m4a"})
    void coverArtIsNoVideo(String name) throws Exception {
        Path song = folder.resolve(name);
        Songs.writeWithCover(song, TestPictures.encoded(TestPictures.corners(64, 64), "jpg"));

        assertThatThrownBy(() -> VideoInput.open(song, PATIENCE))
                .isInstanceOf(FfmpegException.class)
                .hasMessage("holds no video but a cover picture");
    }

    private BufferedImage onlyPicture(byte[] file, Integer width) throws Exception {
        Path path = folder.resolve("picture");
        Files.write(path, file);
        try (VideoInput input = VideoInput.open(path, PATIENCE);
                JpegPictures jpegs = new JpegPictures(width, 95)) {
            assertThat(input.next(PATIENCE)).isTrue();
            assertThat(input.isStill()).isTrue();
            return TestPictures.decoded(jpegs.encode(input));
        }
    }

    private static List<byte[]> tiles(BufferedImage whole, int wide, int high) throws IOException {
        List<byte[]> tiles = new ArrayList<>();
        for (int y = 0; y < whole.getHeight(); y += high) {
            for (int x = 0; x < whole.getWidth(); x += wide) {
                BufferedImage tile = new BufferedImage(wide, high, BufferedImage.TYPE_3BYTE_BGR);
                tile.createGraphics().drawImage(whole.getSubimage(x, y, wide, high), 0, 0, null);
                tiles.add(TestPictures.encoded(tile, "jpg"));
            }
        }
        return tiles;
    }
}
