package videolab.processor.spark;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Restarts a query that consumes nothing while its topic grows, and gives it up when that happens a second time in a row.
 * A query can hang without failing: a task that waits for ever, a thread that has died.
 */
public final class StallWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StallWatch.class);

    /** How often the counts are compared. */
    static final Duration INTERVAL = Duration.ofSeconds(10);

    /** A broker that is asked every interval and has not answered so long is away. */
    private static final Duration BROKER_AWAY = Duration.ofSeconds(30);

    private final SupervisedQuery query;
    private final LongSupplier consumed;
    private final TopicEnd topic;
    private final Duration stall;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "stall-watch");
        thread.setDaemon(true);
        return thread;
    });

    private volatile long lastConsumed;
    private volatile long progressAt = System.nanoTime();
    private volatile long answeredAt = System.nanoTime();
    private volatile boolean behind;
    private long endAtProgress = -1;
    private boolean restarted;

    /** The end of the topic that a query reads. */
    public interface TopicEnd extends AutoCloseable {

        String name();

        /** The sum of the partitions' end offsets; empty while no broker answers. */
        OptionalLong offset();

        @Override
        void close();
    }

    private StallWatch(SupervisedQuery query, LongSupplier consumed, TopicEnd topic, Duration stall) {
        this.query = query;
        this.consumed = consumed;
        this.topic = topic;
        this.stall = stall;
        this.lastConsumed = consumed.getAsLong();
    }

    /**
     * Starts watching.
     *
     * @param consumed how many records the tasks of this JVM have taken so far; a cluster's finished tasks count instead
     * @param topic closed here
     * @param stall how long a query may take none while the topic grows
     */
    public static StallWatch start(
            SparkSession spark, SupervisedQuery query, LongSupplier consumed, TopicEnd topic, Duration stall) {
        LongSupplier progress = spark.sparkContext().isLocal() ? consumed : FinishedTasks.of(spark)::count;
        return start(query, progress, topic, stall, INTERVAL);
    }

    static StallWatch start(
            SupervisedQuery query, LongSupplier consumed, TopicEnd topic, Duration stall, Duration interval) {
        StallWatch watch = new StallWatch(query, consumed, topic, stall);
        watch.clock.scheduleWithFixedDelay(watch::look, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
        return watch;
    }

    private void look() {
        try {
            compare(topic.offset());
        } catch (RuntimeException e) { // a task that throws is not run again
            LOG.warn("the query {} cannot be watched: {}", query.name(), e.getMessage());
        }
    }

    private void compare(OptionalLong end) {
        if (end.isPresent()) {
            answeredAt = System.nanoTime();
        }
        long now = consumed.getAsLong();
        if (now != lastConsumed || endAtProgress < 0) {
            restarted &= now == lastConsumed;
            lastConsumed = now;
            noteProgress(end);
            return;
        }
        behind = end.isPresent() && end.getAsLong() > endAtProgress && query.isActive();
        if (!behind) { // nothing to consume, nobody to ask, or a start or failure that is dealt with
            progressAt = System.nanoTime();
            return;
        }
        if (since(progressAt).compareTo(stall) < 0) {
            return;
        }
        String what = "has consumed nothing for " + seconds(stall) + " s while " + topic.name() + " grew";
        if (restarted) {
            query.giveUp("the query '" + query.name() + "' " + what + ", also after a restart;"
                    + " start it again, with VIDEO_LAB_LOG_LEVEL=debug to see why");
            clock.shutdown();
            return;
        }
        LOG.warn("the query {} {}: it is restarted", query.name(), what);
        try {
            query.restart();
        } catch (TimeoutException e) {
            query.giveUp("the query '" + query.name() + "' " + what + ", and cannot be stopped; start it again");
            clock.shutdown();
            return;
        }
        restarted = true;
        noteProgress(end);
    }

    private void noteProgress(OptionalLong end) {
        behind = false;
        progressAt = System.nanoTime();
        endAtProgress = end.orElse(-1);
    }

    /** What is wrong with the query or its broker, in one sentence; empty while it works. */
    public Optional<String> trouble() {
        Duration away = since(answeredAt);
        if (away.compareTo(BROKER_AWAY) > 0) {
            return Optional.of("no Kafka broker has answered for " + seconds(away) + " s");
        }
        Optional<String> failure = query.failure();
        if (failure.isPresent()) {
            return Optional.of("the query '" + query.name() + "' has failed: " + failure.get());
        }
        Duration idle = since(progressAt);
        return behind && idle.compareTo(stall) >= 0
                ? Optional.of("the query '" + query.name() + "' has consumed nothing for " + seconds(idle) + " s while "
                        + topic.name() + " grew")
                : Optional.empty();
    }

    /** The trouble of a watch for {@code /healthz}; none where there is no watch, because a query works on what is there. */
    public static Supplier<Optional<String>> troubleOf(StallWatch watch) {
        return watch == null ? Optional::empty : watch::trouble;
    }

    private static Duration since(long nanoTime) {
        return Duration.ofNanos(System.nanoTime() - nanoTime);
    }

    private static long seconds(Duration duration) {
        return duration.toSeconds();
    }

    @Override
    public void close() {
        clock.shutdownNow();
        topic.close();
    }
}
