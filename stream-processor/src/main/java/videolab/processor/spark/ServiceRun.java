package videolab.processor.spark;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import videolab.cli.FailedException;
import videolab.cli.StopSignal;

/** Waits while a service runs. */
public final class ServiceRun {

    private static final Logger LOG = LoggerFactory.getLogger(ServiceRun.class);

    private ServiceRun() {}

    /**
     * Returns when the service has ended, somebody asked it to, or its time is over.
     *
     * @param chores what is to be done meanwhile; shut down here
     * @param duration null for no limit
     * @throws FailedException when the service was given up
     */
    public static void untilTheEnd(
            CompletableFuture<Void> service, StopSignal stop, Duration duration, ScheduledExecutorService chores) {
        try {
            CompletableFuture<Object> end = CompletableFuture.anyOf(service, stop.requested());
            if (duration == null) {
                end.get();
            } else {
                end.get(duration.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (TimeoutException e) {
            LOG.info("--duration {} s is over", duration.toSeconds());
        } catch (ExecutionException e) {
            throw e.getCause() instanceof FailedException failed ? failed : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            chores.shutdownNow();
        }
    }
}
