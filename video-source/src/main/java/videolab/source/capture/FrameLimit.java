package videolab.source.capture;

/** Takes at most so many of a live camera's frames a second, evenly, and lets the others go. */
final class FrameLimit {

    private final long intervalNanos;
    private Long dueNanos;

    /** @param framesPerSecond null: takes all */
    FrameLimit(Double framesPerSecond) {
        this.intervalNanos = framesPerSecond == null ? 0 : (long) (1e9 / framesPerSecond);
    }

    boolean takes(long nowNanos) {
        if (dueNanos == null) {
            dueNanos = nowNanos;
        }
        // A quarter early is on time: a camera of the same rate is never exactly on the beat.
        if (nowNanos < dueNanos - intervalNanos / 4) {
            return false;
        }
        // After a pause there is nothing to catch up.
        dueNanos = Math.max(dueNanos + intervalNanos, nowNanos + intervalNanos / 2);
        return true;
    }
}
