package videolab.source.viewers;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What is simulated, and for which pipeline.
 *
 * @param viewers so many people, some of whom play twice
 * @param start when the simulated time begins
 * @param duration all sessions begin and end within it; what is delivered late comes after it
 * @param heartbeat of the players
 * @param window the pipeline's window
 * @param watermark the pipeline's watermark: what counts as late
 * @param sessionHeartbeat the heartbeat that the pipeline expects: its caps and silences are multiples of it
 * @param formats one is chosen for each session
 */
public record ScenarioSettings(
        int viewers,
        long seed,
        Instant start,
        Duration duration,
        Duration heartbeat,
        Duration window,
        Duration watermark,
        Duration sessionHeartbeat,
        List<EventFormat> formats) {

    /** The pipeline's {@code --abandon}. */
    private static final Duration ABANDON = Duration.ofMinutes(10);

    public ScenarioSettings {
        formats = List.copyOf(formats);
        if (viewers < 1 || formats.isEmpty()) {
            throw new IllegalArgumentException("a scenario needs a viewer and a format");
        }
        for (Duration each : List.of(duration, heartbeat, window, watermark, sessionHeartbeat)) {
            if (each.toMillis() < 1000) {
                throw new IllegalArgumentException("durations of a scenario are a second or more, not " + each);
            }
        }
    }

    /** The lab's settings: windows of 30 s, a watermark of 45 s, heartbeats of 10 s. */
    public static ScenarioSettings of(int viewers, long seed, Instant start, Duration duration) {
        return new ScenarioSettings(
                viewers,
                seed,
                start,
                duration,
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                Duration.ofSeconds(45),
                Duration.ofSeconds(30),
                List.of(EventFormat.EPAS));
    }

    public ScenarioSettings withFormats(List<EventFormat> some) {
        return new ScenarioSettings(
                viewers, seed, start, duration, heartbeat, window, watermark, sessionHeartbeat, some);
    }

    public ScenarioSettings withStart(Instant other) {
        return new ScenarioSettings(
                viewers, seed, other, duration, heartbeat, window, watermark, sessionHeartbeat, formats);
    }

    /** No record, flush events included, is received later than this after the start. */
    public Duration extent() {
        return duration.plus(watermark.multipliedBy(2))
                .plus(ABANDON)
                .plus(window.multipliedBy(2))
                .plus(Duration.ofSeconds(120));
    }

    long windowOf(long millis) {
        return Math.floorDiv(millis, window.toMillis()) * window.toMillis();
    }

    /** Three missed heartbeats end a session. */
    long silenceMs() {
        return 3 * sessionHeartbeat.toMillis();
    }

    /** More than two heartbeats between two events is time nobody accounts for. */
    long capMs() {
        return 2 * sessionHeartbeat.toMillis();
    }

    /** So long after its last event a session ends that never started. */
    long abandonMs() {
        return ABANDON.toMillis();
    }

    long disorderMs() {
        return Math.min(2000, watermark.toMillis() / 5);
    }
}
