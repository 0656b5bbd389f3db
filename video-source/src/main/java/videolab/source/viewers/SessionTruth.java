package videolab.source.viewers;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import videolab.source.viewers.PlayedSession.End;
import videolab.source.viewers.PlayedSession.Span;
import videolab.source.viewers.PlayedSession.Stall;
import videolab.source.viewers.PlayedSession.Switch;

/**
 * What one session adds to each window, from what really happened: the spans and instants of its script decide what is
 * counted, its deliveries only when. The rules' numbers are those of {@code docs/kpis.md}.
 */
final class SessionTruth {

    private static final long PAUSE_SILENCE_MS = 60 * 60_000;
    private static final long VALID_PLAY_MS = 10_000;
    private static final long VALID_STARTUP_MS = 60_000;
    private static final long SETTLING_MS = 5_000;

    /** @param said what the player's clock showed */
    private record Applied(PlayEvent event, long corrected, long said, boolean repeated) {}

    private final ScenarioSettings settings;
    private final PlayedSession played;
    private final long skewMs;
    private final TreeMap<Long, KpiSums> windows = new TreeMap<>();
    private final KpiSums total = new KpiSums();

    /** Corrected times of the events that count, by their true times. */
    private final Map<Long, Long> correctedOf = new HashMap<>();

    private final List<Applied> applied = new ArrayList<>();
    private final List<Long> lateAt = new ArrayList<>();
    private long startedAt = -1;
    private long endedAt = -1;
    private boolean timedOut;
    private double completion = -1;

    SessionTruth(ScenarioSettings settings, DeliveredSession session) {
        this.settings = settings;
        this.played = session.played();
        this.skewMs = session.skewMs(settings.watermark());
        List<Applied> arrived = arrive(session);
        if (robot()) {
            arrived.forEach(each -> {
                window(each.corrected()).once("bot_sessions");
                apply(each);
            });
        } else {
            applyUntilTheEnd(arrived);
            charge();
            count();
        }
    }

    boolean robot() {
        return played.who().device().robot();
    }

    Identity who() {
        return played.who();
    }

    TreeMap<Long, KpiSums> windows() {
        return windows;
    }

    KpiSums total() {
        return total;
    }

    /** Rules 3, 4, 5 and 7: what is left after the late and the repeated, in the order of rule 6. */
    private List<Applied> arrive(DeliveredSession session) {
        List<Applied> arrived = new ArrayList<>();
        for (DeliveredEvent each : session.events()) {
            long said = session.said(each);
            long corrected = Math.min(said + skewMs, each.receivedAt());
            if (each.receivedAt() - corrected > settings.watermark().toMillis()) {
                window(each.receivedAt()).add("late", 1);
                lateAt.add(each.receivedAt());
                continue;
            }
            boolean repeated = each.repeatedAt() >= 0;
            arrived.add(new Applied(each.event(), corrected, said, repeated));
            if (repeated) {
                window(corrected).add("duplicates", 1);
            }
        }
        arrived.sort(Comparator.comparingLong(Applied::corrected).thenComparingLong(Applied::said));
        return arrived;
    }

    /** Rule 9, and what is heard after an end. */
    private void applyUntilTheEnd(List<Applied> arrived) {
        End end = played.end();
        boolean over = false;
        for (Applied each : arrived) {
            if (!over && startedAt >= 0 && !ended(end)) {
                over = each.corrected() - last().corrected() > silenceAfter(last());
                timedOut = over;
            }
            boolean closing = end != null && each.event().at() > end.at();
            boolean repeatsTheEnd = closing && each.event().kind() == EventKind.STOPPED;
            if (over || closing && !repeatsTheEnd) {
                both(each.corrected(), sums -> sums.add("after_end", 1));
                continue;
            }
            if (startedAt < 0 && begins(each.event())) {
                startedAt = each.corrected();
            }
            apply(each);
            both(each.corrected(), sums -> sums.add("events", 1));
            if (each.repeated()) {
                // Of what came after the end, the session's row knows nothing.
                total.add("duplicates", 1);
            }
            window(each.corrected()).once("sessions");
        }
        timedOut |= startedAt >= 0 && !ended(end);
        endedAt = timedOut ? last().corrected() : ended(end) ? correctedOf.get(end.at()) : -1;
    }

    /** CMCD's players report before they have a state, and EPAS's tell what will be played. */
    private static boolean begins(PlayEvent event) {
        boolean stateless = event.kind() == EventKind.HEARTBEAT && event.state() == null;
        return event.kind() != EventKind.METADATA && !stateless;
    }

    private boolean ended(End end) {
        return end != null && correctedOf.containsKey(end.at());
    }

    private void apply(Applied each) {
        applied.add(each);
        correctedOf.put(each.event().at(), each.corrected());
        Content content = played.who().content();
        boolean hasPlayhead =
                played.who().format() == EventFormat.EPAS && each.event().playheadMs() >= 0;
        if (hasPlayhead && !content.live()) {
            completion = Math.max(completion, each.event().playheadMs() / (double) content.durationMs());
        }
    }

    private Applied last() {
        return applied.get(applied.size() - 1);
    }

    private long silenceAfter(Applied each) {
        return seen(each) == PlayState.PAUSED ? PAUSE_SILENCE_MS : settings.silenceMs();
    }

    /** What the viewer saw from an event on. */
    private PlayState seen(Applied each) {
        for (Span span : played.spans()) {
            if (span.from() <= each.event().at() && each.event().at() < span.to()) {
                return span.state();
            }
        }
        return null;
    }

    /** Rule 8. */
    private void charge() {
        long playedMs = 0;
        for (int i = 1; i < applied.size(); i++) {
            Applied from = applied.get(i - 1);
            Applied to = applied.get(i);
            PlayState state = seen(from);
            long millis = to.corrected() - from.corrected();
            if (state == null || millis == 0) {
                continue;
            }
            long charged = state == PlayState.PAUSED ? millis : Math.min(millis, settings.capMs());
            String column =
                    switch (state) {
                        case PLAYING -> "play_ms";
                        case STALLED -> "stall_ms";
                        case STARTING -> "starting_ms";
                        case SEEKING -> "seek_ms";
                        case PAUSED -> "pause_ms";
                    };
            both(to.corrected(), sums -> {
                sums.add(column, charged);
                sums.add("unaccounted_ms", millis - charged);
                sums.add("watched_ms", state == PlayState.PAUSED ? 0 : charged);
            });
            KpiSums window = window(to.corrected());
            if (state == PlayState.STARTING || state == PlayState.PLAYING || state == PlayState.STALLED) {
                window.once("concurrent_viewers");
            }
            if (state == PlayState.STALLED) {
                window.once("stalled_sessions");
            }
            if (state == PlayState.PLAYING) {
                if (playedMs < VALID_PLAY_MS && playedMs + charged >= VALID_PLAY_MS) {
                    window.add("valid_views", 1);
                }
                playedMs += charged;
                chargeBitrate(from, to.corrected(), charged);
            }
        }
    }

    private void chargeBitrate(Applied from, long to, long charged) {
        int kbps = 0;
        for (Switch each : played.switches()) {
            if (each.at() <= from.event().at()) {
                kbps = each.to();
            }
        }
        if (kbps > 0) {
            long product = kbps * charged;
            both(to, sums -> {
                sums.add("bitrate_ms", charged);
                sums.add("bitrate_kbps_ms", product);
            });
        }
    }

    private void count() {
        at(played.attemptAt(), sums -> sums.add("attempts", 1));
        at(played.firstFrameAt(), sums -> sums.add("views", 1));
        if (played.startupMs() >= 0) {
            at(played.firstFrameAt(), sums -> {
                long startup = correctedOf.get(played.firstFrameAt()) - startedAt;
                if (startup > VALID_STARTUP_MS) {
                    sums.add("startups_over_60s", 1);
                } else {
                    sums.startup(startup);
                }
            });
        }
        for (Stall stall : played.stalls()) {
            at(stall.to(), sums -> sums.stall(correctedOf.get(stall.to()) - correctedOf.get(stall.from())));
            Long over = correctedOf.get(stall.to());
            if (over != null) {
                window(over).once("stalled_sessions");
            }
        }
        played.seeks().forEach(each -> at(each, sums -> sums.add("seeks", 1)));
        played.warnings().forEach(each -> at(each, sums -> sums.add("warnings", 1)));
        for (Switch each : played.switches()) {
            if (each.from() > 0) {
                at(each.at(), sums -> sums.add(each.to() > each.from() ? "switches_up" : "switches_down", 1));
            }
        }
        if (endedAt >= 0) {
            countEnd();
        }
    }

    private void countEnd() {
        boolean shown = shown();
        boolean failed = !timedOut && played.end().fatal();
        long instant = timedOut ? endedAt + silenceAfter(last()) : endedAt;
        // What is late for the session's row as well, is in the windows alone.
        long rowEnds = settings.windowOf(timedOut ? instant : endedAt + SETTLING_MS);
        lateAt.stream().filter(at -> settings.windowOf(at) <= rowEnds).forEach(at -> total.add("late", 1));
        both(instant, sums -> {
            sums.add(timedOut ? "timeouts" : "sessions_ended", 1);
            sums.add("session_ms", endedAt - startedAt);
            if (shown) {
                sums.add("ended_plays", 1);
            }
            if (failed) {
                sums.add(shown ? "playback_failures" : "start_failures", 1);
            } else if (!shown) {
                sums.add("ebvs", 1);
                if (!timedOut && endedAt - startedAt <= 1000) {
                    sums.add("ebvs_under_1s", 1);
                }
            }
        });
    }

    private boolean shown() {
        return played.firstFrameAt() >= 0 ? correctedOf.containsKey(played.firstFrameAt()) : played.framesShown();
    }

    /** At the instant of an event, unless that came after the end. */
    private void at(long trueTime, Consumer<KpiSums> what) {
        Long corrected = correctedOf.get(trueTime);
        if (corrected != null) {
            both(corrected, what);
        }
    }

    private void both(long corrected, Consumer<KpiSums> what) {
        what.accept(window(corrected));
        what.accept(total);
    }

    private KpiSums window(long corrected) {
        return windows.computeIfAbsent(settings.windowOf(corrected), start -> new KpiSums());
    }

    /** What is known about the session from the events before a time: rule 10. */
    Known knownBefore(long corrected) {
        Identity who = played.who();
        boolean told = who.format() == EventFormat.CMCD2;
        for (Applied each : applied) {
            told |= each.event().kind() == EventKind.METADATA && each.corrected() < corrected;
        }
        boolean ids = told && who.format() == EventFormat.EPAS;
        String kind = ids && who.userId() != null ? "user" : ids && who.deviceId() != null ? "device" : "session";
        String viewer = kind.equals("user") ? who.userId() : kind.equals("device") ? who.deviceId() : who.session();
        return new Known(
                told ? who.content().id() : "unknown",
                told ? who.cdn() : "unknown",
                kind,
                kind + ":" + viewer,
                told ? who.content().live() : null);
    }

    /** @param live null where nobody said */
    record Known(String content, String cdn, String viewerKind, String viewer, Boolean live) {}

    /** The row of table {@code sessions}; null for a session that never began. */
    Map<String, Object> row() {
        Known known = knownBefore(Long.MAX_VALUE);
        Identity who = played.who();
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("row", "session");
        row.put("session", who.session());
        row.put("viewer_key", known.viewerKind());
        row.put("content", known.content());
        row.put("country", who.place().country());
        row.put("region", who.place().region());
        if (!robot()) {
            row.put("os", who.device().os());
            row.put("browser", who.device().browser());
            row.put("device_class", who.device().deviceClass());
            row.put("player", who.device().player());
        }
        row.put("cdn", known.cdn());
        row.put("live", known.live());
        row.put("bot", robot());
        row.put("estimated", false);
        row.put("skew_ms", skewMs);
        if (robot()) {
            return row;
        }
        if (startedAt < 0) {
            return null;
        }
        row.put("started_at", Instant.ofEpochMilli(startedAt));
        Long frame = correctedOf.get(played.firstFrameAt());
        if (played.firstFrameAt() >= 0 || !played.framesShown()) {
            row.put("first_frame_at", frame == null ? null : Instant.ofEpochMilli(frame));
        }
        row.put("ended_at", Instant.ofEpochMilli(endedAt));
        row.put("end_reason", timedOut ? "timeout" : reason());
        row.put("error_code", timedOut ? null : played.end().code());
        boolean valid = total.get("startups") > 0;
        row.put("startup_ms", valid ? (Object) total.get("startup_ms") : null);
        for (String column : List.of(
                "session_ms",
                "play_ms",
                "stall_ms",
                "starting_ms",
                "seek_ms",
                "pause_ms",
                "watched_ms",
                "unaccounted_ms",
                "stalls",
                "stalls_under_100ms",
                "seeks",
                "switches_up",
                "switches_down",
                "warnings",
                "events",
                "duplicates",
                "late")) {
            row.put(column, total.get(column));
        }
        long bitrateMs = total.get("bitrate_ms");
        row.put("bitrate_avg_kbps", bitrateMs == 0 ? null : total.get("bitrate_kbps_ms") / (double) bitrateMs);
        if (who.format() == EventFormat.EPAS
                && !(known.live() == null && who.content().live())) {
            row.put("completion_ratio", completion < 0 ? null : Math.min(1, completion));
        }
        return row;
    }

    /** CMCD's quit says less than EPAS's reasons. */
    private String reason() {
        String reason = played.end().reason();
        return played.who().format() == EventFormat.CMCD2 && reason.equals("unknown") ? "aborted" : reason;
    }
}
