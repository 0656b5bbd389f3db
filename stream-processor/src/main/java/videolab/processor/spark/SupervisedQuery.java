package videolab.processor.spark;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkJobInfo;
import org.apache.spark.SparkStageInfo;
import org.apache.spark.SparkStatusTracker;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import videolab.cli.FailedException;
import videolab.cli.FullDisk;
import videolab.cli.OutOfMemory;

/** A streaming query that is started again, from its checkpoint, when it fails. */
public final class SupervisedQuery implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SupervisedQuery.class);
    private static final int FAILURES_IN_A_ROW = 10;
    private static final int NEVER = Integer.MAX_VALUE;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration HEALTHY = Duration.ofMinutes(2);
    private static final Duration TASKS_END = Duration.ofSeconds(4);
    private static final Duration TICK = Duration.ofMillis(20);

    /** How Spark's status begins between two micro-batches: for data to arrive, or for the next trigger. */
    private static final String WAITING = "Waiting for ";

    /** Starts the query; called again after a failure. */
    @FunctionalInterface
    public interface Start {
        StreamingQuery start() throws TimeoutException, StreamingQueryException;
    }

    private final String name;
    private final Start start;
    private final int givesUpAfter;
    private final Duration firstPause;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private final Thread thread;
    private volatile StreamingQuery query;
    private volatile boolean restarting;
    private volatile String failure;

    private SupervisedQuery(String name, Start start, int givesUpAfter, Duration firstPause) {
        this.name = name;
        this.start = start;
        this.givesUpAfter = givesUpAfter;
        this.firstPause = firstPause;
        thread = new Thread(this::run, "query-" + name);
    }

    /** A query that is given up, see {@link #end()}, after ten failures in a row. */
    public static SupervisedQuery start(String name, Start start) {
        return start(name, start, FIRST_PAUSE);
    }

    /** @param firstPause between a failure and the next start; doubled with each failure in a row, up to 30 s */
    static SupervisedQuery start(String name, Start start, Duration firstPause) {
        return started(new SupervisedQuery(name, start, FAILURES_IN_A_ROW, firstPause));
    }

    /** A query that is never given up: its input waits in Kafka meanwhile. */
    public static SupervisedQuery startPatient(String name, Start start) {
        return started(new SupervisedQuery(name, start, NEVER, FIRST_PAUSE));
    }

    private static SupervisedQuery started(SupervisedQuery supervised) {
        supervised.thread.start();
        return supervised;
    }

    /** Completes when the query has ended by itself or was closed; exceptionally, with one sentence, when it was given up. */
    public CompletableFuture<Void> end() {
        return end;
    }

    public String name() {
        return name;
    }

    /** Why the query is not running, or will not for long: from a failure until the start after it; empty while it works. */
    public Optional<String> failure() {
        return Optional.ofNullable(failure);
    }

    /**
     * Stops the query, which then starts again from its checkpoint.
     *
     * @throws TimeoutException when it does not stop
     */
    void restart() throws TimeoutException {
        StreamingQuery running = query;
        if (running != null) {
            restarting = true;
            running.stop();
        }
    }

    /** Lets {@link #end()} complete with this sentence, and does not start the query again. */
    void giveUp(String sentence) {
        stop.countDown();
        failure = sentence;
        end.completeExceptionally(new FailedException(sentence));
    }

    /** Whether the query has been started, and has neither failed nor been stopped since. */
    boolean isActive() {
        StreamingQuery running = query;
        return running != null && running.isActive();
    }

    /** Whether tasks are running, or would be if there were data, so that a new record is read immediately. */
    public boolean isReading() {
        StreamingQuery running = query;
        if (running == null || !running.isActive()) {
            return false;
        }
        // In micro-batches there are no tasks while nothing comes.
        if (running.status().message().startsWith(WAITING)) {
            return true;
        }
        return hasRunningTasks(running);
    }

    private static boolean hasRunningTasks(StreamingQuery query) {
        SparkStatusTracker tracker = query.sparkSession().sparkContext().statusTracker();
        // Spark runs a query's jobs in a group named by its run id.
        for (int job : tracker.getJobIdsForGroup(query.runId().toString())) {
            for (int stage : tracker.getJobInfo(job).map(SparkJobInfo::stageIds).getOrElse(() -> new int[0])) {
                if (tracker.getStageInfo(stage)
                                .map(SparkStageInfo::numActiveTasks)
                                .getOrElse(() -> 0)
                        > 0) {
                    return true;
                }
            }
        }
        return false;
    }

    private void run() {
        int failures = 0;
        while (stop.getCount() > 0) {
            long started = System.nanoTime();
            query = null;
            try {
                query = start.start();
                failure = null;
                if (stop.getCount() == 0) { // closed meanwhile, when there was nothing to stop yet
                    query.stop();
                }
                query.awaitTermination();
                if (!wasRestarted()) {
                    break;
                }
            } catch (Exception e) { // Scala throws checked ones that it does not declare
                if (stop.getCount() == 0) {
                    break;
                }
                if (wasRestarted()) { // and its tasks failed because they were interrupted
                    continue;
                }
                OutOfMemory.endIfCauseOf(e);
                if (givesUpAfter != NEVER && FullDisk.sentence(e).isPresent()) {
                    failure = reason(e);
                    end.completeExceptionally(new FailedException(failure, e));
                    return;
                }
                // One that waits minutes for a broker before it fails has done nothing.
                boolean wasHealthy = query != null
                        && query.lastProgress() != null
                        && System.nanoTime() - started > HEALTHY.toNanos();
                failures = wasHealthy ? 1 : failures + 1;
                if (failures == givesUpAfter) {
                    failure = "the query '" + name + "' failed " + failures + " times in a row: " + reason(e);
                    end.completeExceptionally(new FailedException(failure, e));
                    return;
                }
                failure = reason(e);
                Duration pause = pause(failures);
                LOG.warn("query {} failed and starts again in {} s: {}", name, pause.toSeconds(), reason(e));
                LOG.debug("query {} failed", name, e);
                if (waitForStop(pause)) {
                    break;
                }
            } catch (Error e) {
                OutOfMemory.endIfCauseOf(e);
                end.completeExceptionally(e);
                throw e;
            }
        }
        end.complete(null);
    }

    private boolean wasRestarted() {
        boolean was = restarting;
        restarting = false;
        return was;
    }

    private Duration pause(int failures) {
        Duration doubled = firstPause.multipliedBy(1L << Math.min(failures - 1, 10));
        return doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
    }

    private boolean waitForStop(Duration pause) {
        try {
            return stop.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** The innermost message: Spark wraps it in a stack of its own. */
    private static String reason(Throwable e) {
        return FullDisk.sentence(e).orElseGet(() -> innermost(e));
    }

    private static String innermost(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        String message = cause.getMessage() == null
                ? ""
                : ": " + cause.getMessage().lines().findFirst().orElse("");
        return cause.getClass().getSimpleName() + message;
    }

    /** Stops the query within seconds; what the running batch has not committed is read again at the next start. */
    @Override
    public void close() {
        stop.countDown();
        StreamingQuery running = query;
        try {
            if (running != null) {
                running.stop();
                awaitTasks(running);
            }
            thread.join(Duration.ofSeconds(20).toMillis());
        } catch (TimeoutException e) {
            LOG.warn("query {} did not stop in time", name);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * A query is stopped when its tasks have been told to end. One in the midst of a large batch takes longer; Spark that
     * is closed under it prints the stack of each thing that it tries then.
     */
    private static void awaitTasks(StreamingQuery stopped) throws InterruptedException {
        long patience = System.nanoTime() + TASKS_END.toNanos();
        while (hasRunningTasks(stopped) && System.nanoTime() < patience) {
            TimeUnit.MILLISECONDS.sleep(TICK.toMillis());
        }
    }
}
