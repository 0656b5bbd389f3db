package videolab.processor.vision;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.zip.CRC32;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.imgcodecs.Imgcodecs;
import videolab.contract.PictureHeader;

/** Decodes JPEG and PNG to upright BGR, a JPEG at a half, a quarter or an eighth of its size where that is enough. */
public final class PictureDecoder {

    /** Crops and expressions see the decoded picture as well: it stays larger than what the detector looks at. */
    private static final int MARGIN = 2;

    /** For each power of two: its divisor, and OpenCV's flag. */
    private static final int[][] REDUCTIONS = {
        {8, Imgcodecs.IMREAD_REDUCED_COLOR_8},
        {4, Imgcodecs.IMREAD_REDUCED_COLOR_4},
        {2, Imgcodecs.IMREAD_REDUCED_COLOR_2},
        {1, Imgcodecs.IMREAD_COLOR}
    };

    private static final int PNG_SIGNATURE_BYTES = 8;

    /** Type, and checksum behind the data, are 4 bytes each, like the length. */
    private static final int CHUNK_FRAME_BYTES = 12;

    /** What makes the pixels, and EXIF's orientation. */
    private static final Set<String> READ_CHUNKS = Set.of("IHDR", "PLTE", "tRNS", "eXIf", "IDAT", "IEND");

    private static final int MOST_EXIF_BYTES = 64 * 1024;

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
        MatOfByte encoded = scope.own(new MatOfByte(jpeg ? bytes : pixelChunks(bytes)));
        for (int[] reduction : REDUCTIONS) {
            int divisor = reduction[0];
            boolean largeEnough = (long) workingSizePx * MARGIN * divisor <= Math.max(header.width(), header.height());
            int width = (header.width() + divisor - 1) / divisor;
            int height = (header.height() + divisor - 1) / divisor;
            // EXIF may turn the picture; of which side is which only the decoded size tells, unless both became the
            // same.
            boolean sidesDiffer = width != height || header.width() == header.height();
            if (divisor == 1 || jpeg && largeEnough && sidesDiffer) {
                Mat pixels = scope.own(Imgcodecs.imdecode(encoded, reduction[1]));
                if (pixels.empty()) {
                    throw new RejectedFrameException(header.format() + " that cannot be decoded");
                }
                boolean turned = pixels.cols() != width;
                return new Picture(
                        pixels, turned ? header.height() : header.width(), turned ? header.width() : header.height());
            }
        }
        throw new IllegalStateException("the last reduction must be 1");
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
            if (READ_CHUNKS.contains(type) && !(type.equals("eXIf") && length > MOST_EXIF_BYTES)) {
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
