package videolab.source.capture;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Holds each frame back until its moment on one time line, so that small delays do not add up. A source that is late by more than
 * {@link #CAUGHT_UP} restarts the line there, instead of sending a burst of old frames.
 */
final class Pacer {

    static final Duration CAUGHT_UP = Duration.ofMillis(300);

    /** The clock of a pacer; tests set it. */
    interface Time {
        Time SYSTEM = new Time() {
            @Override
            public long nanos() {
                return System.nanoTime();
            }

            @Override
            public void sleep(long nanos) throws InterruptedException {
                TimeUnit.NANOSECONDS.sleep(nanos);
            }
        };

        long nanos();

        void sleep(long nanos) throws InterruptedException;
    }

    private final Time time;
    private Long startNanos;

    Pacer(Time time) {
        this.time = time;
    }

    /** Waits until so much time has passed since the first frame's moment. */
    void await(Duration position) throws InterruptedException {
        long now = time.nanos();
        if (startNanos == null) {
            startNanos = now - position.toNanos();
        }
        long early = startNanos + position.toNanos() - now;
        if (early > 0) {
            time.sleep(early);
        } else if (-early > CAUGHT_UP.toNanos()) {
            startNanos -= early;
        }
    }
}
