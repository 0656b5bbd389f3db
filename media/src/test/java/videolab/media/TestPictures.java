package videolab.media;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacv.FFmpegFrameRecorder;
import org.bytedeco.javacv.Java2DFrameConverter;

/** Files as cameras and phones write them, made from drawn pictures. */
final class TestPictures {

    private TestPictures() {}

    /** Top left red, top right green, bottom left blue, bottom right white. */
    static BufferedImage corners(int wide, int high) {
        BufferedImage picture = new BufferedImage(wide, high, BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D pen = picture.createGraphics();
        pen.setColor(Color.RED);
        pen.fillRect(0, 0, wide / 2, high / 2);
        pen.setColor(Color.GREEN);
        pen.fillRect(wide / 2, 0, wide - wide / 2, high / 2);
        pen.setColor(Color.BLUE);
        pen.fillRect(0, high / 2, wide / 2, high - high / 2);
        pen.setColor(Color.WHITE);
        pen.fillRect(wide / 2, high / 2, wide - wide / 2, high - high / 2);
        pen.dispose();
        return picture;
    }

    /** The corners as letters, row by row: {@code RGBW} as {@link #corners} draws them. */
    static String cornersOf(BufferedImage picture) {
        StringBuilder letters = new StringBuilder();
        for (int y : new int[] {picture.getHeight() / 8, picture.getHeight() * 7 / 8}) {
            for (int x : new int[] {picture.getWidth() / 8, picture.getWidth() * 7 / 8}) {
                Color color = new Color(picture.getRGB(x, y));
                boolean red = color.getRed() > 128;
                boolean green = color.getGreen() > 128;
                boolean blue = color.getBlue() > 128;
                letters.append(red && green && blue ? 'W' : red ? 'R' : green ? 'G' : blue ? 'B' : '?');
            }
        }
        return letters.toString();
    }

    static byte[] encoded(BufferedImage picture, String type) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(picture, type, bytes);
        return bytes.toByteArray();
    }

    static BufferedImage decoded(byte[] picture) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(picture));
    }

    /** EXIF that holds the orientation alone, as a TIFF of its own. */
    static byte[] exif(int orientation) {
        return ByteBuffer.allocate(26)
                .put("MM\0*\0\0\0\b".getBytes(US_ASCII))
                .putShort((short) 1)
                .putShort((short) 0x0112)
                .putShort((short) 3)
                .putInt(1)
                .putShort((short) orientation)
                .array();
    }

    static byte[] jpegWithExif(BufferedImage picture, int orientation) throws IOException {
        byte[] plain = encoded(picture, "jpg");
        byte[] exif = exif(orientation);
        return ByteBuffer.allocate(plain.length + 10 + exif.length)
                .put(plain, 0, 2)
                .putShort((short) 0xFFE1)
                .putShort((short) (8 + exif.length))
                .put("Exif\0\0".getBytes(US_ASCII))
                .put(exif)
                .put(plain, 2, plain.length - 2)
                .array();
    }

    static byte[] pngWithExif(BufferedImage picture, int orientation) throws IOException {
        byte[] plain = encoded(picture, "png");
        byte[] exif = exif(orientation);
        byte[] chunk = ByteBuffer.allocate(4 + exif.length)
                .put("eXIf".getBytes(US_ASCII))
                .put(exif)
                .array();
        CRC32 checksum = new CRC32();
        checksum.update(chunk);
        int headerEnd = 33;
        return ByteBuffer.allocate(plain.length + 8 + chunk.length)
                .put(plain, 0, headerEnd)
                .putInt(exif.length)
                .put(chunk)
                .putInt((int) checksum.getValue())
                .put(plain, headerEnd, plain.length - headerEnd)
                .array();
    }

    /** @param prefixed as some programs write it, with the prefix that EXIF has in a JPEG */
    static byte[] webpWithExif(BufferedImage picture, int orientation, boolean prefixed, Path scratch)
            throws IOException {
        record(scratch, "webp", "libwebp", avutil.AV_PIX_FMT_YUV420P, 1, 0, picture);
        byte[] plain = Files.readAllBytes(scratch);
        byte[] tiff = exif(orientation);
        byte[] exif = prefixed
                ? ByteBuffer.allocate(6 + tiff.length)
                        .put("Exif\0\0".getBytes(US_ASCII))
                        .put(tiff)
                        .array()
                : tiff;
        ByteBuffer file = ByteBuffer.allocate(plain.length + 18 + 8 + exif.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(plain, 0, 12)
                .put("VP8X".getBytes(US_ASCII))
                .putInt(10)
                .putInt(8) // has EXIF
                .put(int24(picture.getWidth() - 1))
                .put(int24(picture.getHeight() - 1))
                .put(plain, 12, plain.length - 12)
                .put("EXIF".getBytes(US_ASCII))
                .putInt(exif.length)
                .put(exif);
        return file.putInt(4, file.capacity() - 8).array();
    }

    private static byte[] int24(int value) {
        return new byte[] {(byte) value, (byte) (value >> 8), (byte) (value >> 16)};
    }

    /** Uncompressed, in one strip. */
    static byte[] tiff(BufferedImage picture, int orientation) {
        int wide = picture.getWidth();
        int high = picture.getHeight();
        int entries = 10;
        int bitsAt = 8 + 2 + entries * 12 + 4;
        int pixelsAt = bitsAt + 6;
        ByteBuffer file = ByteBuffer.allocate(pixelsAt + wide * high * 3).order(ByteOrder.LITTLE_ENDIAN);
        file.put("II*\0".getBytes(US_ASCII)).putInt(8).putShort((short) entries);
        entry(file, 256, wide);
        entry(file, 257, high);
        entry(file, 258, 3, bitsAt);
        entry(file, 259, 1);
        entry(file, 262, 2);
        entry(file, 273, pixelsAt);
        entry(file, 274, orientation);
        entry(file, 277, 3);
        entry(file, 278, high);
        entry(file, 279, wide * high * 3);
        file.putInt(0).putShort((short) 8).putShort((short) 8).putShort((short) 8);
        for (int y = 0; y < high; y++) {
            for (int x = 0; x < wide; x++) {
                Color color = new Color(picture.getRGB(x, y));
                file.put((byte) color.getRed()).put((byte) color.getGreen()).put((byte) color.getBlue());
            }
        }
        return file.array();
    }

    private static void entry(ByteBuffer file, int tag, int value) {
        boolean isLong = tag == 273 || tag == 279;
        file.putShort((short) tag).putShort((short) (isLong ? 4 : 3)).putInt(1).putInt(value);
    }

    private static void entry(ByteBuffer file, int tag, int count, int place) {
        file.putShort((short) tag).putShort((short) 3).putInt(count).putInt(place);
    }

    /**
     * Writes a video.
     *
     * @param pixelAspect 0: none is written
     */
    static void record(
            Path file,
            String format,
            String codec,
            int pixelFormat,
            double framesPerSecond,
            double pixelAspect,
            BufferedImage... pictures)
            throws IOException {
        avutil.av_log_set_level(avutil.AV_LOG_QUIET);
        try (FFmpegFrameRecorder recorder =
                        new FFmpegFrameRecorder(file.toFile(), pictures[0].getWidth(), pictures[0].getHeight());
                Java2DFrameConverter converter = new Java2DFrameConverter()) {
            recorder.setFormat(format);
            recorder.setVideoCodecName(codec);
            recorder.setPixelFormat(pixelFormat);
            recorder.setFrameRate(framesPerSecond);
            recorder.setAspectRatio(pixelAspect);
            if (codec.equals("mpeg4")) {
                recorder.setVideoCodec(avcodec.AV_CODEC_ID_MPEG4);
            }
            recorder.setVideoQuality(2);
            recorder.start();
            for (BufferedImage picture : pictures) {
                recorder.record(converter.convert(picture), avutil.AV_PIX_FMT_BGR24);
            }
        }
    }
}
