package videolab.embedded.audience;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQueryListener;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import videolab.cli.FailedException;
import videolab.contract.Json;

/** How far a query has read a topic, and whether it has nothing left to do. */
public final class AudienceProgress extends StreamingQueryListener implements AutoCloseable {

    private static final Duration SAID_EVERY = Duration.ofSeconds(2);
    private static final Duration TICK = Duration.ofMillis(50);

    /** Spark tells that a query is idle so long after its last batch. */
    private static final String IDLE_AFTER_MS = "500";

    private final SparkSession spark;
    private final long total;
    private final PrintWriter err;
    private Instant said = Instant.now();
    private volatile long read;
    private volatile long batches;
    private volatile boolean idle;

    private AudienceProgress(SparkSession spark, long total, PrintWriter err) {
        this.spark = spark;
        this.total = total;
        this.err = err;
    }

    /**
     * Watches the queries that are started on the session from now on.
     *
     * @param total records that will come
     * @param err takes a line every few seconds of waiting
     */
    public static AudienceProgress of(SparkSession spark, long total, PrintWriter err) {
        spark.conf().set("spark.sql.streaming.noDataProgressEventInterval", IDLE_AFTER_MS);
        AudienceProgress progress = new AudienceProgress(spark, total, err);
        spark.streams().addListener(progress);
        return progress;
    }

    /** Records that were read in finished batches. */
    public long read() {
        return read;
    }

    /**
     * Waits until everything is read and the windows that it closed are written.
     *
     * @param stopped whether the query has ended
     * @throws FailedException when the query has ended, or the patience is over
     */
    public void awaitIdle(BooleanSupplier stopped, Duration patience) throws InterruptedException {
        await(() -> read == total && idle, stopped, patience);
    }

    /** Waits until so many records were read. */
    public void awaitRead(long records, BooleanSupplier stopped, Duration patience) throws InterruptedException {
        await(() -> read >= records, stopped, patience);
    }

    private void await(BooleanSupplier done, BooleanSupplier stopped, Duration patience) throws InterruptedException {
        Instant end = Instant.now().plus(patience);
        while (!done.getAsBoolean()) {
            if (stopped.getAsBoolean()) {
                throw new FailedException("the query ended after " + read + " of " + total + " records");
            }
            if (Instant.now().isAfter(end)) {
                throw new FailedException("only " + read + " of " + total + " records were processed within "
                        + patience.toSeconds() + " s");
            }
            if (Duration.between(said, Instant.now()).compareTo(SAID_EVERY) > 0) {
                said = Instant.now();
                err.println(read + " of " + total + " records in " + batches + " batches");
                err.flush();
            }
            TimeUnit.MILLISECONDS.sleep(TICK.toMillis());
        }
    }

    @Override
    public void onQueryProgress(QueryProgressEvent event) {
        StreamingQueryProgress progress = event.progress();
        idle = false; // first: who waits looks at both
        batches = progress.batchId() + 1;
        if (progress.sources().length > 0) {
            read = offsets(progress.sources()[0].endOffset());
        }
    }

    @Override
    public void onQueryIdle(QueryIdleEvent event) {
        idle = true;
    }

    @Override
    public void onQueryStarted(QueryStartedEvent event) {
        idle = false;
    }

    @Override
    public void onQueryTerminated(QueryTerminatedEvent event) {
        idle = false;
    }

    @Override
    public void close() {
        spark.streams().removeListener(this);
    }

    private static long offsets(String json) {
        try {
            long sum = 0;
            for (JsonNode topic : Json.mapper().readTree(json)) {
                for (JsonNode offset : topic) {
                    sum += offset.asLong();
                }
            }
            return sum;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Spark wrote an offset that is not JSON", e);
        }
    }
}
