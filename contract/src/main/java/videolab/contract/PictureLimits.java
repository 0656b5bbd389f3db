package videolab.contract;

import java.util.Optional;

/**
 * What a picture may cost beside its pixels, counted in its bytes before it is decoded: a progressive JPEG of a megabyte
 * can hold 15,000 scans, each of which is a pass over all pixels. A source re-encodes such a picture, the processor
 * rejects it.
 */
public final class PictureLimits {

    /** Encoders write 10 or so; the time to decode grows with each. */
    public static final int MOST_SCANS = 64;

    /** Encoders write one for each 8 KiB or more. */
    public static final int MOST_CHUNKS = 10_000;

    /** What a picture of 100 megapixels has in BGR, and a little more. */
    public static final long MOST_HELD_BYTES = 320_000_000;

    private static final int MEGABYTE = 1_000_000;
    private static final int START_OF_SCAN = 0xDA;
    private static final int END_OF_IMAGE = 0xD9;

    /** A PNG's signature, and what a chunk has beside its data. */
    private static final int PNG_SIGNATURE_BYTES = 8;

    private static final int CHUNK_FRAME_BYTES = 12;

    private PictureLimits() {}

    /** Why the picture costs too much, as a phrase; empty when it does not, or is neither JPEG nor PNG. */
    public static Optional<String> refusal(byte[] picture) {
        if (picture.length < PNG_SIGNATURE_BYTES) {
            return Optional.empty();
        }
        if (unsigned(picture, 0) == 0xFF && unsigned(picture, 1) == 0xD8) {
            return refusal(Scans.of(picture));
        }
        if (unsigned(picture, 0) == 0x89 && picture[1] == 'P' && picture[2] == 'N' && picture[3] == 'G') {
            int chunks = chunks(picture);
            return chunks <= MOST_CHUNKS
                    ? Optional.empty()
                    : Optional.of("PNG of " + chunks + " chunks, more than " + MOST_CHUNKS);
        }
        return Optional.empty();
    }

    private static Optional<String> refusal(Scans jpeg) {
        if (jpeg.scans > MOST_SCANS) {
            return Optional.of("JPEG of " + jpeg.scans + " scans, more than " + MOST_SCANS);
        }
        if (jpeg.heldBytes() > MOST_HELD_BYTES) {
            return Optional.of("JPEG in several scans that takes " + jpeg.heldBytes() / MEGABYTE
                    + " MB to decode, more than " + MOST_HELD_BYTES / MEGABYTE + " MB");
        }
        return Optional.empty();
    }

    /**
     * What a JPEG's markers say of its scans.
     *
     * @param frame where the frame header begins; 0 if there is none
     */
    private record Scans(byte[] jpeg, int frame, int scans) {

        /** A thumbnail's markers lie inside a segment, which is skipped as a whole. */
        static Scans of(byte[] jpeg) {
            int scans = 0;
            int frame = 0;
            int position = 2;
            while (position + 1 < jpeg.length) {
                int marker = unsigned(jpeg, position) == 0xFF ? unsigned(jpeg, position + 1) : 0;
                if (marker == END_OF_IMAGE) {
                    break;
                }
                boolean segment = marker >= 0xC0 && marker < 0xFF && !(marker >= 0xD0 && marker <= 0xD8);
                if (!segment || position + 3 >= jpeg.length) {
                    position++; // pixels, fill bytes, or what no decoder reads
                    continue;
                }
                if (marker == START_OF_SCAN) {
                    scans++;
                } else if (frame == 0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC) {
                    frame = position;
                }
                position += 2 + Math.max(2, unsigned(jpeg, position + 2) << 8 | unsigned(jpeg, position + 3));
            }
            return new Scans(jpeg, frame, scans);
        }

        /** A coefficient of two bytes for each sample, as long as a later scan may change it; 0 where there is one scan. */
        long heldBytes() {
            boolean isProgressive = frame > 0 && (unsigned(jpeg, frame + 1) & 3) == 2;
            if (frame == 0 || frame + 10 > jpeg.length || !isProgressive && scans < 2) {
                return 0;
            }
            long height = unsigned(jpeg, frame + 5) << 8 | unsigned(jpeg, frame + 6);
            long width = unsigned(jpeg, frame + 7) << 8 | unsigned(jpeg, frame + 8);
            int samples = 0;
            int across = 1;
            int down = 1;
            for (int i = 0; i < unsigned(jpeg, frame + 9) && frame + 12 + 3 * i < jpeg.length; i++) {
                int factors = unsigned(jpeg, frame + 11 + 3 * i);
                samples += (factors >> 4) * (factors & 15);
                across = Math.max(across, factors >> 4);
                down = Math.max(down, factors & 15);
            }
            return 2 * width * height * samples / (across * down);
        }
    }

    private static int chunks(byte[] png) {
        int chunks = 0;
        long position = PNG_SIGNATURE_BYTES;
        while (position + CHUNK_FRAME_BYTES <= png.length) {
            int at = (int) position;
            long length = (long) unsigned(png, at) << 24
                    | unsigned(png, at + 1) << 16
                    | unsigned(png, at + 2) << 8
                    | unsigned(png, at + 3);
            chunks++;
            position += CHUNK_FRAME_BYTES + length;
        }
        return chunks;
    }

    private static int unsigned(byte[] bytes, int position) {
        return bytes[position] & 0xFF;
    }
}
