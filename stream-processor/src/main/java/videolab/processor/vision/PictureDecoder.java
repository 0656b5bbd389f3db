package videolab.processor.vision;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.zip.CRC32;
import org.opencv.core.Core;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.core.Size;
import org.opencv.imgcodecs.Imgcodecs;
import org.opencv.imgproc.Imgproc;
import videolab.contract.PictureHeader;
import videolab.media.ExifOrientation;

/**
 * Decodes JPEG and PNG to upright BGR: a JPEG at a half, a quarter or an eighth of its size where that is enough, and a large
 * PNG shrunk to that at once. Never more than one copy of a large picture is in memory.
 */
public final class PictureDecoder {

    /** Crops and expressions see the decoded picture as well: it stays larger than what the detector looks at. */
    private static final int MARGIN = 2;

    /** A picture of 100 megapixels has 300 MB: larger ones than this are to be decoded one at a time. */
    public static final long LARGE_PIXELS = 25_000_000;

    private static final int MOST_REDUCED = 8;

    private static final int PNG_SIGNATURE_BYTES = 8;

    /** Type, and checksum behind the data, are 4 bytes each, like the length. */
    private static final int CHUNK_FRAME_BYTES = 12;

    /** What makes the pixels. */
    private static final Set<String> READ_CHUNKS = Set.of("IHDR", "PLTE", "tRNS", "IDAT", "IEND");

    private PictureDecoder() {}

    /**
     * Decodes a picture once.
     *
     * @param header of these bytes
     * @param workingSizePx the long side at which the detector looks; the decoded one stays at least twice as long
     * @throws RejectedFrameException when the bytes cannot be decoded
     */
    public static Picture decode(byte[] bytes, PictureHeader header, int workingSizePx, MatScope scope) {
        boolean jpeg = header.format() == PictureHeader.Format.JPEG;
        int divisor = jpeg || header.pixels() > LARGE_PIXELS ? divisor(header, workingSizePx) : 1;
        MatOfByte encoded = scope.own(new MatOfByte(jpeg ? bytes : pixelChunks(bytes)));
        // OpenCV would turn a large picture at its full size, in a second copy.
        int flags = Imgcodecs.IMREAD_IGNORE_ORIENTATION | (jpeg ? reduced(divisor) : Imgcodecs.IMREAD_COLOR);
        Mat pixels = scope.own(Imgcodecs.imdecode(encoded, flags));
        if (pixels.empty()) {
            throw new RejectedFrameException(header.format() + " that cannot be decoded");
        }
        if (!jpeg && divisor > 1) {
            Mat small = scope.own(new Mat());
            Size size = new Size(dividedUp(header.width(), divisor), dividedUp(header.height(), divisor));
            Imgproc.resize(pixels, small, size, 0, 0, Imgproc.INTER_AREA);
            pixels.release();
            pixels = small;
        }
        int orientation = ExifOrientation.of(ByteBuffer.wrap(bytes));
        boolean sidesSwap = orientation > 4;
        return new Picture(
                upright(pixels, orientation, scope),
                sidesSwap ? header.height() : header.width(),
                sidesSwap ? header.width() : header.height());
    }

    private static int divisor(PictureHeader header, int workingSizePx) {
        int divisor = MOST_REDUCED;
        while (divisor > 1 && (long) workingSizePx * MARGIN * divisor > Math.max(header.width(), header.height())) {
            divisor /= 2;
        }
        return divisor;
    }

    private static int reduced(int divisor) {
        return switch (divisor) {
            case 8 -> Imgcodecs.IMREAD_REDUCED_COLOR_8;
            case 4 -> Imgcodecs.IMREAD_REDUCED_COLOR_4;
            case 2 -> Imgcodecs.IMREAD_REDUCED_COLOR_2;
            default -> Imgcodecs.IMREAD_COLOR;
        };
    }

    private static int dividedUp(int length, int divisor) {
        return (length + divisor - 1) / divisor;
    }

    /** @param orientation as EXIF has it, 1..8 */
    private static Mat upright(Mat stored, int orientation, MatScope scope) {
        Mat picture = stored;
        if (orientation > 4) {
            picture = scope.own(new Mat());
            Core.transpose(stored, picture);
        }
        switch (orientation) {
            case 2, 6 -> Core.flip(picture, picture, 1);
            case 3, 7 -> Core.flip(picture, picture, -1);
            case 4, 8 -> Core.flip(picture, picture, 0);
            default -> {}
        }
        return picture;
    }

    /**
     * A PNG without the chunks that say nothing of its pixels: color profiles and texts can be as large as they like, and
     * libpng writes its opinion of them to standard error.
     *
     * @throws RejectedFrameException when a chunk that is needed is damaged
     */
    private static byte[] pixelChunks(byte[] png) {
        ByteArrayOutputStream kept = new ByteArrayOutputStream(png.length);
        kept.write(png, 0, PNG_SIGNATURE_BYTES);
        ByteBuffer in = ByteBuffer.wrap(png).position(PNG_SIGNATURE_BYTES);
        CRC32 crc = new CRC32();
        while (in.remaining() >= CHUNK_FRAME_BYTES) {
            int start = in.position();
            int length = in.getInt();
            String type = new String(png, start + 4, 4, ISO_8859_1);
            if (length < 0 || length > png.length - start - CHUNK_FRAME_BYTES) {
                throw new RejectedFrameException("truncated PNG: " + png.length + " bytes end inside a chunk");
            }
            if (READ_CHUNKS.contains(type)) {
                crc.reset();
                crc.update(png, start + 4, length + 4);
                if (in.getInt(start + 8 + length) != (int) crc.getValue()) {
                    throw new RejectedFrameException("damaged PNG: the checksum of a chunk is wrong");
                }
                kept.write(png, start, length + CHUNK_FRAME_BYTES);
            }
            if (type.equals("IEND")) {
                return kept.toByteArray();
            }
            in.position(start + length + CHUNK_FRAME_BYTES);
        }
        throw new RejectedFrameException("truncated PNG: " + png.length + " bytes without an end");
    }
}
