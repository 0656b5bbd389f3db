package videolab.embedded.demo;

import java.util.List;
import videolab.embedded.scoring.FaceScore;
import videolab.results.reading.LatencyMs;

/**
 * What a demo ends with.
 *
 * @param seconds frames were published for so long
 * @param firstResultS from the JVM's start to the first result read, in seconds; null when none came
 * @param faces found in all analysed frames
 * @param latencyMs from capture to read, of analysed frames; null without any
 * @param truth null where the input knows none
 * @param emotionModel null when none was used
 * @param rssMb resident memory of the whole process at the end, in MiB; null where the system does not tell
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
        Long rssMb) {

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

    long missing() {
        return cameras.stream().mapToLong(Camera::missing).sum();
    }

    long published() {
        return cameras.stream().mapToLong(Camera::published).sum();
    }
}
