package videolab.results.dashboard.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import videolab.contract.FrameResult;

class FrameJoinTest {

    private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

    private final FrameJoin join = new FrameJoin(1000);

    static FrameResult result(String camera, int partition, long offset, Instant capturedAt) {
        return new FrameResult(
                1,
                camera,
                "frame-" + offset,
                partition,
                offset,
                capturedAt,
                capturedAt,
                capturedAt.plusMillis(20),
                64,
                48,
                null,
                null,
                null,
                null);
    }

    private static FramePlace place(long offset) {
        return new FramePlace(0, offset);
    }

    @Test
    void whicheverComesFirstThePairIsWhole() {
        byte[] first = {1};
        byte[] second = {2};

        assertThat(join.frame(place(1), first)).isEmpty();
        assertThat(join.result(result("a", 0, 1, START))).hasValueSatisfying(pair -> {
            assertThat(pair.picture()).isSameAs(first);
            assertThat(pair.result().frame()).isEqualTo("frame-1");
        });
        assertThat(join.result(result("a", 0, 2, START.plusMillis(100)))).isEmpty();
        assertThat(join.frame(place(2), second))
                .hasValueSatisfying(pair -> assertThat(pair.picture()).isSameAs(second));
    }

    @Test
    void aFrameOfAnotherPartitionIsAnotherFrame() {
        join.frame(new FramePlace(1, 7), new byte[1]);

        assertThat(join.result(result("a", 0, 7, START))).isEmpty();
    }

    @Test
    void theNewestWinsWithinACameraAlone() {
        join.frame(place(1), new byte[1]);
        join.frame(place(2), new byte[1]);
        join.frame(place(3), new byte[1]);

        assertThat(join.result(result("a", 0, 2, START.plusMillis(100)))).isPresent();
        assertThat(join.result(result("a", 0, 1, START))).isEmpty();
        assertThat(join.result(result("b", 0, 3, START))).isPresent();
    }

    @Test
    void aClockSetBackStartsAgain() {
        join.frame(place(1), new byte[1]);
        join.frame(place(2), new byte[1]);
        join.result(result("a", 0, 1, START));

        assertThat(join.result(result("a", 0, 2, START.minusSeconds(3600)))).isPresent();
    }

    @Test
    void theOldestFrameGoesWhenTheBytesAreOver() {
        join.frame(place(1), new byte[600]);
        join.frame(place(2), new byte[600]);

        assertThat(join.result(result("a", 0, 1, START))).isEmpty();
        assertThat(join.result(result("a", 0, 2, START.plusMillis(100)))).isPresent();
        // What was joined no longer counts.
        join.frame(place(3), new byte[600]);
        assertThat(join.result(result("a", 0, 3, START.plusMillis(200)))).isPresent();
    }
}
