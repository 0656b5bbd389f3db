package videolab.source.viewers;

import java.time.Instant;
import java.util.ArrayList;
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
 * What one viewing adds to each window, from what really happened: the spans and instants of its script decide what is
 * counted, its deliveries only when. The rules' numbers are those of {@code docs/kpis.md}.
 */
final class ViewingTruth {

    private static final long PAUSE_SILENCE_MS = 60 * 60_000;
    private static final long VALID_PLAY_MS = 10_000;
    private static final long VALID_STARTUP_MS = 60_000;
    private static final long SETTLING_MS = 5_000;
    private static final long SAME_STARVATION_MS = 2_000;

    private final ScenarioSettings settings;
    private final PlayedSession played;
    private final long skewMs;
    private final ViewingTruth before;
    private final boolean resumed;
    private long playedMs;
    private final TreeMap<Long, KpiSums> windows = new TreeMap<>();
    private final KpiSums total = new KpiSums();

    /** Corrected times of the events that count, by their true times. */
    private final Map<Long, Long> correctedOf = new HashMap<>();

    private final List<Arrival> applied = new ArrayList<>();
    private final List<Long> lateAt = new ArrayList<>();
    private long startedAt = -1;
    private long endedAt = -1;
    private boolean timedOut;
    private boolean countedBefore;
    private double completion = -1;

    /** @param before the viewing of the same id before this one, null for the first */
    ViewingTruth(ScenarioSettings settings, PlayedSession played, long skewMs, ViewingTruth before, boolean resumed) {
        this.settings = settings;
        this.played = played;
        this.skewMs = skewMs;
        this.before = before;
        this.resumed = resumed;
    }

    /** Takes an event of this viewing, or of the page left open after it. */
    void take(Arrival each) {
        if (robot()) {
            window(each.corrected()).once("bot_sessions");
            startedAt = startedAt < 0 && begins(each.event()) ? each.corrected() : startedAt;
            apply(each);
            return;
        }
        if (each.repeated() && !requests()) {
            window(each.corrected()).add("duplicates", 1);
        }
        boolean closing =
                over() && (timedOut || each.event().at() > played.end().at());
        boolean repeatsTheEnd = closing && !timedOut && each.event().kind() == EventKind.STOPPED;
        if (closing && !repeatsTheEnd) {
            both(each.corrected(), sums -> sums.add("after_end", copies(each)));
            return;
        }
        if (startedAt < 0 && (resumed || begins(each.event()))) {
            startedAt = each.corrected();
        }
        apply(each);
        both(each.corrected(), sums -> sums.add("events", copies(each)));
        if (each.repeated() && !requests()) {
            // Of what came after the end, the session's row knows nothing.
            total.add("duplicates", 1);
        }
        window(each.corrected()).once("sessions");
    }

    /** Whether its player tells CMCD v1. */
    private boolean requests() {
        return played.who().format() == EventFormat.CMCD1;
    }

    /** A request is never a repeat. */
    private long copies(Arrival each) {
        return each.repeated() && requests() ? 2 : 1;
    }

    /** Whether silence is over before a time, which ends this viewing: rule 9. */
    boolean silentBefore(long corrected) {
        return !robot() && startedAt >= 0 && !over() && corrected - last().corrected() > silenceAfter(last());
    }

    void timeOut() {
        timedOut = true;
    }

    /** Nothing more is heard of it, or the next viewing of its id begins with an event. */
    void finish(Arrival next) {
        if (robot()) {
            return;
        }
        if (next != null && !over()) {
            applied.add(next);
            correctedOf.put(next.event().at(), next.corrected());
        }
        timedOut |= startedAt >= 0 && !ended(played.end());
        endedAt = timedOut
                ? last().corrected()
                : ended(played.end()) ? correctedOf.get(played.end().at()) : -1;
        charge();
        count();
        if (next != null && !timedOut && applied.get(applied.size() - 1) == next) {
            applied.remove(next);
        }
    }

    void late(long receivedAt) {
        window(receivedAt).add("late", 1);
        lateAt.add(receivedAt);
    }

    /** Whether it has ended, by an event or by silence. */
    boolean over() {
        return timedOut || startedAt >= 0 && ended(played.end());
    }

    boolean timedOut() {
        return timedOut;
    }

    /** When its first event was, or -1. */
    long firstAt() {
        return applied.isEmpty() ? -1 : applied.get(0).corrected();
    }

    PlayedSession played() {
        return played;
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

    /** CMCD's players report before they have a state, and EPAS's tell what will be played. */
    private static boolean begins(PlayEvent event) {
        boolean stateless = event.kind() == EventKind.HEARTBEAT && event.state() == null;
        return event.kind() != EventKind.METADATA && !stateless;
    }

    private boolean ended(End end) {
        return end != null && correctedOf.containsKey(end.at());
    }

    private void apply(Arrival each) {
        applied.add(each);
        correctedOf.put(each.event().at(), each.corrected());
        Content content = played.who().content();
        boolean hasPlayhead =
                played.who().format() == EventFormat.EPAS && each.event().playheadMs() >= 0;
        if (hasPlayhead && !content.live()) {
            completion = Math.max(completion, each.event().playheadMs() / (double) content.durationMs());
        }
    }

    private Arrival last() {
        return applied.get(applied.size() - 1);
    }

    private long silenceAfter(Arrival each) {
        PlayState state = seen(each);
        if (state == PlayState.PAUSED
                || state == PlayState.SEEKING && soughtInPause(each.event().at())) {
            return PAUSE_SILENCE_MS;
        }
        return state == PlayState.STARTING ? settings.abandonMs() : settings.silenceMs();
    }

    /** What the viewer saw from an event on. */
    private PlayState seen(Arrival each) {
        for (Span span : played.spans()) {
            if (span.from() <= each.event().at() && each.event().at() < span.to()) {
                return span.state();
            }
        }
        return null;
    }

    /** Whether the seek that is under way began in a pause: the viewer sees a still picture all the time. */
    private boolean soughtInPause(long at) {
        PlayState previous = null;
        for (Span span : played.spans()) {
            if (span.from() <= at && at < span.to()) {
                return previous == PlayState.PAUSED;
            }
            previous = span.state();
        }
        return false;
    }

    /** Rule 8. */
    private void charge() {
        playedMs = resumed ? before.playedMs : 0;
        if (resumed) {
            long gap = firstAt() - before.endedAt;
            both(firstAt(), sums -> sums.add("unaccounted_ms", gap));
        }
        for (int i = 1; i < applied.size(); i++) {
            Arrival from = applied.get(i - 1);
            Arrival to = applied.get(i);
            PlayState seen = seen(from);
            PlayState state =
                    seen == PlayState.SEEKING && soughtInPause(from.event().at()) ? PlayState.PAUSED : seen;
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

    private void chargeBitrate(Arrival from, long to, long charged) {
        int kbps = firstKbps();
        for (Switch each : switches()) {
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

    /** Requests tell the bitrate of the piece they ask for; only that of video counts. */
    private List<Switch> switches() {
        if (!requests()) {
            return played.switches();
        }
        List<Switch> switches = new ArrayList<>();
        int kbps = firstKbps();
        for (Arrival each : applied) {
            boolean video = each.event().request().objectType().contains("v");
            if (video && each.event().kbps() != kbps) {
                switches.add(new Switch(each.event().at(), kbps, each.event().kbps()));
                kbps = each.event().kbps();
            }
        }
        return switches;
    }

    /** The bitrate that a session with requests goes on with; 0 without. */
    private int firstKbps() {
        if (!requests() || !resumed) {
            return 0;
        }
        List<Switch> earlier = before.switches();
        return earlier.isEmpty()
                ? before.firstKbps()
                : earlier.get(earlier.size() - 1).to();
    }

    private void count() {
        at(played.attemptAt(), sums -> sums.add("attempts", 1));
        at(played.firstFrameAt(), sums -> sums.add("views", 1));
        if (played.startupMs() >= 0 && correctedOf.containsKey(played.attemptAt())) {
            at(played.firstFrameAt(), sums -> {
                long startup = correctedOf.get(played.firstFrameAt()) - startedAt - preRollMs();
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
        if (requests()) {
            countStarvations();
        }
        for (Switch each : switches()) {
            if (each.from() > 0) {
                at(each.at(), sums -> sums.add(each.to() > each.from() ? "switches_up" : "switches_down", 1));
            }
        }
        if (endedAt >= 0) {
            countEnd();
        }
    }

    /** Stalls of unknown length. Of {@code bs} less than 2 s apart, the first counts. */
    private void countStarvations() {
        long latest = Long.MIN_VALUE / 2;
        for (Arrival each : applied) {
            if (!each.event().request().starved() || seen(each) != PlayState.PLAYING) {
                continue;
            }
            if (each.corrected() - latest >= SAME_STARVATION_MS) {
                both(each.corrected(), sums -> sums.add("stalls", 1));
                KpiSums window = window(each.corrected());
                if (window.get("concurrent_viewers") > 0) {
                    window.once("stalled_sessions");
                }
            }
            latest = each.corrected();
        }
    }

    /** Advertisements are no part of the start-up. */
    private long preRollMs() {
        Span ad = played.preRoll();
        return ad == null ? 0 : correctedOf.get(ad.to()) - correctedOf.get(ad.from());
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

    /** Whether a first frame was shown. */
    boolean shown() {
        if (resumed) {
            return true;
        }
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
        if (requests()) {
            return requested(corrected);
        }
        boolean cmcd = who.format() == EventFormat.CMCD2;
        boolean told = cmcd || metadataBefore(corrected);
        boolean earlier = false;
        for (ViewingTruth each = before; each != null; each = each.before) {
            earlier |= cmcd || each.metadataBefore(Long.MAX_VALUE);
        }
        // The content of a viewing that goes on, or is played again, is that of the one before.
        boolean inherited = before != null
                && played.who().content().equals(before.played.who().content())
                && (resumed || applied.get(0).event().kind() != EventKind.INIT)
                && before.knownBefore(Long.MAX_VALUE)
                        .content()
                        .equals(who.content().id());
        boolean content = told || inherited;
        boolean ids = (told || earlier) && !cmcd;
        String kind = ids && who.userId() != null ? "user" : ids && who.deviceId() != null ? "device" : "session";
        return new Known(
                content ? who.content().id() : "unknown",
                told || earlier ? who.cdn() : "unknown",
                kind,
                viewer(kind),
                content ? who.content().live() : null);
    }

    /** Each request names what it is a piece of, if the player names that at all, and nothing about the viewer. */
    private Known requested(long corrected) {
        String content = null;
        Boolean live = null;
        for (Arrival each : applied) {
            if (each.corrected() < corrected) {
                content = each.event().request().content();
                live = each.event().request().live();
            }
        }
        return new Known(content == null ? "unknown" : content, "unknown", "session", viewer("session"), live);
    }

    private boolean metadataBefore(long corrected) {
        return applied.stream()
                .anyMatch(each -> each.event().kind() == EventKind.METADATA && each.corrected() < corrected);
    }

    private String viewer(String kind) {
        Identity who = played.who();
        return kind + ":"
                + switch (kind) {
                    case "user" -> who.userId();
                    case "device" -> who.deviceId();
                    default -> who.session();
                };
    }

    /**
     * Who is one of the unique viewers of a window, or null: rule 12.
     *
     * @param all what arrived of the id
     */
    String viewerIn(long start, List<Arrival> all) {
        long end = start + settings.window().toMillis();
        KpiSums window = windows.get(start);
        boolean seen = window.get("events") > 0;
        Identity who = played.who();
        boolean ids = who.format() == EventFormat.EPAS && (who.userId() != null || who.deviceId() != null);
        boolean named = ids
                && (!knownBefore(end).viewerKind().equals("session")
                        || all.stream()
                                .anyMatch(each -> each.event().kind() == EventKind.METADATA
                                        && each.corrected() > firstAt()
                                        && each.corrected()
                                                <= end + settings.watermark().toMillis() / 3
                                        && each.receivedAt()
                                                <= end + settings.watermark().toMillis()));
        String kind = !named ? "session" : who.userId() != null ? "user" : "device";
        long endInstant = timedOut ? endedAt + silenceAfter(last()) : endedAt;
        boolean over = endedAt >= 0 && endInstant < end;
        boolean counts = seen && (named || over || end >= firstAt() + 60_000);
        if (!counts && over && !countedBefore && settings.windowOf(endInstant) == start) {
            counts = true;
        }
        countedBefore |= counts;
        return counts ? viewer(kind) : null;
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
        row.put("estimated", requests());
        row.put("resumed", resumed);
        row.put("skew_ms", skewMs);
        if (startedAt < 0) {
            return null;
        }
        row.put("started_at", Instant.ofEpochMilli(startedAt));
        if (robot()) {
            return row;
        }
        Long frame = correctedOf.get(played.firstFrameAt());
        if (resumed) {
            row.put("first_frame_at", Instant.ofEpochMilli(startedAt));
        } else if (played.firstFrameAt() >= 0 || !played.framesShown()) {
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
