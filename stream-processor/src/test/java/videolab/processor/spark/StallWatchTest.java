package videolab.processor.spark;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.execution.streaming.runtime.MemoryStream;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import scala.jdk.javaapi.CollectionConverters;
import videolab.cli.FailedException;
import videolab.cli.UsageException;

class StallWatchTest {

    private static final Duration STALL = Duration.ofMillis(50);
    private static final Duration INTERVAL = Duration.ofMillis(5);
    private static final int LOOKS = 100;

    @RegisterExtension
    private static final SparkLab SPARK = new SparkLab(2);

    @TempDir
    private Path folder;

    private final AtomicInteger starts = new AtomicInteger();

    /** A topic whose end at each look is a function of the look's number. */
    private static final class Topic implements StallWatch.TopicEnd {

        private final LongUnaryOperator end;
        private final AtomicLong looks = new AtomicLong();
        private final CountDownLatch enough = new CountDownLatch(LOOKS);

        Topic(LongUnaryOperator end) {
            this.end = end;
        }

        @Override
        public String name() {
            return "a-topic";
        }

        @Override
        public OptionalLong offset() {
            enough.countDown();
            long answer = end.applyAsLong(looks.incrementAndGet());
            return answer < 0 ? OptionalLong.empty() : OptionalLong.of(answer);
        }

        @Override
        public void close() {
            // Holds nothing.
        }
    }

    @Test
    void aQueryThatHangsIsRestartedAndThenGivenUp() throws Exception {
        try (SupervisedQuery query = hanging();
                StallWatch watch = StallWatch.start(query, () -> 0, new Topic(look -> look), STALL, INTERVAL)) {
            assertThatThrownBy(() -> query.end().get(60, SECONDS))
                    .hasCauseInstanceOf(FailedException.class)
                    .hasMessageContaining(
                            "the query 'test' has consumed nothing for 0 s while a-topic grew, also after a restart");
            assertThat(starts).hasValue(2);
            assertThat(watch.trouble()).isPresent();
        }
    }

    @Test
    void aQueryThatConsumesIsLeftAlone() throws Exception {
        AtomicLong consumed = new AtomicLong();
        assertLeftAlone(new Topic(look -> look), consumed::incrementAndGet);
    }

    @Test
    void aQueryIsLeftAloneWhileNothingArrives() throws Exception {
        assertLeftAlone(new Topic(look -> 7), () -> 7);
    }

    @Test
    void aQueryIsLeftAloneWhileNoBrokerAnswers() throws Exception {
        assertLeftAlone(new Topic(look -> -1), () -> 7);
    }

    /** Longer than its stall. */
    private void assertLeftAlone(Topic topic, LongSupplier consumed) throws Exception {
        try (SupervisedQuery query = hanging();
                StallWatch watch = StallWatch.start(query, consumed, topic, STALL, INTERVAL)) {
            assertThat(topic.enough.await(60, SECONDS)).isTrue();
            assertThat(query.end()).isNotDone();
            assertThat(starts).hasValueLessThanOrEqualTo(1);
            assertThat(watch.trouble()).isEmpty();
        }
    }

    /** Its first batch waits until it is interrupted. */
    private SupervisedQuery hanging() {
        MemoryStream<String> input = MemoryStream.apply(Encoders.STRING(), SPARK.session());
        input.addData(CollectionConverters.asScala(java.util.List.of("a")).toSeq());
        VoidFunction2<Dataset<String>, Long> batch = (rows, id) -> new CountDownLatch(1).await();
        return SupervisedQuery.start("test", () -> {
            starts.incrementAndGet();
            return input.toDS()
                    .writeStream()
                    .foreachBatch(batch)
                    .option("checkpointLocation", folder.toString())
                    .trigger(Trigger.ProcessingTime(0))
                    .start();
        });
    }

    @Test
    void aStallThatIsShorterThanTheIntervalOfItsCountIsRefused() {
        StallOption option = new StallOption();
        QueryTrigger slow = QueryTrigger.parse("processing:600000");
        assertThat(option.stall(slow, "local[2]")).hasMinutes(20);
        assertThat(option.stall(QueryTrigger.parse("realtime:90"), "local[2]")).hasMinutes(2);
        assertThat(option.stall(QueryTrigger.parse("realtime:90"), "spark://host:7077"))
                .hasMinutes(3);

        new picocli.CommandLine(new Holder(option)).parseArgs("--stall", "PT1M");
        assertThat(option.stall(QueryTrigger.parse("realtime:90"), "local[2]")).hasMinutes(1);
        assertThatThrownBy(() -> option.stall(slow, "local[2]"))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("--stall")
                .hasMessageContaining("600000 ms");
    }

    @picocli.CommandLine.Command
    private static final class Holder {

        @picocli.CommandLine.Mixin
        private StallOption option;

        Holder(StallOption option) {
            this.option = option;
        }
    }
}
