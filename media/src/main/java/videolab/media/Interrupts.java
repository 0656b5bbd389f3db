package videolab.media;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOInterruptCB;
import org.bytedeco.javacpp.Pointer;

/**
 * Ends native reads that would hang. FFmpeg asks about ten times a second, while it waits for a socket or a device,
 * whether to give up; the answer is yes when the input's time is over or the reading Java thread was interrupted. This
 * holds for every protocol, where the time-out options are named differently by each and miss a server that trickles.
 */
final class Interrupts {

    private static final Map<Long, Interrupts> BY_CONTEXT = new ConcurrentHashMap<>();

    /** One for all inputs: JavaCPP can hand only about ten functions of a type to native code. */
    private static final AVIOInterruptCB.Callback_Pointer GIVE_UP = new AVIOInterruptCB.Callback_Pointer() {
        @Override
        public int call(Pointer context) {
            Interrupts interrupts = context == null ? null : BY_CONTEXT.get(context.address());
            return interrupts != null && interrupts.giveUp() ? 1 : 0;
        }
    };

    private final long context;
    private volatile long deadlineNanos;

    private Interrupts(long context, Duration patience) {
        this.context = context;
        allow(patience);
    }

    /** Watches over the context until {@link #forget}. */
    static Interrupts watch(AVFormatContext context, Duration patience) {
        Interrupts interrupts = new Interrupts(context.address(), patience);
        BY_CONTEXT.put(context.address(), interrupts);
        context.interrupt_callback().callback(GIVE_UP).opaque(context);
        return interrupts;
    }

    /** The time that the next native calls may take together, from now on. */
    void allow(Duration patience) {
        deadlineNanos = System.nanoTime() + patience.toNanos();
    }

    boolean expired() {
        return System.nanoTime() - deadlineNanos >= 0;
    }

    void forget() {
        BY_CONTEXT.remove(context, this); // FFmpeg may have given the address to another by now
    }

    private boolean giveUp() {
        return expired() || Thread.currentThread().isInterrupted();
    }
}
