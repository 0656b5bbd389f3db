package videolab.processor.spark;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.util.ShutdownHookManager;

/**
 * Lets Ctrl-C end a Spark program in order: the program is asked to stop and waited for, before Spark's own shutdown
 * hook would pull the session from under its queries.
 */
public final class OrderlyStop implements AutoCloseable {

    private static final int BEFORE_SPARK = 100;
    /** Hadoop gives a hook 30 s, and so do the lab's containers. */
    private static final int PATIENCE_S = 25;

    private final CompletableFuture<Void> requested = new CompletableFuture<>();
    private final CountDownLatch done = new CountDownLatch(1);

    private OrderlyStop() {}

    public static OrderlyStop install() {
        OrderlyStop stop = new OrderlyStop();
        ShutdownHookManager.get().addShutdownHook(stop::requestAndWait, BEFORE_SPARK);
        return stop;
    }

    /** Completes when the JVM was asked to end. */
    public CompletableFuture<Void> requested() {
        return requested;
    }

    private void requestAndWait() {
        requested.complete(null);
        try {
            done.await(PATIENCE_S, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** To be called when everything is stopped. */
    @Override
    public void close() {
        done.countDown();
    }
}
