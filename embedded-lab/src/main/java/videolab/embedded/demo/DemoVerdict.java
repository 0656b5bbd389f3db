package videolab.embedded.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import videolab.cli.LabCommandLine;

/**
 * What the end of a demo means. Being slow is no failure: frames that are skipped keep the results live, and are counted.
 *
 * @param sentences for a person, the most important first
 */
record DemoVerdict(int exitCode, List<String> sentences) {

    /** More of the published frames than this, skipped after the warm-up, are worth a word. */
    private static final double TOLERATED_SKIPPED = 0.01;

    private static final int SMALL_DETECT_SIZE_PX = 320;

    /**
     * What was asked for: advice that is followed already is not given.
     *
     * @param strict whether skipped frames are a failure
     * @param stopped whether Ctrl-C ended the demo, which then did not wait for the last results
     * @param mockCameras 0 where the input is not the mock scene
     * @param framesPerSecond of each mock camera
     * @param detectSizePx the long side at which the detector looks at a picture
     */
    record Options(
            boolean strict,
            boolean stopped,
            int mockCameras,
            double framesPerSecond,
            boolean audience,
            int detectSizePx) {}

    static DemoVerdict of(DemoSummary summary, Options options) {
        List<String> sentences = new ArrayList<>();
        boolean failed = false;
        long published = summary.published();
        if (published == 0) {
            sentences.add("failed: no frame reached the broker");
            failed = true;
        }
        if (summary.missing() > 0 && options.stopped()) {
            sentences.add("stopped: the results of " + summary.missing() + " frames were not awaited");
        } else if (summary.missing() > 0) {
            sentences.add("failed: " + summary.missing() + " of " + published
                    + " published frames have neither a result nor a reject");
            failed = true;
        }
        if (summary.skippedAfterWarmUp() > TOLERATED_SKIPPED * published) {
            sentences.add(slow(summary, options));
            failed |= options.strict();
        }
        return new DemoVerdict(failed ? LabCommandLine.FAILED : LabCommandLine.DONE, sentences);
    }

    private static String slow(DemoSummary summary, Options options) {
        String machine = String.format(
                Locale.ROOT,
                "%sthis machine analyzes %.0f of %.0f frames/s: %d of %d frames were skipped as stale, %d of them after the"
                        + " first 10 s",
                options.strict() ? "failed: " : "",
                summary.analyzed() / summary.seconds(),
                summary.published() / summary.seconds(),
                summary.skipped(),
                summary.published(),
                summary.skippedAfterWarmUp());
        List<String> advice = advice(summary, options);
        return advice.isEmpty() ? machine : machine + "; what helps: " + String.join(", ", advice);
    }

    private static List<String> advice(DemoSummary summary, Options options) {
        List<String> advice = new ArrayList<>();
        if (!summary.detector().equals("yunet")) {
            advice.add("--detector yunet ('./lab models get' fetches it)");
        }
        if (options.mockCameras() > 0) {
            double each = summary.analyzed() / summary.seconds() / options.mockCameras();
            if (each >= 1 && Math.floor(each) < options.framesPerSecond()) {
                advice.add("--fps " + (int) each);
            }
            if (options.mockCameras() > 1) {
                advice.add("--cameras 1");
            }
        }
        if (options.audience()) {
            advice.add("--no-audience");
        }
        if (options.detectSizePx() > SMALL_DETECT_SIZE_PX) {
            advice.add("--detect-size " + SMALL_DETECT_SIZE_PX);
        }
        return advice;
    }
}
