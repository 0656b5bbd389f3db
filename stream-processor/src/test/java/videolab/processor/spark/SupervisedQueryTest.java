package videolab.processor.spark;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.ForeachWriter;
import org.apache.spark.sql.execution.streaming.runtime.MemoryStream;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import scala.jdk.javaapi.CollectionConverters;
import videolab.cli.FailedException;
import videolab.cli.FullDisk;

class SupervisedQueryTest {

    private static final Duration SHORT = Duration.ofMillis(1);
    private static final int PATIENCE_S = 60;

    @RegisterExtension
    private static final SparkLab SPARK = new SparkLab(2);

    @TempDir
    private Path folder;

    private final List<String> written = new CopyOnWriteArrayList<>();
    private final AtomicInteger starts = new AtomicInteger();
    private MemoryStream<String> input;

    @BeforeEach
    void open() {
        input = MemoryStream.apply(Encoders.STRING(), SPARK.session());
    }

    @Test
    void aQueryThatFailsStartsAgainFromItsCheckpoint() throws Exception {
        CountDownLatch second = new CountDownLatch(2);
        AtomicInteger batches = new AtomicInteger();
        send("a", "b");
        try (SupervisedQuery query = SupervisedQuery.start(
                "test",
                () -> start(Trigger.ProcessingTime(0), rows -> {
                    if (batches.incrementAndGet() == 2) {
                        throw new IllegalStateException("disk full");
                    }
                    written.addAll(rows);
                    second.countDown();
                    send("c");
                }),
                SHORT)) {
            assertThat(second.await(PATIENCE_S, SECONDS)).isTrue();
            assertThat(query.end()).isNotDone();
        }

        assertThat(starts).hasValue(2);
        assertThat(written).startsWith("a", "b", "c");
    }

    /** Another try would find it full too, and a person waits. */
    @Test
    void aFullDiskIsGivenUpAtOnceWithItsFolder() {
        FullDisk.watch("--root", folder.toString());
        SupervisedQuery query = SupervisedQuery.start(
                "test",
                () -> {
                    starts.incrementAndGet();
                    throw new IllegalStateException(
                            "Task failed", new IOException("/disk/part-0: No space left on device"));
                },
                SHORT);

        assertThatThrownBy(() -> query.end().get(PATIENCE_S, SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(FailedException.class)
                .hasMessageMatching("the disk of /.* is full; free some space there, or name a folder on another disk"
                        + " by (--root|--checkpoint|TMPDIR)");
        assertThat(starts).hasValue(1);
    }

    @Test
    void tenFailuresInARowAreGivenUpWithTheInnermostReason() {
        SupervisedQuery query = SupervisedQuery.start(
                "test",
                () -> {
                    starts.incrementAndGet();
                    throw new IllegalStateException("outer", new TimeoutException("no broker\nat some place"));
                },
                SHORT);

        assertThatThrownBy(() -> query.end().get(PATIENCE_S, SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(FailedException.class)
                .hasMessageEndingWith("the query 'test' failed 10 times in a row: TimeoutException: no broker");
        assertThat(starts).hasValue(10);
        assertThat(query.isReading()).isFalse();
    }

    @Test
    void aQueryThatHasDoneItsWorkEnds() throws Exception {
        send("a");
        SupervisedQuery query =
                SupervisedQuery.start("test", () -> start(Trigger.AvailableNow(), written::addAll), SHORT);

        query.end().get(PATIENCE_S, SECONDS);
        assertThat(written).containsExactly("a");
        assertThat(starts).hasValue(1);
    }

    @Test
    void closingEndsTheWaitBetweenTwoStarts() throws Exception {
        CountDownLatch failed = new CountDownLatch(1);
        SupervisedQuery query = SupervisedQuery.start(
                "test",
                () -> {
                    failed.countDown();
                    throw new IllegalStateException("no broker");
                },
                Duration.ofHours(1));
        assertThat(failed.await(PATIENCE_S, SECONDS)).isTrue();

        // Gives the query less time than the pause has left.
        query.close();
        assertThat(query.end()).isCompleted();
    }

    @Test
    void aQueryIsReadingWhileItWaitsForRecords() throws Exception {
        SupervisedQuery query =
                SupervisedQuery.start("test", () -> start(Trigger.ProcessingTime(0), written::addAll), SHORT);
        while (!query.isReading()) {
            assertThat(query.end()).isNotDone();
            Thread.sleep(10);
        }
        query.close();
        assertThat(query.isReading()).isFalse();
        assertThat(query.end()).isCompleted();
    }

    /** Else Spark is closed under them, and they print what they try then. */
    @Test
    void closingWaitsForTasksThatCannotBeInterrupted() throws Exception {
        send("a");
        SupervisedQuery query = SupervisedQuery.start(
                "test",
                () -> input.toDS()
                        .writeStream()
                        .foreach(new Stubborn())
                        .option("checkpointLocation", folder.toString())
                        .start(),
                SHORT);
        assertThat(Stubborn.BEGUN.await(PATIENCE_S, SECONDS)).isTrue();

        query.close();

        assertThat(Stubborn.ENDED.getCount()).isZero();
    }

    /** Works on for a second, whatever it is told. */
    private static final class Stubborn extends ForeachWriter<String> {

        private static final CountDownLatch BEGUN = new CountDownLatch(1);
        private static final CountDownLatch ENDED = new CountDownLatch(1);

        @Override
        public boolean open(long partition, long batch) {
            return true;
        }

        @Override
        public void process(String record) {
            BEGUN.countDown();
            long end = System.nanoTime() + SECONDS.toNanos(1);
            while (System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            ENDED.countDown();
        }

        @Override
        public void close(Throwable error) {
            // Holds nothing.
        }
    }

    private StreamingQuery start(Trigger trigger, Consumer<List<String>> writer) throws TimeoutException {
        starts.incrementAndGet();
        VoidFunction2<Dataset<String>, Long> batch = (rows, id) -> {
            List<String> values = rows.collectAsList();
            if (!values.isEmpty()) {
                writer.accept(values);
            }
        };
        return input.toDS()
                .writeStream()
                .foreachBatch(batch)
                .option("checkpointLocation", folder.toString())
                .trigger(trigger)
                .start();
    }

    private void send(String... records) {
        input.addData(CollectionConverters.asScala(List.of(records)).toSeq());
    }
}
