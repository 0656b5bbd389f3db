package videolab.source.capture;

import java.time.Duration;

/**
 * Notices a camera that repeats its last picture. A living camera never does: its sensor's noise changes every picture,
 * in the dark and of a still room too.
 */
final class FrozenPicture {

    /** Two equal pictures of a camera that is asked seldom may be one that it keeps for a while. */
    private static final int MIN_PICTURES = 3;

    private final long limitNanos;
    private long checksum;
    private Long sinceNanos;
    private long repeats;

    FrozenPicture(Duration limit) {
        this.limitNanos = limit.toNanos();
    }

    /** Takes a picture's checksum; true when there has been no other for longer than the limit. */
    boolean seen(long newChecksum, long nowNanos) {
        if (sinceNanos == null || newChecksum != checksum) {
            checksum = newChecksum;
            sinceNanos = nowNanos;
            repeats = 0;
        }
        repeats++;
        return repeats >= MIN_PICTURES && nowNanos - sinceNanos > limitNanos;
    }

    /** A new connection starts with a clean slate. */
    void reset() {
        sinceNanos = null;
    }
}
