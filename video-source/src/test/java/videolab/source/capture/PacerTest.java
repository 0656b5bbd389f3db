package videolab.source.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PacerTest {

    private static final Duration TENTH = Duration.ofMillis(100);

    /** A clock that only moves when somebody sleeps or works. */
    private static final class TestTime implements Pacer.Time {
        private long nanos = 5_000_000_000L;

        @Override
        public long nanos() {
            return nanos;
        }

        @Override
        public void sleep(long duration) {
            nanos += duration;
        }

        void work(Duration duration) {
            nanos += duration.toNanos();
        }

        Duration since(long start) {
            return Duration.ofNanos(nanos - start);
        }
    }

    private final TestTime time = new TestTime();
    private final Pacer pacer = new Pacer(time);
    private final long start = time.nanos();

    @Test
    void smallDelaysDoNotAddUp() throws InterruptedException {
        for (int frame = 0; frame <= 20; frame++) {
            pacer.await(TENTH.multipliedBy(frame));
            time.work(Duration.ofMillis(30));
        }

        assertThat(time.since(start)).isEqualTo(Duration.ofMillis(2030));
    }

    @Test
    void aLateFrameIsCaughtUp() throws InterruptedException {
        pacer.await(Duration.ZERO);
        time.work(Duration.ofMillis(350));
        for (int frame = 1; frame <= 20; frame++) {
            pacer.await(TENTH.multipliedBy(frame));
        }

        assertThat(time.since(start)).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void afterALongPauseThereIsNoRushOfOldFrames() throws InterruptedException {
        pacer.await(Duration.ZERO);
        time.work(Duration.ofSeconds(10));
        for (int frame = 1; frame <= 11; frame++) {
            pacer.await(TENTH.multipliedBy(frame));
        }

        assertThat(time.since(start)).isEqualTo(Duration.ofSeconds(11));
    }

    @Test
    void aRecordingThatStartsLateInItsOwnTimeStartsAtOnce() throws InterruptedException {
        pacer.await(Duration.ofHours(1));

        assertThat(time.since(start)).isZero();
    }
}
