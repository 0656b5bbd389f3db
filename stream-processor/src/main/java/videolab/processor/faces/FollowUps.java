package videolab.processor.faces;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import videolab.processor.spark.FollowUpQuery;
import videolab.processor.spark.SupervisedQuery;

/** The follow-up queries of a service: they run beside the faces query, or drain their topics after it. */
final class FollowUps implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FollowUps.class);

    /** A drain takes seconds; after Ctrl-C {@link videolab.processor.spark.SparkStop} waits for less than this. */
    private static final Duration DRAIN_PATIENCE = Duration.ofMinutes(2);

    private final SparkSession spark;
    private final List<FollowUpQuery> queries;
    private final List<SupervisedQuery> running = new ArrayList<>();
    private boolean closed;

    FollowUps(SparkSession spark, List<FollowUpQuery> queries) {
        this.spark = spark;
        this.queries = List.copyOf(queries);
    }

    /** Starts the queries for as long as this is open. */
    synchronized void start() {
        for (FollowUpQuery query : queries) {
            running.add(SupervisedQuery.startPatient(query.name(), () -> query.start(spark)));
        }
    }

    /** Starts the queries on what is there, unless this is closed. The result completes when all have ended. */
    synchronized CompletableFuture<Void> drain() {
        if (closed) {
            if (!queries.isEmpty()) {
                LOG.info("the next start completes the follow-up queries: {}", names(queries));
            }
            return CompletableFuture.completedFuture(null);
        }
        queries.forEach(query -> running.add(startDrain(query)));
        return CompletableFuture.allOf(
                running.stream().map(SupervisedQuery::end).toArray(CompletableFuture[]::new));
    }

    /** Stops the queries. */
    @Override
    public synchronized void close() {
        closed = true;
        running.forEach(SupervisedQuery::close);
    }

    /** Whether all have stopped: one that hangs, as it does when the broker is gone, would be in the way of a drain. */
    synchronized boolean haveStopped() {
        return running.stream().allMatch(FollowUps::hasStopped);
    }

    static boolean hasStopped(SupervisedQuery query) {
        return query.end().isDone() && !query.end().isCompletedExceptionally();
    }

    /** Drains the queries that want it at the end of a run, so that their last sums are complete. */
    void drainAtStop() {
        for (FollowUpQuery query : queries) {
            if (!query.drainsAtStop()) {
                continue;
            }
            try (SupervisedQuery drain = startDrain(query)) {
                drain.end().get(DRAIN_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException | ExecutionException e) {
                LOG.info("the next start completes the follow-up query {}", query.name());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private SupervisedQuery startDrain(FollowUpQuery query) {
        return SupervisedQuery.start(query.name(), () -> query.drain(spark));
    }

    private static String names(List<FollowUpQuery> queries) {
        return String.join(", ", queries.stream().map(FollowUpQuery::name).toList());
    }
}
