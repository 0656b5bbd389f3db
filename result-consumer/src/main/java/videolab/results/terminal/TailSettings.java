package videolab.results.terminal;

import java.time.Duration;
import java.util.Set;
import videolab.cli.UsageException;

/**
 * What is shown, and for how long.
 *
 * @param cameras shown; all when empty
 * @param count of frames after which it ends; null for no end
 * @param duration after which it ends; null for no end
 * @param json whether each frame is its record instead of a readable line
 * @param color whether readable lines may be colored
 */
public record TailSettings(Set<String> cameras, Long count, Duration duration, boolean json, boolean color) {

    public TailSettings {
        cameras = Set.copyOf(cameras);
        if (count != null && count < 1) {
            throw new UsageException("--count", count, "1 or more is expected");
        }
        if (duration != null && duration.isZero()) {
            throw new UsageException("--duration", "0", "more than no time is expected");
        }
    }
}
