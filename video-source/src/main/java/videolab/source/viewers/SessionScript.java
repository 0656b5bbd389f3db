package videolab.source.viewers;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import videolab.source.viewers.PlayedSession.End;
import videolab.source.viewers.PlayedSession.Span;
import videolab.source.viewers.PlayedSession.Stall;
import videolab.source.viewers.PlayedSession.Switch;

/**
 * Writes down a session act by act: what the viewer did and saw, and what the player says about it. Acts come in the order
 * of time; each gives the time at which it was told, a millisecond later where another event has that one.
 */
final class SessionScript {

    private final Identity who;
    private final long clockMs;
    private final TreeMap<Long, PlayEvent> events = new TreeMap<>();
    private final List<Span> spans = new ArrayList<>();
    private final TreeMap<Long, Integer> bitrates = new TreeMap<>();
    private final TreeMap<Long, Position> positions = new TreeMap<>();
    private final List<Stall> stalls = new ArrayList<>();
    private final List<Long> seeks = new ArrayList<>();
    private final List<Switch> switches = new ArrayList<>();
    private final List<Long> warnings = new ArrayList<>();
    private final Set<Case> cases = EnumSet.noneOf(Case.class);

    /** Where in the content the viewer is from a time on. */
    private record Position(long positionMs, boolean moving) {}

    private PlayState state;
    private long since;
    private long requestAt = -1;
    private long attemptAt = -1;
    private long firstFrameAt = -1;
    private boolean interruptedStart;
    private boolean framesShown;
    private long stalledAt = -1;
    private boolean soughtInPause;
    private boolean recovered;
    private int kbps;
    private long positionMs;
    private End end;
    private Span preRoll;
    private PlayedSession.ClockStep step;
    private Span silence;

    /** @param positionMs where in the content the viewer begins */
    SessionScript(Identity who, long clockMs, long positionMs) {
        this.who = who;
        this.clockMs = clockMs;
        this.positionMs = positionMs;
    }

    void mark(Case what) {
        cases.add(what);
    }

    boolean cmcd() {
        return who.format() != EventFormat.EPAS;
    }

    long metadata(long at) {
        return cmcd() ? at : tell(EventKind.METADATA, at, null);
    }

    long request(long at) {
        long told = tell(EventKind.INIT, at, PlayState.STARTING, null);
        requestAt = told;
        attemptAt = told;
        enter(PlayState.STARTING, told);
        return told;
    }

    long loading(long at) {
        return load(EventKind.LOADING, at);
    }

    long loaded(long at) {
        return load(EventKind.LOADED, at);
    }

    private long load(EventKind kind, long at) {
        if (cmcd()) {
            return at;
        }
        long told = tell(kind, at, PlayState.STARTING, null);
        if (state == null) {
            attemptAt = told;
            enter(PlayState.STARTING, told);
        }
        return told;
    }

    /** The player was playing before anybody looked: a heartbeat is the first that is heard. */
    long joined(long at) {
        framesShown = true;
        long told = tell(EventKind.HEARTBEAT, at, PlayState.PLAYING, null);
        enter(PlayState.PLAYING, told);
        return told;
    }

    /** The player recovered from a fatal error: it plays on. */
    long recover(long at) {
        recovered = true;
        framesShown = true;
        long told = tell(EventKind.PLAYING, at, PlayState.PLAYING, null);
        enter(PlayState.PLAYING, told);
        return told;
    }

    long firstFrame(long at) {
        long told = free(at);
        if (state == null) {
            attemptAt = told;
        }
        firstFrameAt = told;
        framesShown = true;
        long startup = requestAt >= 0 ? told - requestAt - preRollMs() : -1;
        put(EventKind.PLAYING, told, PlayState.PLAYING, null, startup, false);
        enter(PlayState.PLAYING, told);
        return told;
    }

    /** Only CMCD's players tell of advertisements. */
    long preRoll(long from, long to) {
        long begins = tell(EventKind.AD_BEGINS, from, PlayState.STARTING, null);
        long ends = tell(EventKind.AD_ENDS, to, PlayState.STARTING, null);
        preRoll = new Span(PlayState.STARTING, begins, ends);
        return ends;
    }

    private long preRollMs() {
        return preRoll == null ? 0 : preRoll.to() - preRoll.from();
    }

    /** Sets the player's clock back or ahead, between two events that are far enough apart to keep their order. */
    boolean stepClock(long after, long ms) {
        for (long at : events.keySet()) {
            Long before = events.lowerKey(at);
            if (at > after && before != null && at - before > Math.max(0, -ms) + 1_000) {
                step = new PlayedSession.ClockStep(at, ms);
                return true;
            }
        }
        return false;
    }

    long pause(long at) {
        long told = tell(EventKind.PAUSED, at, PlayState.PAUSED, null);
        interruptedStart |= firstFrameAt < 0;
        leaveStall(told);
        enter(PlayState.PAUSED, told);
        return told;
    }

    long resume(long at) {
        long told = tell(EventKind.PLAYING, at, PlayState.PLAYING, null);
        enter(PlayState.PLAYING, told);
        return told;
    }

    /** {@code playing} where the viewer sees that already: players say so after {@code buffered} and {@code seeked}. */
    long playingAgain(long at) {
        return cmcd() ? at : tell(EventKind.PLAYING, at, PlayState.PLAYING, null);
    }

    long stall(long at) {
        long told = tell(EventKind.BUFFERING, at, PlayState.STALLED, null);
        stalledAt = told;
        enter(PlayState.STALLED, told);
        return told;
    }

    long stallEnd(long at) {
        long told = tell(EventKind.BUFFERED, at, PlayState.PLAYING, null);
        leaveStall(told);
        enter(PlayState.PLAYING, told);
        return told;
    }

    /** To another place; before the first frame the player only makes the start longer. */
    long seek(long at, long toMs) {
        if (state == PlayState.STARTING) {
            interruptedStart = true;
            return tell(EventKind.SEEKING, at, PlayState.STARTING, null);
        }
        long told = tell(EventKind.SEEKING, at, PlayState.SEEKING, null);
        soughtInPause = state == PlayState.PAUSED;
        leaveStall(told);
        seeks.add(told);
        enter(PlayState.SEEKING, told);
        positionMs = toMs;
        positions.put(told, new Position(toMs, false));
        return told;
    }

    long seekEnd(long at) {
        if (state == PlayState.STARTING) {
            return cmcd() ? at : tell(EventKind.SEEKED, at, PlayState.STARTING, null);
        }
        PlayState next = soughtInPause ? PlayState.PAUSED : PlayState.PLAYING;
        long told = tell(EventKind.SEEKED, at, next, null);
        enter(next, told);
        return told;
    }

    long bitrate(long at, int newKbps) {
        if (cmcd() && kbps == 0 && firstFrameAt < 0 && !framesShown) {
            throw new IllegalStateException("a CMCD player names its bitrate from the first frame on");
        }
        switches.add(new Switch(free(at), kbps, newKbps));
        kbps = newKbps;
        bitrates.put(free(at), newKbps);
        return tell(EventKind.BITRATE_CHANGED, at, null);
    }

    /** The bitrate that a CMCD player names from its next event on, without an event of its own. */
    void nextEventNames(int firstKbps, long at) {
        switches.add(new Switch(free(at), kbps, firstKbps));
        kbps = firstKbps;
        bitrates.put(free(at), firstKbps);
    }

    long warn(long at, String code) {
        long told = tell(EventKind.WARNING, at, code);
        warnings.add(told);
        return told;
    }

    /** The player gives up, and says so. */
    long fail(long at, String code) {
        long told = tell(EventKind.ERROR, at, null, code);
        close(told, "error", true, code);
        return told;
    }

    /** The last event; after {@link #fail} it adds nothing. */
    long stop(long at, String reason) {
        long told = tell(EventKind.STOPPED, at, null, reason);
        if (end == null) {
            close(told, reason, reason.equals("error"), null);
        }
        return told;
    }

    /** Nothing is heard any more. */
    void vanish(long at) {
        enter(null, at);
    }

    /** The player says that it lives, and no state: before its request, or after its end where it was not released. */
    long stateless(long at) {
        return tell(EventKind.HEARTBEAT, at, null, null);
    }

    /** Heartbeats from the first event on, but for a silence. */
    void heartbeats(long everyMs, long silentFrom, long silentTo, Rolls rolls) {
        long from = spans.get(0).from();
        long to = spans.get(spans.size() - 1).to();
        silence = silentFrom == Long.MAX_VALUE ? null : new Span(null, silentFrom, silentTo);
        for (long at = from + everyMs; at < to; at += everyMs) {
            long told = free(at);
            if (told >= to || told >= silentFrom && told < silentTo) {
                continue;
            }
            put(EventKind.HEARTBEAT, told, stateAt(told), null, -1, rolls.chance(0.5));
        }
    }

    PlayedSession done() {
        return new PlayedSession(
                who,
                clockMs,
                List.copyOf(events.values()),
                List.copyOf(spans),
                attemptAt,
                firstFrameAt,
                requestAt < 0 || firstFrameAt < 0 || interruptedStart ? -1 : firstFrameAt - requestAt - preRollMs(),
                framesShown,
                List.copyOf(stalls),
                List.copyOf(seeks),
                List.copyOf(switches),
                List.copyOf(warnings),
                end,
                preRoll,
                step,
                silence,
                recovered,
                cases);
    }

    PlayState state() {
        return state;
    }

    int kbps() {
        return kbps;
    }

    Content content() {
        return who.content();
    }

    private void close(long at, String reason, boolean fatal, String code) {
        leaveStall(at);
        enter(null, at);
        end = new End(at, reason, fatal, code);
    }

    private void leaveStall(long at) {
        if (stalledAt >= 0) {
            stalls.add(new Stall(stalledAt, at));
            stalledAt = -1;
        }
    }

    private void enter(PlayState next, long at) {
        if (state != null) {
            spans.add(new Span(state, since, at));
            if (state == PlayState.PLAYING) {
                positionMs += at - since;
            }
        }
        state = next;
        since = at;
        positions.put(at, new Position(positionMs, next == PlayState.PLAYING));
    }

    private long tell(EventKind kind, long at, String detail) {
        return tell(kind, at, state, detail);
    }

    private long tell(EventKind kind, long at, PlayState next, String detail) {
        long told = free(at);
        put(kind, told, next, detail, -1, false);
        return told;
    }

    private void put(EventKind kind, long told, PlayState next, String detail, long startupMs, boolean sayState) {
        var known = bitrates.floorEntry(told);
        int named = known == null ? 0 : known.getValue();
        events.put(told, new PlayEvent(kind, told, next, detail, named, playhead(told), startupMs, sayState, null));
    }

    private long playhead(long at) {
        if (!framesShown || at < firstFrameAt) {
            return -1;
        }
        if (who.content().live()) {
            return at;
        }
        var anchor = positions.lowerEntry(at);
        if (anchor == null) {
            return positionMs;
        }
        long played = anchor.getValue().moving() ? at - anchor.getKey() : 0;
        return Math.min(who.content().durationMs(), anchor.getValue().positionMs() + played);
    }

    private PlayState stateAt(long at) {
        for (Span span : spans) {
            if (span.from() <= at && at < span.to()) {
                return span.state();
            }
        }
        return null;
    }

    private long free(long at) {
        long told = at;
        while (events.containsKey(told)) {
            told++;
        }
        return told;
    }
}
