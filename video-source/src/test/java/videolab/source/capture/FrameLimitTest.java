package videolab.source.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class FrameLimitTest {

    private static final long MS = 1_000_000;

    @Test
    void ofThirtyFramesASecondTenAreTaken() {
        assertThat(takenOf(300, 33, new FrameLimit(10.0))).isBetween(98L, 101L);
    }

    @Test
    void aCameraOfTheSameRateLosesNone() {
        FrameLimit limit = new FrameLimit(10.0);

        // 100 ms apart, give or take ten.
        assertThat(LongStream.range(0, 100).filter(i -> limit.takes(i * 100 * MS + (i % 2) * 10 * MS)))
                .hasSize(100);
    }

    @Test
    void aSlowerCameraLosesNone() {
        assertThat(takenOf(50, 200, new FrameLimit(10.0))).isEqualTo(50);
    }

    @Test
    void withoutALimitAllAreTaken() {
        assertThat(takenOf(50, 1, new FrameLimit(null))).isEqualTo(50);
    }

    @Test
    void afterAPauseThereIsNoBurst() {
        FrameLimit limit = new FrameLimit(10.0);
        limit.takes(0);

        assertThat(LongStream.range(0, 10).filter(i -> limit.takes(60_000 * MS + i * 10 * MS)))
                .hasSizeLessThanOrEqualTo(3);
    }

    private static long takenOf(int frames, int everyMs, FrameLimit limit) {
        return LongStream.range(0, frames)
                .filter(i -> limit.takes(i * everyMs * MS))
                .count();
    }
}
