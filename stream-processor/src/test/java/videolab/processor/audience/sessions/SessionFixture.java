package videolab.processor.audience.sessions;

import static org.assertj.core.api.Assertions.assertThat;
import static videolab.processor.audience.sessions.EventKind.ERROR;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import videolab.processor.audience.viewers.Viewer;

/** Plays events into a session and keeps what comes out. Times are in ms after a window's start. */
abstract class SessionFixture {

    static final long BEGINNING = 1_800_000_000_000L;
    static final long WINDOW = 30_000;
    static final long FAR = BEGINNING + Duration.ofHours(3).toMillis();
    static final SessionRules RULES =
            new SessionRules(Duration.ofSeconds(30), Duration.ofSeconds(45), Duration.ofSeconds(30));

    final TreeMap<Long, Slice> slices = new TreeMap<>();
    /** Unique viewers of each window. */
    final TreeMap<Long, Set<Long>> viewers = new TreeMap<>();

    final List<SessionSummary> ended = new ArrayList<>();

    void advance(SessionTimeline session, long watermarkMs) {
        for (SessionOutcome outcome : session.advance(watermarkMs, RULES)) {
            if (outcome instanceof SessionOutcome.SliceClosed closed) {
                // A window has a slice for each session of the id.
                Slice sum = slices.computeIfAbsent(closed.windowStartMs(), start -> new Slice());
                sum.add(closed.slice());
                if (closed.countsViewer()) {
                    viewers.computeIfAbsent(closed.windowStartMs(), start -> new TreeSet<>())
                            .add(closed.profile().viewerHash());
                }
            } else if (outcome instanceof SessionOutcome.SessionEnded end) {
                ended.add(end.session());
            }
        }
    }

    SessionTimeline played(SessionEvent... events) {
        SessionTimeline session = new SessionTimeline(0);
        for (SessionEvent event : events) {
            session.add(event, RULES, 0);
        }
        advance(session, FAR);
        return session;
    }

    Map<Sum, Long> sums(int window) {
        return sums(slices.get(BEGINNING + window * WINDOW));
    }

    Map<Long, Map<Sum, Long>> allSums() {
        Map<Long, Map<Sum, Long>> all = new TreeMap<>();
        slices.forEach((start, slice) -> all.put(start, sums(slice)));
        return all;
    }

    static Map<Sum, Long> sums(Slice slice) {
        Map<Sum, Long> sums = new TreeMap<>();
        for (Sum sum : Sum.values()) {
            if (slice.get(sum) != 0) {
                sums.put(sum, slice.get(sum));
            }
        }
        return sums;
    }

    static SessionTimeline throughBytes(SessionTimeline session) {
        SessionCodec codec = new SessionCodec();
        byte[] bytes = codec.encode(session);
        SessionTimeline copy = codec.timeline(bytes, "s", 0);
        assertThat(codec.encode(copy)).isEqualTo(bytes);
        return copy;
    }

    static SessionEvent at(long ms, EventKind kind) {
        return told(ms, ms, kind);
    }

    static SessionEvent of(SessionEvent event, Viewer viewer) {
        return new SessionEvent(event.event(), event.receivedAtMs(), viewer, null, 0, null);
    }

    /** A request of CMCD v1. */
    static SessionEvent request(long ms, String keys) {
        return request(ms, keys, null);
    }

    static SessionEvent request(long ms, String keys, String content) {
        int bufferMs = Integer.parseInt(keys.replaceAll("\\D", ""));
        PlayerEvent.Request request = new PlayerEvent.Request(bufferMs, keys.contains(",bs"), keys.contains(",su"));
        return told(ms, ms, EventKind.REQUEST, null, null, content, request);
    }

    /** An event that names its content. */
    static SessionEvent named(long ms, EventKind kind, String content) {
        return told(ms, kind, content, null, null);
    }

    /** An event that names its user, by hash. */
    static SessionEvent by(long ms, EventKind kind, long user) {
        SessionEvent event = at(ms, kind);
        return new SessionEvent(event.event(), event.receivedAtMs(), event.viewer(), ViewerKey.USER, user, null);
    }

    static SessionEvent ad(long ms, EventKind kind, PlayerEvent.Ad ad) {
        return told(ms, kind, null, null, ad);
    }

    private static SessionEvent told(long ms, EventKind kind, String content, String errorCode, PlayerEvent.Ad ad) {
        return told(ms, kind, content, errorCode, ad, false);
    }

    /** An event of a page in the background. */
    static SessionEvent hidden(long ms, EventKind kind) {
        return told(ms, kind, null, null, null, true);
    }

    private static SessionEvent told(
            long ms, EventKind kind, String content, String errorCode, PlayerEvent.Ad ad, boolean hidden) {
        PlayerEvent event = new PlayerEvent(
                "s",
                kind,
                BEGINNING + ms,
                null,
                Double.NaN,
                null,
                errorCode,
                null,
                hidden,
                content,
                null,
                null,
                null,
                null,
                null,
                null,
                ad);
        return new SessionEvent(event, BEGINNING + ms, Viewer.NOBODY, null, 0, null);
    }

    static SessionEvent error(long ms, String code) {
        return told(ms, ms, ERROR, null, code, null);
    }

    static SessionEvent told(long clockMs, long receivedMs, EventKind kind) {
        return told(clockMs, receivedMs, kind, null);
    }

    static SessionEvent told(long clockMs, long receivedMs, EventKind kind, Integer bitrateKbps) {
        return told(clockMs, receivedMs, kind, bitrateKbps, null, null);
    }

    static SessionEvent told(
            long clockMs,
            long receivedMs,
            EventKind kind,
            Integer bitrateKbps,
            String errorCode,
            PlayerEvent.Request request) {
        return told(clockMs, receivedMs, kind, bitrateKbps, errorCode, null, request);
    }

    static SessionEvent told(
            long clockMs,
            long receivedMs,
            EventKind kind,
            Integer bitrateKbps,
            String errorCode,
            String content,
            PlayerEvent.Request request) {
        PlayerEvent event = new PlayerEvent(
                "s",
                kind,
                BEGINNING + clockMs,
                bitrateKbps,
                Double.NaN,
                null,
                errorCode,
                null,
                false,
                content,
                null,
                null,
                null,
                null,
                null,
                request,
                null);
        return new SessionEvent(event, BEGINNING + receivedMs, Viewer.NOBODY, null, 0, null);
    }
}
