package videolab.embedded.demo;

import java.time.Instant;
import java.util.List;
import videolab.embedded.scoring.FaceScore;
import videolab.results.reading.KpiRow;
import videolab.results.reading.LatencyMs;
import videolab.results.reading.RejectReasons;

/**
 * The summary of a demo.
 *
 * @param seconds how long frames were published
 * @param firstResultS from the JVM's start to the first result read, in seconds; null when none came
 * @param faces found in all analyzed frames
 * @param latencyMs from capture to read, of analyzed frames; null without any
 * @param truth null where the input has none
 * @param emotionModel null when none was used
 * @param audience null without {@code --audience}
 * @param rssMb resident memory of the whole process at the end, in MiB; null where it is unknown
 * @param skippedAfterWarmUp frames captured more than 10 s after publishing began and skipped as stale
 * @param rejectReasons of the demo's own frames, the most frequent first
 */
record DemoSummary(
        double seconds,
        Double firstResultS,
        List<Camera> cameras,
        long faces,
        LatencyMs latencyMs,
        FaceScore.Summary truth,
        String detector,
        String emotionModel,
        Audience audience,
        Long rssMb,
        long skippedAfterWarmUp,
        List<RejectReasons.Reason> rejectReasons) {

    /**
     * One camera's frames.
     *
     * @param published acknowledged by the broker
     * @param missing published, and neither a result nor a reject came
     * @param duplicates further records of a frame that had a result
     */
    record Camera(
            String camera,
            long published,
            long analyzed,
            long skippedStale,
            long rejected,
            long missing,
            long duplicates,
            long framesWithFace) {}

    /**
     * What the audience pipeline made of the viewers.
     *
     * @param published events that the broker has acknowledged
     * @param events read by the pipeline's finished batches
     * @param rejected of them
     * @param windows whose row came
     * @param latencyFromWindowEndS from a window's end to the reading of its row, in seconds; null without a row
     * @param last the latest window; null without a row
     */
    record Audience(
            long published, long events, long rejected, long windows, Seconds latencyFromWindowEndS, Figures last) {}

    /** Percentiles in seconds. */
    record Seconds(double p50, double p95) {

        static Seconds of(LatencyMs ms) {
            return new Seconds(ms.p50() / 1000.0, ms.p95() / 1000.0);
        }
    }

    /** The columns of {@code docs/kpis.md} that people ask for first. */
    record Figures(
            Instant windowStart,
            long concurrentViewers,
            long uniqueViewers,
            long attempts,
            long views,
            long ebvs,
            long startFailures,
            long playbackFailures,
            Double startupAvgMs,
            Double rebufferingRatio,
            Double bitrateAvgKbps) {

        static Figures of(KpiRow row) {
            return new Figures(
                    row.windowStart(),
                    row.count("concurrent_viewers"),
                    row.count("unique_viewers"),
                    row.count("attempts"),
                    row.count("views"),
                    row.count("ebvs"),
                    row.count("start_failures"),
                    row.count("playback_failures"),
                    row.number("startup_avg_ms"),
                    row.number("rebuffering_ratio"),
                    row.number("bitrate_avg_kbps"));
        }
    }

    long missing() {
        return cameras.stream().mapToLong(Camera::missing).sum();
    }

    long analyzed() {
        return cameras.stream().mapToLong(Camera::analyzed).sum();
    }

    long skipped() {
        return cameras.stream().mapToLong(Camera::skippedStale).sum();
    }

    long published() {
        return cameras.stream().mapToLong(Camera::published).sum();
    }
}
