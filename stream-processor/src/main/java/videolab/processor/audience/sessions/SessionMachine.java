package videolab.processor.audience.sessions;

import static videolab.processor.audience.sessions.SessionState.ENDED;
import static videolab.processor.audience.sessions.SessionState.FAILED;
import static videolab.processor.audience.sessions.SessionState.IDLE;
import static videolab.processor.audience.sessions.SessionState.PAUSED;
import static videolab.processor.audience.sessions.SessionState.PLAYING;
import static videolab.processor.audience.sessions.SessionState.SEEKING;
import static videolab.processor.audience.sessions.SessionState.STALLED;
import static videolab.processor.audience.sessions.SessionState.STARTING;

import videolab.processor.audience.viewers.Viewer;

/**
 * One session, which is one viewing of one content: events in the order of their corrected times in, numbers out, by the table
 * of {@code docs/kpis.md}. An id may have several, one after the other: {@link #after}. Fields are what {@link SessionCodec}
 * keeps.
 */
final class SessionMachine {

    static final long NEVER = -1;

    SessionState state = IDLE;
    /** Corrected time of the last event, or of the end by silence. */
    long lastAtMs = NEVER;
    /** First event of any kind. */
    long firstAtMs = NEVER;
    /** First event that begins a session. */
    long startedAtMs = NEVER;

    long requestAtMs = NEVER;
    long firstFrameAtMs = NEVER;
    long endedAtMs = NEVER;
    long stalledAtMs = NEVER;
    long starvedAtMs = NEVER;
    boolean startupValid = true;
    long startupMs = NEVER;
    boolean soughtInPause;
    /** The pause began when the page went into the background, as one that is closed does. */
    boolean hiddenInPause;

    long soughtAtMs = NEVER;
    /** The running advertisement before the first frame began then. */
    long adAtMs = NEVER;
    /** Time of finished advertisements before the first frame. */
    long adMs;

    boolean estimated;
    boolean resumed;
    /** Silence ended it while it was paused. */
    boolean silentInPause;

    EndReason endReason;
    String errorCode;
    int bitrateKbps = (int) NEVER;
    double completion = Double.NaN;

    Viewer viewer = Viewer.NOBODY;
    String player;
    String content = Viewer.UNKNOWN;
    /** The content is that of the session before; no event of this one has named it. */
    boolean contentInherited;
    /** What was named after the end: the content of the session that may follow. */
    String nextContent;

    String cdn = Viewer.UNKNOWN;
    String address;
    Boolean live;
    ViewerKey viewerKey = ViewerKey.SESSION;
    long viewerHash;

    /** Play time so far, that of a session it goes on with included. */
    long playedMs;
    /** The viewer is in the unique viewers of a window. */
    boolean counted;

    SessionProfile profile() {
        return new SessionProfile(viewer, viewerHash, player == null ? viewer.player() : player, content, cdn);
    }

    /** Of an ended session. */
    SessionSummary summary(long skewMs, Slice totals) {
        boolean complete = !Double.isNaN(completion) && !Boolean.TRUE.equals(live);
        return new SessionSummary(
                profile(),
                viewerKey,
                address,
                live,
                estimated,
                resumed,
                startedAtMs,
                hasPlayed() ? (Long) firstFrameAtMs : null,
                endedAtMs,
                endReason,
                errorCode,
                startupMs == NEVER ? null : (Long) startupMs,
                complete ? (Double) Math.min(1, completion) : null,
                skewMs,
                totals);
    }

    /** Whether a first frame was shown. */
    boolean hasPlayed() {
        return firstFrameAtMs != NEVER;
    }

    /** Whether it asked to play, so that it is a session at all. */
    boolean hasStarted() {
        return startedAtMs != NEVER;
    }

    /** The instant at which silence ends the session, if no event comes before. */
    long silenceEndsMs(SessionRules rules) {
        boolean paused = state == PAUSED || state == SEEKING && soughtInPause;
        if (paused && !hiddenInPause) {
            return lastAtMs + SessionRules.PAUSED_SILENCE_MS;
        }
        return lastAtMs + (state == STARTING ? rules.abandon().toMillis() : rules.silenceMs());
    }

    /** What an event is to this session. */
    enum Relation {
        /** One of its own, or of the page that is left open after its end. */
        OWN,
        /** A repetition of its end. */
        REPEATED_END,
        /** The first of the next session of the id. */
        NEXT,
        /** The first of a session that goes on with this one, which silence or a fatal error has ended. */
        RESUMED,
        /** The first frame of a session that was given up before it started. */
        UNASKED
    }

    /** @param at the event's corrected time, not before the last one's */
    Relation relation(PlayerEvent event, long at) {
        if (!state.isOver()) {
            return hasPlayed() && beginsOther(event) ? Relation.NEXT : Relation.OWN;
        }
        if (endReason == EndReason.TIMEOUT) {
            return afterSilence(event);
        }
        boolean repeatsEnd = event.kind() == EventKind.STOPPED && at - endedAtMs <= SessionRules.RIGHT_CLOCK_MS;
        if (state == ENDED && repeatsEnd) {
            return Relation.REPEATED_END;
        }
        boolean playsOn = event.kind() == EventKind.PLAYING || isBuffering(event.kind());
        if (state == FAILED && hasPlayed() && playsOn) {
            boolean recovered = at - endedAtMs <= SessionRules.RECOVERY_MS && !namesOtherContent(event);
            return recovered ? Relation.RESUMED : Relation.NEXT;
        }
        return asks(event.kind()) || event.kind() == EventKind.PLAYING ? Relation.NEXT : Relation.OWN;
    }

    private Relation afterSilence(PlayerEvent event) {
        if (asks(event.kind())) {
            return Relation.NEXT;
        }
        if (!hasPlayed()) {
            boolean firstFrame = event.kind() == EventKind.PLAYING
                    || event.kind() == EventKind.REQUEST && event.request().playsOn();
            return firstFrame ? Relation.UNASKED : Relation.OWN;
        }
        boolean showsPlaying =
                switch (event.kind()) {
                    case PLAYING, BUFFERING, WAITING, BUFFERED, SEEKING, SEEKED, BITRATE_CHANGED, REQUEST -> true;
                    case HEARTBEAT -> !silentInPause;
                    default -> false;
                };
        if (!showsPlaying) {
            return Relation.OWN;
        }
        return namesOtherContent(event) ? Relation.NEXT : Relation.RESUMED;
    }

    /** Whether somebody asks for something to play. */
    private static boolean asks(EventKind kind) {
        return switch (kind) {
            case INIT, PRELOADING, LOADING, LOADED -> true;
            default -> false;
        };
    }

    /** Whether an event ends this session, of which frames were shown, and begins the next. */
    private boolean beginsOther(PlayerEvent event) {
        return switch (event.kind()) {
            case INIT, PRELOADING -> true;
            // A player that stops or fails may already name the next content.
            case STOPPED, ERROR, WARNING, ALIVE -> false;
            default -> namesOtherContent(event);
        };
    }

    private boolean namesOtherContent(PlayerEvent event) {
        boolean known = !content.equals(Viewer.UNKNOWN) && !contentInherited;
        return known && event.content() != null && !event.content().equals(content);
    }

    /** Ends this session because the next one of its id begins. */
    void giveWay(long at, SessionRules rules, Slice slice) {
        charge(at, rules, slice);
        lastAtMs = at;
        end(ENDED, EndReason.ABORTED, at, slice);
    }

    /**
     * The session that an event begins, before it is applied. It inherits what is known about the viewer.
     *
     * @param at the event's corrected time
     * @param slice of the window of {@code at} and of the new session
     */
    SessionMachine after(PlayerEvent event, Relation relation, long at, Slice slice) {
        SessionMachine next = new SessionMachine();
        next.viewer = viewer;
        next.player = player;
        next.cdn = cdn;
        next.address = address;
        next.viewerKey = viewerKey;
        next.viewerHash = viewerHash;
        boolean newContent =
                event.kind() == EventKind.INIT || event.kind() == EventKind.PRELOADING || namesOtherContent(event);
        if (!newContent) {
            next.content = content;
            next.contentInherited = true;
            next.live = live;
        } else if (nextContent != null) {
            next.content = nextContent;
        }
        switch (relation) {
            case RESUMED -> next.goOnWith(this, at, slice);
            case UNASKED -> next.startWithoutRequest(at);
            default -> {
                boolean afterError = endReason == EndReason.ERROR;
                if (event.kind() == EventKind.BUFFERING || event.kind() == EventKind.WAITING && afterError) {
                    // After a fatal error that was too long ago to be recovered from.
                    next.open(true, at, slice);
                } else if (event.kind() == EventKind.REQUEST && event.request().playsOn()) {
                    // The next item of a playlist without gaps: its start is here, and it takes no time.
                    next.open(true, at, slice);
                    next.startupValid = false;
                }
            }
        }
        return next;
    }

    private void goOnWith(SessionMachine before, long at, Slice slice) {
        resumed = true;
        estimated = before.estimated;
        bitrateKbps = before.bitrateKbps;
        playedMs = before.playedMs;
        startedAtMs = at;
        firstFrameAtMs = at;
        lastAtMs = at;
        state = PLAYING;
        contentInherited = before.contentInherited;
        slice.add(Sum.UNACCOUNTED_MS, at - before.endedAtMs);
    }

    private void startWithoutRequest(long at) {
        startedAtMs = at;
        lastAtMs = at;
        startupValid = false;
        state = STARTING;
    }

    /**
     * Applies an event.
     *
     * @param at its corrected time, not before the last one's
     * @param slice of the window of {@code at}
     */
    void apply(SessionEvent event, long at, SessionRules rules, Slice slice) {
        if (firstAtMs == NEVER) {
            firstAtMs = at;
        }
        if (state.isOver()) {
            afterEnd(event, at, slice);
            return;
        }
        slice.increment(Sum.EVENTS);
        charge(at, rules, slice);
        lastAtMs = at;
        learn(event);
        if (state == IDLE && begins(event.kind())) {
            open(isStart(event.event()), at, slice);
            if (isRequest(event.kind())) {
                requestAtMs = at;
            }
        }
        if (event.event().backgrounded() && !hasPlayed()) {
            startupValid = false;
        }
        advertise(event.event().ad(), at);
        change(event.event(), at, slice);
        learnBitrate(event.event(), slice);
    }

    /**
     * Ends the session by silence.
     *
     * @param at when the silence was over
     */
    void fallSilent(long at, Slice slice) {
        silentInPause = state == PAUSED || state == SEEKING && soughtInPause;
        slice.increment(Sum.TIMEOUTS);
        end(ENDED, EndReason.TIMEOUT, lastAtMs, slice);
        lastAtMs = at; // from then on it is remembered
    }

    /** A failed player reports what failed, and that it stopped, in several events. */
    private void afterEnd(SessionEvent reported, long at, Slice slice) {
        PlayerEvent event = reported.event();
        boolean isPageLeftOpen = !begins(event.kind()) || event.kind() == EventKind.HEARTBEAT;
        if (endReason != EndReason.TIMEOUT && isPageLeftOpen) {
            lastAtMs = at; // remembered for as long as it reports
        }
        if (event.kind() == EventKind.METADATA) {
            learnViewer(reported);
            nextContent = event.content();
        }
        boolean explains = event.kind() == EventKind.STOPPED || event.kind() == EventKind.ERROR;
        if (state != FAILED || !explains || at - endedAtMs > SessionRules.RIGHT_CLOCK_MS) {
            slice.increment(Sum.AFTER_END);
            return;
        }
        slice.increment(Sum.EVENTS);
        if (errorCode == null) {
            errorCode = event.errorCode();
        }
    }

    /** Players report before they have a state, and, where a page is left open, long after the end. */
    private static boolean begins(EventKind kind) {
        return switch (kind) {
            case METADATA, PRELOADING, ALIVE, STOPPED -> false;
            default -> true;
        };
    }

    /** Whether a first event is one of the session's start. */
    private static boolean isStart(PlayerEvent event) {
        return switch (event.kind()) {
            case INIT, LOADING, LOADED, PLAYING, WAITING, ERROR -> true;
            case REQUEST -> !event.request().playsOn();
            default -> false;
        };
    }

    /** Whether an event that begins a session is the viewer's request to play. Shaka's first state is {@code r}. */
    private boolean isRequest(EventKind kind) {
        return switch (kind) {
            case INIT, WAITING -> true;
            case REQUEST -> state == STARTING;
            default -> false;
        };
    }

    private static boolean isBuffering(EventKind kind) {
        return kind == EventKind.BUFFERING || kind == EventKind.WAITING;
    }

    private void open(boolean fromItsStart, long at, Slice slice) {
        startedAtMs = at;
        lastAtMs = at;
        if (fromItsStart) {
            state = STARTING;
            slice.increment(Sum.ATTEMPTS);
        } else {
            // It began before it was observed: no attempt, and no view.
            state = PLAYING;
            firstFrameAtMs = at;
        }
    }

    /** Advertisements before the first frame are no part of the start-up. */
    private void advertise(PlayerEvent.Ad ad, long at) {
        if (hasPlayed() || ad == null) {
            return;
        }
        if (ad == PlayerEvent.Ad.BEGINS && adAtMs == NEVER) {
            adAtMs = at;
        } else if (ad == PlayerEvent.Ad.ENDS && adAtMs != NEVER) {
            adMs += at - adAtMs;
            adAtMs = NEVER;
        }
    }

    private boolean isAdvertising(long at) {
        return adAtMs != NEVER && at - adAtMs <= SessionRules.LONGEST_AD_MS;
    }

    private void change(PlayerEvent event, long at, Slice slice) {
        switch (event.kind()) {
            case PLAYING -> {
                if (!hasPlayed() && isAdvertising(at)) {
                    return; // what plays is the advertisement
                }
                if (!hasPlayed()) {
                    firstFrame(event, at, slice);
                }
                enter(PLAYING, at, slice);
            }
            case PAUSED -> {
                startupValid &= hasPlayed();
                hiddenInPause = event.backgrounded();
                enter(PAUSED, at, slice);
            }
            case BUFFERING, WAITING -> {
                if (state == PLAYING) {
                    enter(STALLED, at, slice);
                }
            }
            case BUFFERED, SEEKED -> {
                if (state == SEEKING) {
                    enter(soughtInPause ? PAUSED : PLAYING, at, slice);
                } else if (state == STALLED && event.kind() == EventKind.BUFFERED) {
                    enter(PLAYING, at, slice);
                }
            }
            case SEEKING -> {
                if (state == STARTING) {
                    startupValid = false;
                } else if (state != SEEKING) {
                    soughtInPause = state == PAUSED;
                    soughtAtMs = at;
                    slice.increment(Sum.SEEKS);
                    enter(SEEKING, at, slice);
                }
            }
            case WARNING -> slice.increment(Sum.WARNINGS);
            case ERROR -> {
                errorCode = event.errorCode();
                fail(FAILED, at, slice);
            }
            case STOPPED -> {
                if (state != IDLE) {
                    stop(event.stopReason(), at, slice);
                }
            }
            case REQUEST -> request(event, at, slice);
            case INIT, METADATA, PRELOADING, LOADING, LOADED, BITRATE_CHANGED, HEARTBEAT, ALIVE -> {
                // They change no state.
            }
        }
    }

    private void firstFrame(PlayerEvent event, long at, Slice slice) {
        firstFrameAtMs = at;
        slice.increment(Sum.VIEWS);
        if (!startupValid) {
            return;
        }
        long startup = NEVER;
        if (requestAtMs != NEVER) {
            startup = at - requestAtMs - adMs - (adAtMs == NEVER ? 0 : at - adAtMs);
        } else if (event.startDelayMs() != null) {
            startup = event.startDelayMs();
        }
        if (startup > SessionRules.LONGEST_STARTUP_MS) {
            slice.increment(Sum.STARTUPS_OVER_60S);
        } else if (startup != NEVER) {
            startupMs = startup;
            slice.addStartup(startup);
        }
    }

    /** A CMCD v1 request, which knows no states. */
    private void request(PlayerEvent event, long at, Slice slice) {
        estimated = true;
        PlayerEvent.Request request = event.request();
        if (!hasPlayed() && request.playsOn()) {
            firstFrame(event, at, slice);
            state = PLAYING;
        }
        // Also an urgent one: hls.js and Shaka say "su" whenever they say "bs".
        if (hasPlayed() && request.starved()) {
            if (starvedAtMs == NEVER || at - starvedAtMs >= SessionRules.SAME_STARVATION_MS) {
                slice.increment(Sum.STALLS);
            }
            starvedAtMs = at;
        }
    }

    private void stop(EndReason reason, long at, Slice slice) {
        if (reason == EndReason.ERROR) {
            fail(ENDED, at, slice);
        } else {
            end(ENDED, reason == null ? EndReason.UNKNOWN : reason, at, slice);
        }
    }

    private void fail(SessionState over, long at, Slice slice) {
        slice.increment(hasPlayed() ? Sum.PLAYBACK_FAILURES : Sum.START_FAILURES);
        end(over, EndReason.ERROR, at, slice);
    }

    private void end(SessionState over, EndReason reason, long at, Slice slice) {
        enter(over, at, slice);
        endReason = reason;
        endedAtMs = at;
        slice.add(Sum.SESSION_MS, at - startedAtMs);
        if (reason != EndReason.TIMEOUT) {
            slice.increment(Sum.SESSIONS_ENDED);
        }
        if (hasPlayed()) {
            slice.increment(Sum.ENDED_PLAYS);
        } else if (reason != EndReason.ERROR) {
            slice.increment(Sum.EBVS);
            // How long a viewer waited who fell silent is unknown.
            if (reason != EndReason.TIMEOUT && at - startedAtMs <= 1000) {
                slice.increment(Sum.EBVS_UNDER_1S);
            }
        }
    }

    private void enter(SessionState next, long at, Slice slice) {
        if (state == STALLED && next != STALLED) {
            slice.addStall(at - stalledAtMs);
        }
        if (next == STALLED) {
            stalledAtMs = at;
        }
        state = next;
    }

    private void charge(long at, SessionRules rules, Slice slice) {
        long passed = at - lastAtMs;
        if (state == IDLE || passed <= 0) {
            return;
        }
        if (state == PAUSED) {
            slice.add(Sum.PAUSE_MS, passed);
            return;
        }
        if (state == SEEKING) {
            // A seek that begins in a pause, or that never ends, is a pause.
            long left = soughtInPause ? 0 : Math.max(0, soughtAtMs + rules.longestSliceMs() - lastAtMs);
            slice.add(Sum.SEEK_MS, Math.min(passed, left));
            slice.add(Sum.PAUSE_MS, passed - Math.min(passed, left));
            return;
        }
        long charged = Math.min(passed, rules.longestSliceMs());
        slice.add(Sum.UNACCOUNTED_MS, passed - charged);
        switch (state) {
            case STARTING -> slice.add(Sum.STARTING_MS, charged);
            case STALLED -> slice.add(Sum.STALL_MS, charged);
            default -> {
                slice.add(Sum.PLAY_MS, charged);
                if (playedMs < SessionRules.VALID_VIEW_MS && playedMs + charged >= SessionRules.VALID_VIEW_MS) {
                    slice.increment(Sum.VALID_VIEWS);
                }
                playedMs += charged;
                if (bitrateKbps != NEVER) {
                    slice.add(Sum.BITRATE_MS, charged);
                    slice.add(Sum.BITRATE_KBPS_MS, charged * bitrateKbps);
                }
            }
        }
    }

    private void learn(SessionEvent event) {
        learnViewer(event);
        PlayerEvent told = event.event();
        // A player that stops may already name the next content.
        if (told.content() != null && !(hasPlayed() && namesOtherContent(told))) {
            content = told.content();
            contentInherited = false;
        }
        if (told.live() != null) {
            live = told.live();
        }
        if (!Double.isNaN(told.completion()) && !(told.completion() <= completion)) {
            completion = told.completion();
        }
    }

    private void learnViewer(SessionEvent event) {
        viewer = event.viewer().orElse(viewer);
        if (event.address() != null) {
            address = event.address();
        }
        PlayerEvent told = event.event();
        if (told.player() != null) {
            player = told.player();
        }
        if (told.cdn() != null) {
            cdn = told.cdn();
        }
        if (event.viewerKey() != null && event.viewerKey().compareTo(viewerKey) <= 0) {
            viewerKey = event.viewerKey();
            viewerHash = event.viewerHash();
        }
    }

    private void learnBitrate(PlayerEvent event, Slice slice) {
        Integer told = event.bitrateKbps();
        if (told == null || state == IDLE || namesOtherContent(event)) {
            return;
        }
        if (bitrateKbps != NEVER && told > bitrateKbps) {
            slice.increment(Sum.SWITCHES_UP);
        }
        if (bitrateKbps != NEVER && told < bitrateKbps) {
            slice.increment(Sum.SWITCHES_DOWN);
        }
        bitrateKbps = told;
    }
}
