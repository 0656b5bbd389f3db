package videolab.processor.vision;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.opencv.core.Core;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.core.MatOfInt;
import org.opencv.core.Rect;
import org.opencv.core.Scalar;
import org.opencv.imgcodecs.Imgcodecs;
import videolab.contract.Box;
import videolab.contract.PictureHeader;
import videolab.contract.PictureLimits;
import videolab.contract.UnreadablePictureException;

class PictureDecoderTest {

    @BeforeAll
    static void load() {
        OpenCv.load();
    }

    /** Decoded sides: the sent ones by 8, 4, 2 or 1, rounded up, with the long one at least 2 x 640. */
    @ParameterizedTest
    @CsvSource({
        "640, 480, 640, 480",
        "2559, 100, 2559, 100",
        "2560, 1440, 1280, 720",
        "5121, 3001, 1281, 751",
        "12000, 9000, 1500, 1125",
        "100, 20480, 13, 2560"
    })
    void aLargeJpegIsDecodedSmallerAndItsSizeIsTheSentOne(int width, int height, int columns, int rows) {
        try (MatScope scope = new MatScope()) {
            Picture picture = decode(blank(".jpg", width, height), scope);

            assertThat(picture.width()).isEqualTo(width);
            assertThat(picture.height()).isEqualTo(height);
            assertThat(picture.pixels().cols()).isEqualTo(columns);
            assertThat(picture.pixels().rows()).isEqualTo(rows);
        }
    }

    /** EXIF's orientations 5 to 8 swap the sides; 5121 and 5124 px become the same at an eighth. */
    @ParameterizedTest
    @CsvSource({"6, 2600, 1500", "8, 640, 480", "6, 5121, 5124", "3, 5121, 5124", "1, 2600, 1500"})
    void aTurnedPictureHasTheSizeOfTheUprightOne(int orientation, int width, int height) {
        try (MatScope scope = new MatScope()) {
            Picture picture = decode(withOrientation(blank(".jpg", width, height), orientation), scope);

            boolean swapped = orientation > 4;
            assertThat(picture.width()).isEqualTo(swapped ? height : width);
            assertThat(picture.height()).isEqualTo(swapped ? width : height);
            double scale = (double) picture.pixels().cols() / picture.width();
            assertThat(picture.pixels().rows()).isCloseTo((int) Math.round(scale * picture.height()), within(1));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
    void everyOrientationIsTurnedAsOpenCvTurnsIt(int orientation) {
        try (MatScope scope = new MatScope()) {
            Mat noise = scope.own(new Mat(48, 64, CvType.CV_8UC3));
            Core.randu(noise, 0, 256);
            byte[] jpeg = withOrientation(encode(".jpg", noise), orientation);
            byte[] png = withChunk(encode(".png", noise), "eXIf", tiff(orientation));

            for (byte[] turned : List.of(jpeg, png)) {
                Mat expected = scope.own(Imgcodecs.imdecode(scope.own(new MatOfByte(turned)), Imgcodecs.IMREAD_COLOR));
                Mat decoded = decode(turned, scope).pixels();
                assertThat(decoded.size()).isEqualTo(expected.size());
                assertThat(Core.norm(decoded, expected, Core.NORM_INF)).isZero();
            }
        }
    }

    /** 300 MB at 100 megapixels, of which a container of 1,536 MB has room for one. */
    @ParameterizedTest
    @EnabledOnOs(OS.LINUX)
    @CsvSource({"png, 7000, 5000, 105", "jpg, 7000, 5000, 105", "png, 7000, 6999, 147"})
    void aLargePictureIsInMemoryOnce(String suffix, int width, int height, int megabytes) throws IOException {
        byte[] picture = blank("." + suffix, width, height, Imgcodecs.IMWRITE_JPEG_PROGRESSIVE, 1);
        byte[] turned = suffix.equals("png") ? withChunk(picture, "eXIf", tiff(6)) : withOrientation(picture, 6);
        try (MatScope scope = new MatScope()) {
            Files.writeString(Path.of("/proc/self/clear_refs"), "5"); // the peak begins again
            long before = memoryKb("VmRSS");

            Picture decoded = decode(turned, scope);

            assertThat(decoded.width()).isEqualTo(height);
            assertThat(decoded.pixels().cols()).isLessThanOrEqualTo(1750);
            assertThat((memoryKb("VmHWM") - before) >> 10).isLessThan(megabytes + 24);
        }
    }

    private static long memoryKb(String name) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith(name)) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        throw new IOException("no " + name);
    }

    /** The scans of a progressive picture are put together in memory: 100 megapixels in 4:4:4 are 600 MB. */
    @Test
    void whatAProgressiveJpegTakesIsReckonedBeforeDecoding() {
        byte[] progressive = blank(".jpg", 64, 64, Imgcodecs.IMWRITE_JPEG_PROGRESSIVE, 1);
        int frame = 2;
        while ((progressive[frame + 1] & 0xFF) != 0xC2) {
            frame += 2 + ((progressive[frame + 2] & 0xFF) << 8 | progressive[frame + 3] & 0xFF);
        }
        ByteBuffer bytes = ByteBuffer.wrap(progressive);
        bytes.putShort(frame + 5, (short) 10_000).putShort(frame + 7, (short) 10_000);
        assertThat(progressive[frame + 11]).isEqualTo((byte) 0x22); // 4:2:0
        assertThat(PictureHeader.of(progressive).pixels()).isEqualTo(100_000_000);

        progressive[frame + 11] = 0x11;
        assertThatThrownBy(() -> PictureHeader.of(progressive))
                .isInstanceOf(UnreadablePictureException.class)
                .hasMessage("JPEG in several scans that takes 600 MB to decode, more than 320 MB");
    }

    @Test
    void boxesAreInSentPixelsWhereverThePictureIsSmaller() {
        try (MatScope scope = new MatScope()) {
            Mat sent = scope.own(new Mat(3000, 4000, CvType.CV_8UC3, new Scalar(0, 0, 0)));
            Box box = new Box(2400, 1200, 400, 400);
            sent.submat(new Rect(box.x(), box.y(), box.width(), box.height())).setTo(new Scalar(0, 0, 255));

            Picture picture = decode(encode(".jpg", sent), scope);
            Mat crop = scope.own(
                    Imgcodecs.imdecode(scope.own(new MatOfByte(FaceCrop.jpeg(picture, box))), Imgcodecs.IMREAD_COLOR));

            assertThat(picture.pixels().cols()).isEqualTo(2000);
            // 30 % more than the box, half as large: red in the middle, black in the corners.
            assertThat(crop.cols()).isEqualTo(260);
            assertThat(crop.get(130, 130)[2]).isCloseTo(255, within(5.0));
            assertThat(crop.get(5, 5)[2]).isCloseTo(0, within(5.0));
        }
    }

    @Test
    void whatAPngHasBesideItsPixelsIsLeftOut() {
        try (MatScope scope = new MatScope()) {
            byte[] png = blank(".png", 30, 20);
            byte[] profiled = withChunk(png, "iCCP", "no profile at all".getBytes(ISO_8859_1));
            assertThat(decode(profiled, scope).width()).isEqualTo(30);

            byte[] damaged = png.clone();
            damaged[damaged.length - 20]++;
            assertThatThrownBy(() -> decode(damaged, scope))
                    .isInstanceOf(RejectedFrameException.class)
                    .hasMessageContaining("damaged PNG");
            assertThatThrownBy(() -> decode(Arrays.copyOf(png, png.length - 12), scope))
                    .isInstanceOf(RejectedFrameException.class)
                    .hasMessageContaining("truncated PNG");
        }
    }

    @Test
    void scansAndChunksAreCountedBeforeDecoding() {
        byte[] jpeg = blank(".jpg", 64, 64);
        assertThat(PictureHeader.of(withScans(jpeg, PictureLimits.MOST_SCANS)).width())
                .isEqualTo(64);
        assertThatThrownBy(() -> PictureHeader.of(withScans(jpeg, 65)))
                .isInstanceOf(UnreadablePictureException.class)
                .hasMessage("JPEG of 65 scans, more than 64");

        byte[] png = blank(".png", 8, 8);
        ByteArrayOutputStream many = new ByteArrayOutputStream();
        many.write(png, 0, 33);
        for (int i = 0; i < PictureLimits.MOST_CHUNKS; i++) {
            many.writeBytes(chunk("tEXt", new byte[0]));
        }
        many.write(png, 33, png.length - 33);
        assertThatThrownBy(() -> PictureHeader.of(many.toByteArray()))
                .isInstanceOf(UnreadablePictureException.class)
                .hasMessageContaining("chunks, more than 10000");
    }

    private static Picture decode(byte[] bytes, MatScope scope) {
        return PictureDecoder.decode(bytes, PictureHeader.of(bytes), 640, scope);
    }

    private static byte[] blank(String suffix, int width, int height, int... parameters) {
        try (MatScope scope = new MatScope()) {
            return encode(
                    suffix, scope.own(new Mat(height, width, CvType.CV_8UC3, new Scalar(90, 120, 150))), parameters);
        }
    }

    private static byte[] encode(String suffix, Mat picture, int... parameters) {
        try (MatScope scope = new MatScope()) {
            MatOfByte encoded = scope.own(new MatOfByte());
            Imgcodecs.imencode(suffix, picture, encoded, scope.own(new MatOfInt(parameters)));
            return encoded.toArray();
        }
    }

    /** An APP1 segment of one directory with one entry: tag 0x112, a short. */
    private static byte[] withOrientation(byte[] jpeg, int orientation) {
        byte[] tiff = tiff(orientation);
        ByteBuffer out = ByteBuffer.allocate(jpeg.length + 4 + 6 + tiff.length);
        out.put(jpeg, 0, 2).putShort((short) 0xFFE1).putShort((short) (2 + 6 + tiff.length));
        out.put("Exif\0\0".getBytes(ISO_8859_1)).put(tiff).put(jpeg, 2, jpeg.length - 2);
        return out.array();
    }

    private static byte[] tiff(int orientation) {
        ByteBuffer tiff = ByteBuffer.allocate(26).order(ByteOrder.LITTLE_ENDIAN);
        tiff.put("II*\0".getBytes(ISO_8859_1)).putInt(8).putShort((short) 1);
        tiff.putShort((short) 0x112)
                .putShort((short) 3)
                .putInt(1)
                .putInt(orientation)
                .putInt(0);
        return tiff.array();
    }

    private static byte[] withScans(byte[] jpeg, int scans) {
        int scan = 2;
        while ((jpeg[scan + 1] & 0xFF) != 0xDA) {
            scan += 2 + ((jpeg[scan + 2] & 0xFF) << 8 | jpeg[scan + 3] & 0xFF);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(jpeg, 0, scan);
        for (int i = 0; i < scans; i++) {
            out.write(jpeg, scan, jpeg.length - 2 - scan);
        }
        out.write(jpeg, jpeg.length - 2, 2);
        return out.toByteArray();
    }

    /** Behind the header chunk. */
    private static byte[] withChunk(byte[] png, String type, byte[] data) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(png, 0, 33);
        out.writeBytes(chunk(type, data));
        out.write(png, 33, png.length - 33);
        return out.toByteArray();
    }

    private static byte[] chunk(String type, byte[] data) {
        CRC32 crc = new CRC32();
        crc.update(type.getBytes(ISO_8859_1));
        crc.update(data);
        return ByteBuffer.allocate(12 + data.length)
                .putInt(data.length)
                .put(type.getBytes(ISO_8859_1))
                .put(data)
                .putInt((int) crc.getValue())
                .array();
    }
}
