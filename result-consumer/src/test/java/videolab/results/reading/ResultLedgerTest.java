package videolab.results.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static videolab.results.Frames.CAMERA;
import static videolab.results.Frames.analyzed;
import static videolab.results.Frames.analyzedOfASlowClock;
import static videolab.results.Frames.captured;
import static videolab.results.Frames.face;
import static videolab.results.Frames.read;
import static videolab.results.Frames.skipped;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import videolab.contract.FrameResult;
import videolab.results.reading.ResultLedger.Verdict;

class ResultLedgerTest {

    private static final int FRAMES_A_SECOND = 10;

    private final ResultLedger ledger = new ResultLedger(ResultLedger.AS_LONG_AS_FRAMES);

    @Test
    void theSecondRecordOfAFrameIsARepeatAndCountsOnce() {
        assertThat(accept(analyzed(CAMERA, 1, face(0.9)))).isEqualTo(Verdict.NEW);
        assertThat(accept(analyzed(CAMERA, 1, face(0.9)))).isEqualTo(Verdict.REPEAT);

        assertThat(ledger.total()).isEqualTo(new FrameCounts(1, 0, 1, 1));
    }

    @Test
    void sameFrameIdsOfTwoCamerasAreTwoFrames() {
        assertThat(accept(analyzed(CAMERA, 1))).isEqualTo(Verdict.NEW);
        assertThat(accept(analyzed("camera-1", 1, face(0.9)))).isEqualTo(Verdict.NEW);

        assertThat(ledger.byCamera())
                .isEqualTo(Map.of(CAMERA, new FrameCounts(1, 0, 0, 0), "camera-1", new FrameCounts(1, 0, 1, 0)));
    }

    @Test
    void anAnalysisBeatsASkippedFrame() {
        assertThat(accept(skipped(CAMERA, 1))).isEqualTo(Verdict.NEW);
        assertThat(accept(analyzed(CAMERA, 1, face(0.9)))).isEqualTo(Verdict.BETTER);

        assertThat(ledger.total()).isEqualTo(new FrameCounts(1, 0, 1, 1));
    }

    @Test
    void aSkippedFrameNeverBeatsAnAnalysisNotEvenTheSecondTime() {
        accept(analyzed(CAMERA, 1));

        assertThat(accept(skipped(CAMERA, 1))).isEqualTo(Verdict.REPEAT);
        assertThat(accept(analyzed(CAMERA, 1))).isEqualTo(Verdict.REPEAT);
        assertThat(ledger.total()).isEqualTo(new FrameCounts(1, 0, 0, 2));
    }

    @Test
    void idsAreForgottenAfterTenMinutes() {
        accept(analyzed(CAMERA, 0));
        accept(analyzed(CAMERA, 1));
        accept(analyzed(CAMERA, 600 * FRAMES_A_SECOND + 1));

        assertThat(accept(analyzed(CAMERA, 1))).isEqualTo(Verdict.REPEAT);
        assertThat(accept(analyzed(CAMERA, 0))).isEqualTo(Verdict.NEW);
    }

    @Test
    void aProcessorsWrongClockDoesNotKeepIdsForEver() {
        accept(analyzedAt(0, Integer.MAX_VALUE));
        accept(analyzed(CAMERA, 1));
        accept(analyzed(CAMERA, 602 * FRAMES_A_SECOND));

        assertThat(accept(analyzed(CAMERA, 1))).isEqualTo(Verdict.NEW);
    }

    @Test
    void aRepeatIsRememberedAnew() {
        accept(analyzed(CAMERA, 0));
        FrameResult writtenAgain = analyzedAt(0, 500 * FRAMES_A_SECOND);

        assertThat(accept(writtenAgain)).isEqualTo(Verdict.REPEAT);
        accept(analyzed(CAMERA, 1000 * FRAMES_A_SECOND));
        assertThat(accept(writtenAgain)).isEqualTo(Verdict.REPEAT);
    }

    @Test
    void readingABacklogFastForgetsNoEarlier() {
        // Both partitions of ten minutes are read at one instant, one after the other.
        for (int number = 0; number < 600 * FRAMES_A_SECOND; number++) {
            ledger.accept(analyzed(CAMERA, number), read(10_000));
        }
        assertThat(ledger.accept(analyzed("camera-1", 0), read(10_000))).isEqualTo(Verdict.NEW);
        assertThat(ledger.accept(analyzed(CAMERA, 0), read(10_000))).isEqualTo(Verdict.REPEAT);
    }

    @Test
    void aFloodOfCamerasPushesOutItsOwnAndStaysCounted() {
        int strangers = 500_000;
        accept(analyzed(CAMERA, 0));
        for (int stranger = 0; stranger < strangers; stranger++) {
            accept(analyzed("stranger-" + stranger, 0));
            if (stranger % 100 == 0) {
                accept(analyzed(CAMERA, 1));
            }
        }

        assertThat(accept(analyzed(CAMERA, 0))).isEqualTo(Verdict.REPEAT);
        assertThat(ledger.byCamera()).hasSize(ResultLedger.CAMERAS).containsKey(CAMERA);
        assertThat(ledger.remembered()).isEqualTo(ResultLedger.CAMERAS + 1);
        assertThat(ledger.total().frames()).isEqualTo(strangers + 2);
    }

    @Test
    void aFloodOfFramesPushesOutItsOwn() {
        accept(analyzed("camera-1", 0));
        for (int number = 0; number < ResultLedger.FRAMES + 1_000; number++) {
            accept(analyzedAt(number, 0));
        }

        assertThat(ledger.remembered()).isEqualTo(ResultLedger.FRAMES);
        assertThat(accept(analyzed("camera-1", 0))).isEqualTo(Verdict.REPEAT);
        // Who comes later gets a share as well.
        for (int number = 0; number < 100; number++) {
            accept(analyzed("camera-2", number));
        }
        assertThat(accept(analyzed("camera-2", 0))).isEqualTo(Verdict.REPEAT);
        assertThat(ledger.remembered()).isEqualTo(ResultLedger.FRAMES);
    }

    @Test
    void latencyIsFromCaptureToReadOfAnalysedFramesOnce() {
        assertThat(ledger.latency()).isEmpty();
        for (int number = 1; number <= 100; number++) {
            ledger.accept(analyzed(CAMERA, number), captured(number).plusMillis(number));
        }
        ledger.accept(analyzed(CAMERA, 1), captured(1).plus(Duration.ofHours(1)));
        ledger.accept(skipped(CAMERA, 101), captured(101).plusSeconds(3));

        assertThat(ledger.latency()).contains(new LatencyMs(50, 95, 99, 100));
    }

    @Test
    void aCameraWithASlowClockSetsNoPercentile() {
        for (int number = 1; number <= 100; number++) {
            ledger.accept(analyzed(CAMERA, number), read(number));
            ledger.accept(analyzedOfASlowClock("camera-1970", number), read(number));
        }

        assertThat(ledger.latency()).contains(new LatencyMs(22, 23, 23, 23));
    }

    @Test
    void aClockThatIsBehindTheSourceGivesNoNegativeLatency() {
        ledger.accept(analyzed(CAMERA, 1), captured(0));

        assertThat(ledger.latency()).contains(new LatencyMs(0, 0, 0, 0));
    }

    private Verdict accept(FrameResult result) {
        return ledger.accept(result, read(0));
    }

    private static FrameResult analyzedAt(int number, int time) {
        FrameResult frame = analyzed(CAMERA, number);
        return new FrameResult(
                frame.schema(),
                frame.camera(),
                frame.frame(),
                frame.partition(),
                frame.offset(),
                frame.capturedAt(),
                frame.sentAt(),
                captured(time),
                frame.width(),
                frame.height(),
                frame.skipped(),
                frame.faces(),
                frame.stagesMs(),
                frame.models());
    }
}
