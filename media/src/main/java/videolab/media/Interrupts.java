package videolab.media;

import java.time.Duration;
import org.bytedeco.ffmpeg.avformat.AVIOInterruptCB;
import org.bytedeco.javacpp.Pointer;

/**
 * Ends native reads that would hang. FFmpeg asks about ten times a second, while it waits for a socket or a device,
 * whether to give up; the answer is yes when the input's time is over or the reading Java thread was interrupted. This
 * holds for every protocol, where the time-out options are named differently by each and do not detect a server that trickles.
 */
final class Interrupts implements AutoCloseable {

    private static final CallbackTargets<Interrupts> OPEN = new CallbackTargets<>();

    private static final AVIOInterruptCB.Callback_Pointer GIVE_UP = new AVIOInterruptCB.Callback_Pointer() {
        @Override
        public int call(Pointer opaque) {
            Interrupts interrupts = OPEN.find(opaque);
            return interrupts != null && interrupts.giveUp() ? 1 : 0;
        }
    };

    private final Pointer handle = OPEN.register(this);
    private volatile long deadlineNanos;

    Interrupts(Duration patience) {
        allow(patience);
    }

    /** Makes FFmpeg ask, until {@link #close}. */
    void watch(AVIOInterruptCB callback) {
        callback.callback(GIVE_UP).opaque(handle);
    }

    /** The time that the next native calls may take together, from now on. */
    void allow(Duration patience) {
        deadlineNanos = System.nanoTime() + patience.toNanos();
    }

    boolean expired() {
        return System.nanoTime() - deadlineNanos >= 0;
    }

    @Override
    public void close() {
        OPEN.remove(handle);
    }

    private boolean giveUp() {
        return expired() || Thread.currentThread().isInterrupted();
    }
}
