package videolab.processor.vision;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import videolab.contract.PictureLimits;

/**
 * What a picture's first bytes say of it, read before anything is decoded: a small file can claim a huge picture.
 *
 * @param width in pixels
 * @param height in pixels
 */
public record PictureHeader(String format, int width, int height) {

    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final int START_OF_SCAN = 0xDA;
    private static final int END_OF_IMAGE = 0xD9;

    /**
     * Reads a JPEG's or PNG's header.
     *
     * @throws RejectedFrameException when the bytes are neither, or end too early, or cost too much to decode
     */
    public static PictureHeader of(byte[] picture) {
        PictureHeader header = read(picture);
        PictureLimits.refusal(picture).ifPresent(reason -> {
            throw new RejectedFrameException(reason);
        });
        return header;
    }

    private static PictureHeader read(byte[] picture) {
        if (startsAsJpeg(picture)) {
            return jpeg(picture);
        }
        if (startsWith(picture, PNG)) {
            return png(picture);
        }
        throw new RejectedFrameException("neither JPEG nor PNG: " + describeStart(picture));
    }

    /** Whether the bytes are a picture that {@link #of} reads: a raw frame may begin with the two bytes of a JPEG. */
    public static boolean isPicture(byte[] bytes) {
        try {
            of(bytes);
            return true;
        } catch (RejectedFrameException e) {
            return false;
        }
    }

    public long pixels() {
        return (long) width * height;
    }

    private static PictureHeader jpeg(byte[] picture) {
        PictureHeader header = null;
        int position = 2;
        while (position + 4 <= picture.length) {
            if (unsigned(picture, position) != 0xFF) {
                throw new RejectedFrameException("JPEG with a broken header at byte " + position);
            }
            int marker = unsigned(picture, position + 1);
            if (marker == START_OF_SCAN || marker == END_OF_IMAGE) {
                break;
            }
            if (marker == 0xFF) { // fill byte
                position++;
                continue;
            }
            if (header == null && isStartOfFrame(marker) && position + 9 <= picture.length) {
                header = new PictureHeader("JPEG", uint16(picture, position + 7), uint16(picture, position + 5));
            }
            boolean withoutLength = marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8);
            position += withoutLength ? 2 : 2 + Math.max(2, uint16(picture, position + 2));
        }
        requireEndMarker(picture, position);
        if (header == null) {
            throw new RejectedFrameException("JPEG without a frame header");
        }
        return header;
    }

    /**
     * A decoder fills what is missing with grey; only the end marker tells that the picture is whole. Cameras pad
     * behind it, and phones append a film. An embedded thumbnail's own lies before the scan.
     */
    private static void requireEndMarker(byte[] picture, int scan) {
        for (int i = scan; i + 1 < picture.length; i++) {
            if (unsigned(picture, i) == 0xFF && unsigned(picture, i + 1) == END_OF_IMAGE) {
                return;
            }
        }
        throw new RejectedFrameException("truncated JPEG: " + picture.length + " bytes without an end marker");
    }

    /** SOF0..SOF15 except the tables that share the range. */
    private static boolean isStartOfFrame(int marker) {
        return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    }

    private static PictureHeader png(byte[] picture) {
        if (picture.length < 24) {
            throw new RejectedFrameException("truncated PNG: " + picture.length + " bytes");
        }
        return new PictureHeader("PNG", int32(picture, 16), int32(picture, 20));
    }

    private static boolean startsAsJpeg(byte[] picture) {
        return picture.length >= 4 && unsigned(picture, 0) == 0xFF && unsigned(picture, 1) == 0xD8;
    }

    private static boolean startsWith(byte[] bytes, byte[] start) {
        return bytes.length >= start.length && Arrays.equals(bytes, 0, start.length, start, 0, start.length);
    }

    private static String describeStart(byte[] bytes) {
        String start = new String(bytes, 0, Math.min(6, bytes.length), US_ASCII);
        if (start.startsWith("GIF8")) {
            return "a GIF";
        }
        boolean printable = start.chars().allMatch(c -> c >= ' ' && c < 127);
        return bytes.length + " bytes of " + (printable ? "text" : "an unknown kind");
    }

    private static int unsigned(byte[] bytes, int position) {
        return bytes[position] & 0xFF;
    }

    private static int uint16(byte[] bytes, int position) {
        return unsigned(bytes, position) << 8 | unsigned(bytes, position + 1);
    }

    private static int int32(byte[] bytes, int position) {
        return uint16(bytes, position) << 16 | uint16(bytes, position + 2);
    }
}
