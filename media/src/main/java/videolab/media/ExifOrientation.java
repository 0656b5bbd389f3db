package videolab.media;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads EXIF's tag Orientation out of JPEG, WebP, PNG and TIFF. */
public final class ExifOrientation {

    private static final String EXIF = "Exif\0\0";
    private static final int AS_STORED = 1;
    private static final int TAG = 0x0112;
    private static final int ENTRY_BYTES = 12;
    private static final short JPEG = (short) 0xFFD8;
    private static final int APP1 = 0xFFE1;
    private static final int START_OF_SCAN = 0xFFDA;
    private static final long PNG = 0x89504E470D0A1A0AL;

    private ExifOrientation() {}

    /**
     * How the picture is to be turned.
     *
     * @param file a whole encoded picture
     * @return 1..8; 1 where the file has no orientation, or an unreadable one
     */
    public static int of(ByteBuffer file) {
        try {
            ByteBuffer bytes = file.slice();
            if (startsWith(bytes, 0, "RIFF") && startsWith(bytes, 8, "WEBP")) {
                return inChunks(bytes.order(ByteOrder.LITTLE_ENDIAN), 12, true, "EXIF");
            }
            if (bytes.remaining() > 8 && bytes.getLong(0) == PNG) {
                return inChunks(bytes, 8, false, "eXIf");
            }
            return bytes.getShort(0) == JPEG ? inSegments(bytes) : inTiff(bytes);
        } catch (IndexOutOfBoundsException e) {
            return AS_STORED; // it points behind its end
        }
    }

    /** Chunks are a name and a length, in WebP in this order, in PNG the other way round and with a checksum behind. */
    private static int inChunks(ByteBuffer bytes, int start, boolean webp, String wanted) {
        long at = start;
        while (at + 8 <= bytes.limit()) {
            int chunk = (int) at;
            long length = bytes.getInt(webp ? chunk + 4 : chunk) & 0xFFFF_FFFFL;
            if (startsWith(bytes, webp ? chunk : chunk + 4, wanted)) {
                int data = chunk + 8;
                int end = (int) Math.min(bytes.limit(), data + length);
                // Some writers keep the prefix that EXIF has in a JPEG.
                int tiff = startsWith(bytes, data, EXIF) ? data + EXIF.length() : data;
                return tiff >= end ? AS_STORED : inTiff(bytes.slice(tiff, end - tiff));
            }
            at += 8 + length + (webp ? length % 2 : 4);
        }
        return AS_STORED;
    }

    /** APP1 may also hold XMP. */
    private static int inSegments(ByteBuffer jpeg) {
        int at = 2;
        while (at + 4 <= jpeg.limit()) {
            int marker = jpeg.getShort(at) & 0xFFFF;
            if (marker == 0xFFFF) { // a fill byte
                at++;
                continue;
            }
            int length = jpeg.getShort(at + 2) & 0xFFFF;
            if (marker == APP1 && startsWith(jpeg, at + 4, EXIF)) {
                int tiff = at + 4 + EXIF.length();
                int end = Math.min(jpeg.limit(), at + 2 + length);
                return tiff >= end ? AS_STORED : inTiff(jpeg.slice(tiff, end - tiff));
            }
            if (marker == START_OF_SCAN || marker < 0xFF00) {
                break;
            }
            at += 2 + length;
        }
        return AS_STORED;
    }

    private static int inTiff(ByteBuffer tiff) {
        boolean littleEndian = startsWith(tiff, 0, "II");
        if (!littleEndian && !startsWith(tiff, 0, "MM")) {
            return AS_STORED;
        }
        tiff.order(littleEndian ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        if (tiff.getShort(2) != 42) {
            return AS_STORED;
        }
        int directory = tiff.getInt(4);
        int entries = tiff.getShort(directory) & 0xFFFF;
        for (int i = 0; i < entries; i++) {
            int entry = directory + 2 + i * ENTRY_BYTES;
            if ((tiff.getShort(entry) & 0xFFFF) == TAG) {
                int value = tiff.getShort(entry + 8) & 0xFFFF;
                return value >= 1 && value <= 8 ? value : AS_STORED;
            }
        }
        return AS_STORED;
    }

    private static boolean startsWith(ByteBuffer bytes, int at, String text) {
        byte[] expected = text.getBytes(US_ASCII);
        if (at < 0 || at + expected.length > bytes.limit()) {
            return false;
        }
        for (int i = 0; i < expected.length; i++) {
            if (bytes.get(at + i) != expected[i]) {
                return false;
            }
        }
        return true;
    }
}
