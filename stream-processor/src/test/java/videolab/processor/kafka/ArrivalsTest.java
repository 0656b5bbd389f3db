package videolab.processor.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

class ArrivalsTest {

    private static final long T = 1_800_000_000_000L;
    private static final long HOUR = 3_600_000;

    private final List<Long> asked = new ArrayList<>();

    @Test
    void aRecordArrivedBeforeThoseThatFollowIt() {
        assertThat(arrivals(List.of(), 0, HOUR, 2_000, 3_000)).containsExactly(0L, 13_000L, 2_000L, 3_000L);
        assertThat(arrivals(List.of(), HOUR, 2_000, 3_000, 4_000)).containsExactly(13_000L, 2_000L, 3_000L, 4_000L);
    }

    @Test
    void whatFollowsTheLastRecordLiesInTheNextBatch() {
        assertThat(arrivals(List.of(4_000L, 5_000L, 6_000L), 0, 2_000, 3_000, HOUR))
                .containsExactly(0L, 2_000L, 3_000L, 15_000L);
        assertThat(arrivals(List.of(4_000L), HOUR)).as("alone").containsExactly(14_000L);
        assertThat(arrivals(List.of(4_000L, 5_000L), 0, HOUR, 2 * HOUR))
                .as("two, the second the witness of the first")
                .containsExactly(0L, 15_000L, 15_000L);
    }

    /** As after an outage of one of two producers: what it sends late is no witness against the other. */
    @Test
    void aProducerThatIsLateHoldsNobodyBack() {
        long[] times = LongStream.concat(
                        LongStream.range(0, 15).map(i -> 60_000 + 1_000 * i),
                        LongStream.range(0, 15).map(i -> 1_000 * i))
                .toArray();
        assertThat(arrivals(List.of(), times))
                .containsExactlyElementsOf(LongStream.of(times).boxed().toList());
        assertThat(asked).isEmpty();
    }

    @Test
    void theLastRecordOfATopicArrivedWhenItSays() {
        assertThat(arrivals(List.of(), 0, 2_000, HOUR)).containsExactly(0L, 2_000L, HOUR);
        assertThat(asked).containsExactly(2L);
    }

    @Test
    void afterAQuietHourNothingIsHeldBack() {
        assertThat(arrivals(List.of(HOUR + 1_000), 0, 1_000, HOUR)).containsExactly(0L, 1_000L, HOUR);
        assertThat(arrivals(List.of(), 0, HOUR, HOUR + 5)).containsExactly(0L, HOUR, HOUR + 5);
    }

    @Test
    void kafkaIsNotAskedInASteadyStream() {
        long[] steady = LongStream.range(0, 100).map(second -> 1_000 * second).toArray();
        assertThat(arrivals(List.of(), steady))
                .containsExactlyElementsOf(LongStream.of(steady).boxed().toList());
        assertThat(asked).isEmpty();
    }

    @Test
    void largeRecordsAreNotHeldTogether() {
        List<Row> large = new ArrayList<>();
        int[] read = {0};
        for (int i = 0; i < 5; i++) {
            large.add(row(i, 1_000 * i, new byte[9 * 1024 * 1024]));
        }
        Arrivals arrivals = new Arrivals(large.stream().peek(row -> read[0]++).iterator(), Arrivals.Following.NOTHING);
        arrivals.next();
        assertThat(read[0]).isEqualTo(1);
    }

    /** Times are in ms after {@link #T}. */
    private List<Long> arrivals(List<Long> beyond, long... times) {
        List<Row> rows = new ArrayList<>();
        for (long time : times) {
            rows.add(row(rows.size(), time, new byte[1]));
        }
        Arrivals arrivals = new Arrivals(rows.iterator(), (record, most) -> {
            asked.add(record.offset());
            return beyond.stream().map(ms -> T + ms).limit(most).toList();
        });
        List<Long> all = new ArrayList<>();
        arrivals.forEachRemaining(arrival -> all.add(arrival.atMs() - T));
        return all;
    }

    private static Row row(int offset, long ms, byte[] value) {
        return RowFactory.create("topic", 0, (long) offset, null, value, null, new Timestamp(T + ms));
    }
}
