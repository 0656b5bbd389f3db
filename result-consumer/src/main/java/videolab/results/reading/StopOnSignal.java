package videolab.results.reading;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Lets Ctrl-C (and a termination) end a work in order. */
public final class StopOnSignal {

    /** The JVM halts when its hooks have returned: long enough for a last summary, short enough for a person. */
    private static final Duration PATIENCE = Duration.ofMillis(800);

    private StopOnSignal() {}

    /** Does the work; on a signal calls {@code stop}, which makes the work return soon, and waits briefly for that. */
    public static void during(Runnable work, Runnable stop) {
        CountDownLatch ended = new CountDownLatch(1);
        Thread hook = new Thread(
                () -> {
                    stop.run();
                    await(ended);
                },
                "stop-on-signal");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            work.run();
        } finally {
            ended.countDown();
            remove(hook);
        }
    }

    private static void remove(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is shutting down: the hook has done its work.
        }
    }

    private static void await(CountDownLatch ended) {
        try {
            ended.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
