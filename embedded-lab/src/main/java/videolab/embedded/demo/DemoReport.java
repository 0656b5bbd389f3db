package videolab.embedded.demo;

import java.util.Locale;
import java.util.Objects;
import java.util.StringJoiner;
import videolab.embedded.scoring.FaceScore;
import videolab.embedded.scoring.Ratios;
import videolab.results.reading.LatencyMs;
import videolab.results.reading.Printable;
import videolab.results.reading.RejectReasons;

/** A demo's summary for a person. */
final class DemoReport {

    private DemoReport() {}

    static String of(DemoSummary summary) {
        StringJoiner lines = new StringJoiner(System.lineSeparator());
        lines.add("");
        for (DemoSummary.Camera camera : summary.cameras()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%s: %d frames published, %d analyzed (%d with a face), %d skipped, %d rejected, %d missing",
                    camera.camera(),
                    camera.published(),
                    camera.analyzed(),
                    camera.framesWithFace(),
                    camera.skippedStale(),
                    camera.rejected(),
                    camera.missing()));
        }
        for (RejectReasons.Reason reason : summary.rejectReasons()) {
            lines.add("rejected " + reason.count() + ": " + Printable.of(reason.reason()));
        }
        LatencyMs latency = summary.latencyMs();
        if (latency != null) {
            lines.add(String.format(
                    Locale.ROOT,
                    "capture to read: p50 %d ms, p95 %d ms, p99 %d ms, max %d ms",
                    latency.p50(),
                    latency.p95(),
                    latency.p99(),
                    latency.max()));
        }
        FaceScore.Summary truth = summary.truth();
        if (truth != null && truth.recall() != null) {
            lines.add(String.format(
                    Locale.ROOT,
                    "against the drawing: %d faces in %d frames, recall %.3f, precision %s, expressions right %s",
                    truth.faces(),
                    truth.frames(),
                    truth.recall(),
                    Ratios.text(truth.precision()),
                    Ratios.text(truth.emotionAccuracy())));
        }
        if (summary.audience() != null) {
            lines.add(audience(summary.audience()));
        }
        lines.add("detector " + summary.detector() + ", emotion model "
                + Objects.requireNonNullElse(summary.emotionModel(), "none")
                + (summary.rssMb() == null ? "" : ", memory " + summary.rssMb() + " MiB"));
        return lines.toString();
    }

    private static String audience(DemoSummary.Audience audience) {
        String counts = String.format(
                Locale.ROOT,
                "audience: %d events published, %d read, %d rejected; %d windows",
                audience.published(),
                audience.events(),
                audience.rejected(),
                audience.windows());
        return audience.latencyFromWindowEndS() == null
                ? counts + " yet: the first takes some 25 s"
                : counts
                        + String.format(
                                Locale.ROOT,
                                ", read p50 %.1f s, p95 %.1f s after their end",
                                audience.latencyFromWindowEndS().p50(),
                                audience.latencyFromWindowEndS().p95());
    }
}
