package videolab.source.viewers;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The numbers of a KPI row, by the names of {@code docs/kpis.md}. */
final class KpiSums {

    private static final long[] STARTUP_LIMITS = {
        250, 500, 1000, 1500, 2000, 3000, 4000, 5000, 8000, 10000, 15000, 30000
    };
    private static final long[] STALL_LIMITS = {100, 250, 500, 1000, 2000, 5000, 10000, 30000};

    private static final String[] COLUMNS = {
        "events",
        "duplicates",
        "late",
        "after_end",
        "sessions",
        "bot_sessions",
        "concurrent_viewers",
        "attempts",
        "views",
        "valid_views",
        "ebvs",
        "ebvs_under_1s",
        "start_failures",
        "playback_failures",
        "sessions_ended",
        "timeouts",
        "ended_plays",
        "session_ms",
        "play_ms",
        "stall_ms",
        "starting_ms",
        "seek_ms",
        "pause_ms",
        "unaccounted_ms",
        "watched_ms",
        "startups",
        "startup_ms",
        "startups_over_60s",
        "stalls",
        "stalls_under_100ms",
        "stalled_sessions",
        "seeks",
        "switches_up",
        "switches_down",
        "warnings",
        "bitrate_kbps_ms",
        "bitrate_ms"
    };

    private final Map<String, Long> sums = new LinkedHashMap<>();
    private final long[] startupBuckets = new long[STARTUP_LIMITS.length + 1];
    private final long[] stallBuckets = new long[STALL_LIMITS.length + 1];
    private final Set<String> viewers = new HashSet<>();

    KpiSums() {
        for (String column : COLUMNS) {
            sums.put(column, 0L);
        }
    }

    void add(String column, long amount) {
        if (!sums.containsKey(column)) {
            throw new IllegalArgumentException("no column " + column);
        }
        sums.merge(column, amount, Long::sum);
    }

    /** Once for each session, however often it is said. */
    void once(String column) {
        sums.put(column, 1L);
    }

    void startup(long millis) {
        add("startups", 1);
        add("startup_ms", millis);
        startupBuckets[bucket(STARTUP_LIMITS, millis)]++;
    }

    void stall(long millis) {
        add(millis >= 100 ? "stalls" : "stalls_under_100ms", 1);
        stallBuckets[bucket(STALL_LIMITS, millis)]++;
    }

    void viewer(String key) {
        viewers.add(key);
    }

    void add(KpiSums other) {
        other.sums.forEach((column, amount) -> sums.merge(column, amount, Long::sum));
        for (int i = 0; i < startupBuckets.length; i++) {
            startupBuckets[i] += other.startupBuckets[i];
        }
        for (int i = 0; i < stallBuckets.length; i++) {
            stallBuckets[i] += other.stallBuckets[i];
        }
        viewers.addAll(other.viewers);
    }

    long get(String column) {
        return sums.get(column);
    }

    boolean empty() {
        return sums.values().stream().allMatch(each -> each == 0);
    }

    Map<String, Object> columns() {
        Map<String, Object> columns = new LinkedHashMap<>(sums);
        columns.put("unique_viewers", viewers.size());
        columns.put("startup_buckets", startupBuckets);
        columns.put("stall_buckets", stallBuckets);
        ratio(columns, "startup_avg_ms", get("startup_ms"), get("startups"));
        ratio(columns, "rebuffering_ratio", get("stall_ms"), get("watched_ms"));
        ratio(columns, "rebuffering_play_ratio", get("stall_ms"), get("stall_ms") + get("play_ms"));
        ratio(columns, "stalls_per_hour", 3_600_000.0 * get("stalls"), get("play_ms"));
        ratio(columns, "stalled_session_ratio", get("stalled_sessions"), get("concurrent_viewers"));
        ratio(columns, "ebvs_ratio", get("ebvs"), get("attempts"));
        ratio(columns, "start_failure_ratio", get("start_failures"), get("attempts"));
        ratio(columns, "playback_failure_ratio", get("playback_failures"), get("ended_plays"));
        ratio(columns, "view_avg_ms", get("play_ms"), get("views"));
        ratio(columns, "session_avg_ms", get("session_ms"), get("sessions_ended") + get("timeouts"));
        ratio(columns, "bitrate_avg_kbps", get("bitrate_kbps_ms"), get("bitrate_ms"));
        columns.put("small_sample", get("sessions") < 25);
        return columns;
    }

    private static void ratio(Map<String, Object> columns, String name, double numerator, long denominator) {
        columns.put(name, denominator == 0 ? null : (Object) (numerator / denominator));
    }

    /** An upper limit belongs to its bucket. */
    private static int bucket(long[] limits, long millis) {
        int i = 0;
        while (i < limits.length && millis > limits[i]) {
            i++;
        }
        return i;
    }
}
