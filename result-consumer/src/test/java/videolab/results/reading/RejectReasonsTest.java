package videolab.results.reading;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class RejectReasonsTest {

    private final RejectReasons reasons = new RejectReasons();

    @Test
    void reasonsThatDifferInNumbersCountAsOneAndTheFirstIsTold() {
        assertThat(reasons.add(rejected("truncated JPEG: 20133 bytes without an end marker")))
                .contains("camera-0 at distributed-video1 1-42 was rejected: truncated JPEG: 20133 bytes without an end"
                        + " marker; more of these are counted");
        assertThat(reasons.add(rejected("truncated JPEG: 7 bytes without an end marker")))
                .isEmpty();
        assertThat(reasons.add(rejected("empty value"))).isPresent();
        assertThat(reasons.add(rejected(null))).isPresent();

        assertThat(reasons.byCount())
                .startsWith(new RejectReasons.Reason("truncated JPEG: 20133 bytes without an end marker", 2))
                .hasSize(3);
    }

    @Test
    void theNumberOfReasonsIsBounded() {
        for (int i = 0; i < 1000; i++) {
            reasons.add(rejected("x".repeat(i + 1)));
        }
        assertThat(reasons.byCount()).hasSize(51).first().isEqualTo(new RejectReasons.Reason("other reasons", 950));
    }

    private static RejectedRecord rejected(String reason) {
        return new RejectedRecord(
                "rejected-frames", "camera-0", reason, "distributed-video1", 1, 42L, new byte[0], Instant.EPOCH);
    }
}
