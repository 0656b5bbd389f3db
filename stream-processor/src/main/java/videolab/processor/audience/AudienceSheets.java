package videolab.processor.audience;

import java.sql.Timestamp;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import videolab.contract.KpiColumns;
import videolab.processor.audience.sessions.SessionSummary;
import videolab.processor.audience.sessions.Slice;
import videolab.processor.audience.sessions.Sum;
import videolab.processor.audience.viewers.ViewerKeys;
import videolab.processor.kpis.KpiSheet;

/** The columns of the audience tables, by {@code docs/kpis.md}. */
final class AudienceSheets {

    /** Below this the ratios of a row are not to be compared. */
    private static final int SMALL_SAMPLE = 25;

    private static final double MS_PER_HOUR = 3_600_000;

    /**
     * A row's counts.
     *
     * @param viewers estimate of the sketch
     * @param folded how many values of the dimensions it is the sum of
     */
    record Counted(Slice slice, long viewers, byte[] sketch, long folded) {
        long of(Sum sum) {
            return slice.get(sum);
        }
    }

    /** @param session the session's id */
    record Ended(String session, SessionSummary summary) {
        long of(Sum sum) {
            return summary.totals().get(sum);
        }
    }

    static final KpiSheet<Counted> WINDOWS = new KpiSheet<>(KpiColumns.AUDIENCE, windows());
    static final KpiSheet<Ended> SESSIONS = new KpiSheet<>(KpiColumns.SESSION, sessions());

    private AudienceSheets() {}

    private static Map<String, KpiSheet.Value<Counted>> windows() {
        Map<String, KpiSheet.Value<Counted>> values = new LinkedHashMap<>();
        for (Sum sum : Sum.values()) {
            values.put(sum.column(), row -> row.of(sum));
        }
        values.put("watched_ms", row -> watched(row.slice()));
        values.put("unique_viewers", Counted::viewers);
        values.put("viewers_sketch", Counted::sketch);
        values.put("startup_buckets", row -> row.slice().startups());
        values.put("stall_buckets", row -> row.slice().stalls());
        values.put("startup_avg_ms", ratio(row -> row.of(Sum.STARTUP_MS), row -> row.of(Sum.STARTUPS)));
        values.put("rebuffering_ratio", ratio(row -> row.of(Sum.STALL_MS), row -> watched(row.slice())));
        values.put(
                "rebuffering_play_ratio",
                ratio(row -> row.of(Sum.STALL_MS), row -> row.of(Sum.STALL_MS) + row.of(Sum.PLAY_MS)));
        values.put("stalls_per_hour", ratio(row -> row.of(Sum.STALLS) * MS_PER_HOUR, row -> row.of(Sum.PLAY_MS)));
        values.put(
                "stalled_session_ratio",
                ratio(row -> row.of(Sum.STALLED_SESSIONS), row -> row.of(Sum.CONCURRENT_VIEWERS)));
        values.put("ebvs_ratio", ratio(row -> row.of(Sum.EBVS), row -> row.of(Sum.ATTEMPTS)));
        values.put("start_failure_ratio", ratio(row -> row.of(Sum.START_FAILURES), row -> row.of(Sum.ATTEMPTS)));
        values.put(
                "playback_failure_ratio", ratio(row -> row.of(Sum.PLAYBACK_FAILURES), row -> row.of(Sum.ENDED_PLAYS)));
        values.put("view_avg_ms", ratio(row -> row.of(Sum.PLAY_MS), row -> row.of(Sum.VIEWS)));
        values.put(
                "session_avg_ms",
                ratio(row -> row.of(Sum.SESSION_MS), row -> row.of(Sum.SESSIONS_ENDED) + row.of(Sum.TIMEOUTS)));
        values.put("bitrate_avg_kbps", ratio(row -> row.of(Sum.BITRATE_KBPS_MS), row -> row.of(Sum.BITRATE_MS)));
        values.put("folded_values", Counted::folded);
        values.put("small_sample", row -> row.of(Sum.SESSIONS) < SMALL_SAMPLE);
        return values;
    }

    private static KpiSheet.Value<Counted> ratio(
            ToDoubleFunction<Counted> numerator, ToDoubleFunction<Counted> denominator) {
        return row -> KpiSheet.ratio(numerator.applyAsDouble(row), denominator.applyAsDouble(row));
    }

    private static Map<String, KpiSheet.Value<Ended>> sessions() {
        Map<String, KpiSheet.Value<Ended>> values = new LinkedHashMap<>();
        values.put("session", Ended::session);
        values.put("viewer", row -> ViewerKeys.hex(row.summary().profile().viewerHash()));
        values.put("viewer_key", row -> row.summary().viewerKey().wireName());
        values.put("client_address", row -> row.summary().address());
        values.put("content", row -> row.summary().profile().content());
        values.put("country", row -> row.summary().profile().viewer().country());
        values.put("region", row -> row.summary().profile().viewer().region());
        values.put("os", row -> row.summary().profile().viewer().os());
        values.put("browser", row -> row.summary().profile().viewer().browser());
        values.put("device_class", row -> row.summary().profile().viewer().deviceClass());
        values.put("player", row -> row.summary().profile().player());
        values.put("cdn", row -> row.summary().profile().cdn());
        values.put("live", row -> row.summary().live());
        values.put("bot", row -> row.summary().profile().viewer().bot());
        values.put("estimated", row -> row.summary().estimated());
        values.put("resumed", row -> row.summary().resumed());
        values.put("started_at", row -> new Timestamp(row.summary().startedAtMs()));
        values.put("first_frame_at", row -> instant(row.summary().firstFrameAtMs()));
        values.put("ended_at", row -> new Timestamp(row.summary().endedAtMs()));
        values.put("end_reason", row -> row.summary().endReason().wireName());
        values.put("error_code", row -> row.summary().errorCode());
        values.put("startup_ms", row -> row.summary().startupMs());
        values.put("watched_ms", row -> watched(row.summary().totals()));
        for (Sum sum : new Sum[] {
            Sum.SESSION_MS,
            Sum.PLAY_MS,
            Sum.STALL_MS,
            Sum.STARTING_MS,
            Sum.SEEK_MS,
            Sum.PAUSE_MS,
            Sum.UNACCOUNTED_MS,
            Sum.STALLS,
            Sum.STALLS_UNDER_100MS,
            Sum.SEEKS,
            Sum.SWITCHES_UP,
            Sum.SWITCHES_DOWN,
            Sum.WARNINGS,
            Sum.EVENTS,
            Sum.DUPLICATES,
            Sum.LATE
        }) {
            values.put(sum.column(), row -> row.of(sum));
        }
        values.put("bitrate_avg_kbps", row -> KpiSheet.ratio(row.of(Sum.BITRATE_KBPS_MS), row.of(Sum.BITRATE_MS)));
        values.put("completion_ratio", row -> row.summary().completion());
        values.put("skew_ms", row -> row.summary().skewMs());
        return values;
    }

    /** CTA-2066's watched time. */
    private static long watched(Slice slice) {
        return slice.get(Sum.PLAY_MS) + slice.get(Sum.STALL_MS) + slice.get(Sum.STARTING_MS) + slice.get(Sum.SEEK_MS);
    }

    private static Timestamp instant(Long ms) {
        return ms == null ? null : new Timestamp(ms);
    }
}
