package videolab.embedded.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import videolab.cli.LabCommandLine;

class DemoVerdictTest {

    private static final DemoVerdict.Options USUAL = new DemoVerdict.Options(false, false, 2, 10, true, 640);

    @Test
    void skippedFramesAreNoFailureAndTheAdviceIsWhatIsNotFollowedYet() {
        DemoVerdict verdict = DemoVerdict.of(summary("haar", 1200, 420, 780, 0, 700), USUAL);

        assertThat(verdict.exitCode()).isEqualTo(LabCommandLine.DONE);
        assertThat(verdict.sentences())
                .containsExactly(
                        "this machine analyzes 7 of 20 frames/s: 780 of 1200 frames were skipped as stale, 700 of"
                                + " them after the first 10 s; what helps: --detector yunet ('./lab models get' fetches it),"
                                + " --fps 3, --cameras 1, --no-audience, --detect-size 320");
    }

    @Test
    void adviceThatIsFollowedIsNotGiven() {
        DemoVerdict.Options followed = new DemoVerdict.Options(false, false, 1, 1, false, 320);
        assertThat(DemoVerdict.of(summary("yunet", 60, 20, 40, 0, 40), followed).sentences())
                .singleElement()
                .asString()
                .endsWith("after the first 10 s");

        DemoVerdict.Options ownInput = new DemoVerdict.Options(false, false, 0, 10, false, 640);
        assertThat(DemoVerdict.of(summary("yunet", 600, 20, 580, 0, 500), ownInput)
                        .sentences())
                .singleElement()
                .asString()
                .endsWith("what helps: --detect-size 320");
    }

    @Test
    void strictMakesSkippedFramesAFailure() {
        DemoVerdict.Options strict = new DemoVerdict.Options(true, false, 2, 10, true, 640);

        assertThat(DemoVerdict.of(summary("yunet", 1000, 989, 11, 0, 11), strict)
                        .exitCode())
                .isEqualTo(LabCommandLine.FAILED);
        assertThat(DemoVerdict.of(summary("yunet", 1000, 990, 10, 0, 10), strict))
                .isEqualTo(new DemoVerdict(LabCommandLine.DONE, List.of()));
        assertThat(DemoVerdict.of(summary("yunet", 1000, 500, 500, 0, 5), strict))
                .as("while it warms up")
                .isEqualTo(new DemoVerdict(LabCommandLine.DONE, List.of()));
    }

    @Test
    void framesThatAreLostWithoutATraceAreAFailureUnlessTheyWereNotAwaited() {
        DemoSummary lost = summary("yunet", 1000, 997, 0, 3, 0);
        DemoVerdict.Options stopped = new DemoVerdict.Options(false, true, 2, 10, true, 640);

        assertThat(DemoVerdict.of(lost, USUAL).exitCode()).isEqualTo(LabCommandLine.FAILED);
        assertThat(DemoVerdict.of(lost, USUAL).sentences())
                .containsExactly("failed: 3 of 1000 published frames have neither a result nor a reject");
        assertThat(DemoVerdict.of(lost, stopped).exitCode()).isEqualTo(LabCommandLine.DONE);
        assertThat(DemoVerdict.of(lost, stopped).sentences())
                .containsExactly("stopped: the results of 3 frames were not awaited");
    }

    @Test
    void nothingPublishedIsAFailure() {
        assertThat(DemoVerdict.of(summary("yunet", 0, 0, 0, 0, 0), USUAL))
                .isEqualTo(new DemoVerdict(LabCommandLine.FAILED, List.of("failed: no frame reached the broker")));
    }

    private static DemoSummary summary(
            String detector, long published, long analyzed, long skipped, long missing, long skippedAfterWarmUp) {
        return new DemoSummary(
                60,
                8.0,
                List.of(new DemoSummary.Camera("camera-0", published, analyzed, skipped, 0, missing, 0, analyzed)),
                0,
                null,
                null,
                detector,
                "emotion",
                null,
                null,
                skippedAfterWarmUp,
                List.of());
    }
}
