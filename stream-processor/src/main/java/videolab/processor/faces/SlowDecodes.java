package videolab.processor.faces;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the pictures that take longer than {@link #LIMIT} to decode, and pauses a camera that sends {@value #AGAIN} of them
 * in a row: one camera would hold up all others. After a pause of {@link #PAUSE} its next picture is tried.
 *
 * <p>One for all threads of a JVM.
 */
final class SlowDecodes {

    static final Duration LIMIT = Duration.ofSeconds(2);
    static final Duration PAUSE = Duration.ofMinutes(1);
    static final int AGAIN = 3;

    private static final Logger LOG = LoggerFactory.getLogger(SlowDecodes.class);

    /** Any program names cameras; of those beyond this number nothing is counted. */
    private static final int MOST_CAMERAS = 1_000;

    private final Map<String, Camera> cameras = new ConcurrentHashMap<>();

    /** @param inARow since the last picture that was not slow */
    private record Camera(long slow, int inARow, Instant pausedUntil) {

        static final Camera NEW = new Camera(0, 0, Instant.MIN);

        Camera slower(Instant now) {
            int row = Math.min(AGAIN, inARow + 1);
            return new Camera(slow + 1, row, row == AGAIN ? now.plus(PAUSE) : Instant.MIN);
        }

        Camera faster() {
            return new Camera(slow, 0, Instant.MIN);
        }
    }

    boolean isPaused(String camera, Instant now) {
        Camera known = cameras.get(camera);
        return known != null && now.isBefore(known.pausedUntil);
    }

    /** To be called after each decode, also one that failed. */
    void decoded(String camera, Duration took, Instant now) {
        if (took.compareTo(LIMIT) <= 0) {
            cameras.computeIfPresent(camera, (same, known) -> known.faster());
        } else if (cameras.containsKey(camera) || cameras.size() < MOST_CAMERAS) {
            Camera slow = cameras.merge(camera, Camera.NEW.slower(now), (known, first) -> known.slower(now));
            if (slow.slow == AGAIN && slow.inARow == AGAIN) {
                LOG.warn(
                        "camera {}: {} pictures in a row took over {} s to decode, the last one {} ms; the camera is skipped"
                                + " for {} s at a time while that lasts",
                        camera,
                        AGAIN,
                        LIMIT.toSeconds(),
                        took.toMillis(),
                        PAUSE.toSeconds());
            }
        }
    }

    /** Pictures that took longer, by camera. */
    Map<String, Long> byCamera() {
        Map<String, Long> counts = new TreeMap<>();
        cameras.forEach((camera, known) -> counts.put(camera, known.slow));
        return counts;
    }
}
