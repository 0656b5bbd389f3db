package videolab.media;

import java.util.Arrays;
import java.util.Optional;

/**
 * Finds JPEGs in a stream of bytes, whatever stands between them. Cheap cameras write multipart loosely (delimiters that
 * differ from those announced, no lengths or wrong ones, text parts), but the pictures mark their own begin and end.
 */
final class JpegSplitter {

    /** Larger data is not a camera picture, but bytes that happened to look like the start of one. */
    private static final int MAX_PICTURE_BYTES = 64 * 1024 * 1024;

    private static final int START_OF_IMAGE = 0xD8;
    private static final int END_OF_IMAGE = 0xD9;
    private static final int START_OF_SCAN = 0xDA;

    private byte[] bytes = new byte[256 * 1024];
    private int length;

    /** Where to go on looking; behind a picture's begin while {@link #inPicture}. */
    private int position;

    private boolean inPicture;
    private boolean inScan;
    private boolean scanSeen;

    void add(byte[] more, int count) {
        if (length + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + count));
        }
        System.arraycopy(more, 0, bytes, length, count);
        length += count;
    }

    /** The next picture that is whole; empty until more bytes come. */
    Optional<byte[]> next() {
        while (true) {
            if (!inPicture && !findBegin()) {
                return Optional.empty();
            }
            int end = findEnd();
            if (end > 0) {
                return Optional.of(cut(end));
            }
            if (length <= MAX_PICTURE_BYTES) {
                return Optional.empty();
            }
            drop(2);
        }
    }

    /** What is left where the bytes end: a picture without an end marker, which some cameras never write. */
    Optional<byte[]> last() {
        return inPicture && scanSeen ? Optional.of(cut(length)) : Optional.empty();
    }

    private boolean findBegin() {
        for (int i = 0; i + 2 < length; i++) {
            if (at(i) == 0xFF && at(i + 1) == START_OF_IMAGE && at(i + 2) == 0xFF) {
                drop(i);
                inPicture = true;
                position = 2;
                return true;
            }
        }
        drop(Math.max(0, length - 2));
        return false;
    }

    /** Behind the picture that begins at 0; 0 when more bytes are needed. */
    private int findEnd() {
        while (position + 2 <= length) {
            int marker = at(position) == 0xFF ? at(position + 1) : -1;
            if (marker == END_OF_IMAGE) {
                return position + 2;
            }
            if (marker == START_OF_IMAGE && scanSeen) {
                if (position + 3 > length) {
                    return 0;
                }
                if (at(position + 2) == 0xFF) {
                    return position; // the next picture: this one has no end marker
                }
            }
            if (inScan) {
                boolean segment = marker >= 0xC0 && (marker < 0xD0 || marker > START_OF_IMAGE) && marker != 0xFF;
                inScan = !segment;
                position += segment ? 0 : 1;
            } else if (marker <= 0x01 || marker == 0xFF) {
                position++; // bytes between segments
            } else if (marker >= 0xD0 && marker <= START_OF_IMAGE) {
                position += 2;
            } else if (position + 4 > length) {
                return 0;
            } else {
                inScan = marker == START_OF_SCAN;
                scanSeen |= inScan;
                position += 2 + Math.max(2, at(position + 2) << 8 | at(position + 3));
            }
        }
        return 0;
    }

    private byte[] cut(int end) {
        byte[] picture = Arrays.copyOf(bytes, end);
        drop(end);
        return picture;
    }

    private void drop(int count) {
        System.arraycopy(bytes, count, bytes, 0, length - count);
        length -= count;
        position = 0;
        inPicture = false;
        inScan = false;
        scanSeen = false;
    }

    private int at(int index) {
        return bytes[index] & 0xFF;
    }
}
