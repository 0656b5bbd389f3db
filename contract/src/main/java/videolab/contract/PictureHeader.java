package videolab.contract;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import java.util.Set;

/**
 * What an encoded picture says of itself, read without decoding it, and whether the analysis reads such a picture. Both
 * sides of the frames topic use it: a source re-encodes what does not pass, and the processor rejects it.
 *
 * @param width in px
 * @param height in px
 */
public record PictureHeader(Format format, int width, int height) {

    /** The formats of a frame. */
    public enum Format {
        JPEG,
        PNG
    }

    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final int START_OF_IMAGE = 0xD8;
    private static final int END_OF_IMAGE = 0xD9;
    private static final int START_OF_SCAN = 0xDA;

    /** Baseline, extended and progressive, with Huffman and with arithmetic coding. */
    private static final Set<Integer> READ_PROCESSES = Set.of(0xC0, 0xC1, 0xC2, 0xC9, 0xCA);

    /**
     * Reads a JPEG's or PNG's header.
     *
     * @throws UnreadablePictureException when the bytes are neither, end too early, are of a kind that is not read, or
     *     cost too much to decode ({@link PictureLimits})
     */
    public static PictureHeader of(byte[] picture) {
        PictureHeader header;
        if (picture.length >= 4 && unsigned(picture, 0) == 0xFF && unsigned(picture, 1) == START_OF_IMAGE) {
            header = jpeg(picture);
        } else if (startsWith(picture, PNG)) {
            header = png(picture);
        } else {
            throw new UnreadablePictureException("neither JPEG nor PNG: " + describeStart(picture));
        }
        if (header.width <= 0 || header.height <= 0) {
            throw new UnreadablePictureException(
                    header.format + " of " + header.width + "x" + header.height + " pixels");
        }
        PictureLimits.refusal(picture).ifPresent(reason -> {
            throw new UnreadablePictureException(reason);
        });
        return header;
    }

    /** Whether {@link #of} reads them. */
    public static boolean isPicture(byte[] bytes) {
        try {
            of(bytes);
            return true;
        } catch (UnreadablePictureException e) {
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
                throw new UnreadablePictureException("JPEG with a broken header at byte " + position);
            }
            int marker = unsigned(picture, position + 1);
            if (marker == START_OF_SCAN || marker == END_OF_IMAGE) {
                break;
            }
            if (marker == 0xFF) { // fill byte
                position++;
                continue;
            }
            if (marker == START_OF_IMAGE) {
                throw new UnreadablePictureException("JPEG with a second start marker at byte " + position);
            }
            if (header == null && isStartOfFrame(marker) && position + 9 <= picture.length) {
                requireReadProcess(marker, unsigned(picture, position + 4));
                header = new PictureHeader(Format.JPEG, uint16(picture, position + 7), uint16(picture, position + 5));
            }
            boolean withoutLength = marker == 0x01 || (marker >= 0xD0 && marker < START_OF_IMAGE);
            position += withoutLength ? 2 : 2 + Math.max(2, uint16(picture, position + 2));
        }
        requireEndMarker(picture, position);
        if (header == null) {
            throw new UnreadablePictureException("JPEG without a frame header");
        }
        return header;
    }

    private static void requireReadProcess(int marker, int bits) {
        if (!READ_PROCESSES.contains(marker)) {
            throw new UnreadablePictureException("JPEG of a kind that is not read: "
                    + (marker == 0xC3 || marker == 0xCB ? "lossless" : "hierarchical") + " (SOF" + (marker - 0xC0)
                    + ")");
        }
        if (bits != 8) {
            throw new UnreadablePictureException("JPEG of " + bits + " bits a color, where 8 are read");
        }
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
        throw new UnreadablePictureException("truncated JPEG: " + picture.length + " bytes without an end marker");
    }

    /** SOF0..SOF15 except the tables that share the range. */
    private static boolean isStartOfFrame(int marker) {
        return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    }

    private static PictureHeader png(byte[] picture) {
        if (picture.length < 24) {
            throw new UnreadablePictureException("truncated PNG: " + picture.length + " bytes");
        }
        return new PictureHeader(Format.PNG, int32(picture, 16), int32(picture, 20));
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
