package videolab.source.capture;

import java.time.Duration;

/**
 * Notices a camera that repeats its last picture. A living camera never does: its sensor's noise changes every picture,
 * in the dark and of a still room too.
 */
final class FrozenPicture {

    private final long limitNanos;
    private long checksum;
    private Long sinceNanos;

    FrozenPicture(Duration limit) {
        this.limitNanos = limit.toNanos();
    }

    /** Takes a picture's checksum; true when there has been no other for longer than the limit. */
    boolean seen(long newChecksum, long nowNanos) {
        if (sinceNanos == null || newChecksum != checksum) {
            checksum = newChecksum;
            sinceNanos = nowNanos;
        }
        return nowNanos - sinceNanos > limitNanos;
    }

    /** A new connection starts with a clean slate. */
    void reset() {
        sinceNanos = null;
    }
}
