package videolab.processor.audience.sessions;

import java.util.Locale;

/** The numbers of a slice that add up over sessions and windows; {@code docs/kpis.md} says what each means. */
public enum Sum {
    EVENTS,
    DUPLICATES,
    LATE,
    AFTER_END,
    OVER_LIMIT,
    SESSIONS,
    BOT_SESSIONS,
    CONCURRENT_VIEWERS,
    ATTEMPTS,
    VIEWS,
    VALID_VIEWS,
    EBVS,
    EBVS_UNDER_1S,
    START_FAILURES,
    PLAYBACK_FAILURES,
    SESSIONS_ENDED,
    TIMEOUTS,
    ENDED_PLAYS,
    SESSION_MS,
    PLAY_MS,
    STALL_MS,
    STARTING_MS,
    SEEK_MS,
    PAUSE_MS,
    UNACCOUNTED_MS,
    STARTUPS,
    STARTUP_MS,
    STARTUPS_OVER_60S,
    STALLS,
    STALLS_UNDER_100MS,
    STALLED_SESSIONS,
    SEEKS,
    SWITCHES_UP,
    SWITCHES_DOWN,
    WARNINGS,
    BITRATE_KBPS_MS,
    BITRATE_MS;

    public static final int COUNT = values().length;

    public String column() {
        return name().toLowerCase(Locale.ROOT);
    }
}
