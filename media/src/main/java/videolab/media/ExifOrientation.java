package videolab.media;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads EXIF's tag Orientation out of files whose decoders do not: WebP, PNG and TIFF. */
final class ExifOrientation {

    private static final int AS_STORED = 1;
    private static final int TAG = 0x0112;
    private static final int ENTRY_BYTES = 12;
    private static final long PNG = 0x89504E470D0A1A0AL;

    private ExifOrientation() {}

    /**
     * @param file a whole encoded picture
     * @return 1..8; 1 where the file has no orientation, or an unreadable one
     */
    static int of(ByteBuffer file) {
        try {
            ByteBuffer bytes = file.slice();
            if (startsWith(bytes, 0, "RIFF") && startsWith(bytes, 8, "WEBP")) {
                return inChunks(bytes.order(ByteOrder.LITTLE_ENDIAN), 12, true, "EXIF");
            }
            if (bytes.remaining() > 8 && bytes.getLong(0) == PNG) {
                return inChunks(bytes, 8, false, "eXIf");
            }
            return inTiff(bytes);
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
                int tiff = startsWith(bytes, data, "Exif\0\0") ? data + 6 : data;
                return tiff >= end ? AS_STORED : inTiff(bytes.slice(tiff, end - tiff));
            }
            at += 8 + length + (webp ? length % 2 : 4);
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
