package videolab.processor.audience.sessions;

import java.io.Serializable;
import java.time.Duration;
import videolab.cli.UsageException;

/**
 * The numbers in the rules of {@code docs/kpis.md}.
 *
 * @param window length of a window; windows begin at multiples of it since 1970
 * @param watermark how much later than it happened an event may be received
 * @param heartbeat how often players report while nothing happens
 * @param resume how long the id of a session that fell silent is remembered
 * @param abandon after how much silence a session that never started has ended
 * @param mostSessions how many sessions may be live; as many ended ones are remembered
 */
public record SessionRules(
        Duration window, Duration watermark, Duration heartbeat, Duration resume, Duration abandon, int mostSessions)
        implements Serializable {

    public static final int MOST_SESSIONS = 200_000;

    public static final Duration RESUME = Duration.ofMinutes(60);
    public static final Duration ABANDON = Duration.ofMinutes(10);

    /** The largest error of a right clock, and so the most by which a report of one instant comes apart from another. */
    static final long RIGHT_CLOCK_MS = 5_000;

    private static final long LEAST_SKEW_SAMPLES_MS = 2_000;

    /** So much before a first window can close: the clock that was found by then dates all that is applied. */
    private static final long SKEW_SETTLES_MS = 10_000;

    static final long PAUSED_SILENCE_MS = Duration.ofMinutes(60).toMillis();

    /** How long a session that ended by itself is remembered, so that the reports of a page left open begin no other one. */
    static final long REMEMBERED_MS = Duration.ofMinutes(10).toMillis();

    /** Events of one session that may wait for their window: more does not come from a player, and would be read again with every batch. */
    static final int MOST_WAITING = 2_000;

    static final long VALID_VIEW_MS = 10_000;
    static final long LONGEST_STARTUP_MS = 60_000;
    static final long SAME_STARVATION_MS = 2_000;

    /** How long after a fatal error a player may recover. */
    static final long RECOVERY_MS = 60_000;

    /** After how long a session without user or device id counts as a viewer of its own. */
    static final long ANONYMOUS_MS = 60_000;

    /** An advertisement whose end is not reported does not hide the first frame for ever. */
    static final long LONGEST_AD_MS = Duration.ofMinutes(5).toMillis();

    public SessionRules {
        requireAtLeast("--window", window, Duration.ofSeconds(1));
        requireAtLeast("--watermark", watermark, Duration.ofSeconds(1));
        requireAtLeast("--heartbeat", heartbeat, Duration.ofSeconds(1));
        requireAtLeast("--resume", resume, Duration.ofSeconds(1));
        requireAtLeast("--abandon", abandon, Duration.ofSeconds(1));
        if (mostSessions < 1) {
            throw new UsageException("--max-sessions", mostSessions, "1 or more is expected");
        }
    }

    /** With the usual {@code --resume}, {@code --abandon} and {@code --max-sessions}. */
    public SessionRules(Duration window, Duration watermark, Duration heartbeat) {
        this(window, watermark, heartbeat, RESUME, ABANDON, MOST_SESSIONS);
    }

    private static void requireAtLeast(String option, Duration value, Duration least) {
        if (value.compareTo(least) < 0) {
            throw new UsageException(option, value.toMillis() + "ms", least.toSeconds() + "s or more is expected");
        }
    }

    public long windowMs() {
        return window.toMillis();
    }

    public long watermarkMs() {
        return watermark.toMillis();
    }

    /** How long after a session's first event its skew is estimated: the first report, over a new connection, is often the slowest. */
    long skewSamplesMs() {
        return Math.max(LEAST_SKEW_SAMPLES_MS, watermarkMs() - SKEW_SETTLES_MS);
    }

    /** The most that the time between two events is charged to a state. */
    long longestSliceMs() {
        return 2 * heartbeat.toMillis();
    }

    /** After how much silence a session that has started has ended. */
    long silenceMs() {
        return 3 * heartbeat.toMillis();
    }

    /** How far behind the end of a window a waiting event may lie to name the viewer in that window. */
    long identityMs() {
        return watermarkMs() / 3;
    }

    long windowStart(long ms) {
        return Math.floorDiv(ms, windowMs()) * windowMs();
    }

    long windowEnd(long ms) {
        return windowStart(ms) + windowMs();
    }
}
