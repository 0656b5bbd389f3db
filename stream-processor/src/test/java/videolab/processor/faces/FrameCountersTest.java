package videolab.processor.faces;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import videolab.contract.FrameResult;
import videolab.contract.Models;
import videolab.contract.StagesMs;

class FrameCountersTest {

    private final FrameCounters counters = new FrameCounters(new SlowDecodes());

    @Test
    void aGapIsLostAsFarAsTheBrokerHasDeletedIt() {
        reject(0, 5);
        reject(0, 6);
        reject(0, 10);
        reject(1, 3);
        List<FrameCounters.Gap> gaps = counters.takeGaps();

        assertThat(gaps).containsExactly(new FrameCounters.Gap(0, 7, 10));
        assertThat(counters.takeGaps()).isEmpty();
        counters.countLost(gaps.get(0), 0);
        assertThat(counters.snapshot().lostToRetention()).isZero();
        counters.countLost(gaps.get(0), 8);
        assertThat(counters.snapshot().lostToRetention()).isEqualTo(1);
        counters.countLost(gaps.get(0), 100);
        assertThat(counters.snapshot().lostToRetention()).isEqualTo(4);
    }

    @Test
    void aReplayIsNotAGap() {
        reject(0, 5);
        reject(0, 6);
        reject(0, 5);
        reject(0, 6);
        reject(0, 7);

        assertThat(counters.takeGaps()).isEmpty();
        assertThat(counters.snapshot().rejected()).isEqualTo(5);
    }

    @Test
    void rejectsAreCountedByReasonWhateverTheirNumbers() {
        reject("JPEG of 8192x6144 pixels");
        reject("JPEG of 20000x20000 pixels");
        reject("empty value");

        assertThat(counters.snapshot().rejectedFor()).isEqualTo(Map.of("JPEG of #x# pixels", 2L, "empty value", 1L));
        assertThat(counters.snapshot().toString()).contains("rejected 3 (", "2 × JPEG of #x# pixels");
    }

    @Test
    void strangersCannotMakeReasonsWithoutEnd() {
        for (int i = 0; i < 1000; i++) {
            reject("x".repeat(i));
        }

        assertThat(counters.snapshot().rejected()).isEqualTo(1000);
        assertThat(counters.snapshot().rejectedFor()).hasSize(100);
    }

    @Test
    void oneCameraWithAClockOf1970DoesNotSpoilTheAges() {
        for (int i = 0; i < 10; i++) {
            analyze(Records.NOW.minusMillis(30));
            analyze(Instant.EPOCH.plusSeconds(i));
        }

        FrameCounters.Snapshot snapshot = counters.snapshot();
        assertThat(snapshot.ageP50Ms()).isBetween(9L, 31L);
        assertThat(snapshot.ageP95Ms()).isBetween(29L, 31L);
        assertThat(snapshot.clocksBehind()).isEqualTo(10);
        assertThat(snapshot.analyzed()).isEqualTo(20);
    }

    /** Sent 10 ms after a right camera's capture, analyzed 20 ms later. */
    private void analyze(Instant capturedAt) {
        Instant now = Records.NOW;
        FrameRecord record = Records.captured(capturedAt, now.minusMillis(20));
        FrameIdentity identity = FrameIdentity.of(record, null, now);
        FrameResult result = new FrameResult(
                FrameResult.SCHEMA,
                identity.camera(),
                identity.frame(),
                0,
                0,
                identity.capturedAt(),
                identity.sentAt(),
                now,
                1,
                1,
                null,
                List.of(),
                StagesMs.NONE,
                new Models("haar", null));
        counters.count(record, new FrameOutcome.Analyzed(identity, result, List.of()));
    }

    private void reject(int partition, long offset) {
        reject(new FrameRecord(null, null, Map.of(), partition, offset, Records.NOW), "empty value");
    }

    private void reject(String reason) {
        reject(Records.bare(new byte[0]), reason);
    }

    private void reject(FrameRecord record, String reason) {
        counters.count(record, new FrameOutcome.Rejected(record, FrameIdentity.of(record, null, Records.NOW), reason));
    }
}
