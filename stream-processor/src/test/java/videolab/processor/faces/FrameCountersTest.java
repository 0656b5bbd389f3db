package videolab.processor.faces;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class FrameCountersTest {

    private final FrameCounters counters = new FrameCounters();

    @Test
    void gapsInTheOffsetsAreLostFrames() {
        reject(0, 5);
        reject(0, 6);
        reject(0, 10);
        reject(1, 3);

        assertThat(counters.snapshot().lostToRetention()).isEqualTo(3);
    }

    @Test
    void aReplayLosesNothing() {
        reject(0, 5);
        reject(0, 6);
        reject(0, 5);
        reject(0, 6);
        reject(0, 7);

        assertThat(counters.snapshot().lostToRetention()).isZero();
        assertThat(counters.snapshot().rejected()).isEqualTo(5);
    }

    private void reject(int partition, long offset) {
        FrameRecord record = new FrameRecord(null, null, Map.of(), partition, offset, Records.NOW);
        counters.count(record, new FrameOutcome.Rejected(record, "empty value"));
    }
}
