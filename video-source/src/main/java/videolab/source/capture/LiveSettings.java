package videolab.source.capture;

import java.time.Duration;
import videolab.cli.UsageException;

/**
 * How a live camera is watched.
 *
 * @param framesPerSecond the most that are taken; null: all
 * @param stall how long a camera may send nothing new before it counts as gone
 */
public record LiveSettings(PictureForm form, Double framesPerSecond, Duration stall) {

    public static final Duration USUAL_STALL = Duration.ofSeconds(10);

    public LiveSettings {
        if (framesPerSecond != null) {
            Pace.checked(framesPerSecond);
        }
        if (stall.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new UsageException("--stall", stall.toMillis() + "ms", "1 s or more is expected");
        }
    }
}
