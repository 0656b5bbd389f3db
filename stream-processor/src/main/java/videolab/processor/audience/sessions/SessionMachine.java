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
 * What one session does: events in the order of their corrected times in, numbers out, by the table of {@code docs/kpis.md}.
 * Fields are what {@link SessionCodec} keeps.
 */
final class SessionMachine {

    static final long NEVER = -1;

    SessionState state = IDLE;
    /** Corrected time of the last event, or of the end by silence. */
    long lastAtMs = NEVER;
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
    boolean estimated;
    EndReason endReason;
    String errorCode;
    int bitrateKbps = (int) NEVER;
    double completion = Double.NaN;

    Viewer viewer = Viewer.NOBODY;
    String player;
    String content = Viewer.UNKNOWN;
    String cdn = Viewer.UNKNOWN;
    String address;
    Boolean live;
    ViewerKey viewerKey = ViewerKey.SESSION;
    long viewerHash;

    /** Play time so far. */
    long playedMs;

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
        return lastAtMs + rules.silenceMs(state);
    }

    /**
     * Applies an event.
     *
     * @param at its corrected time, not before the last one's
     * @param slice of the window of {@code at}
     */
    void apply(SessionEvent event, long at, SessionRules rules, Slice slice) {
        if (state.isOver()) {
            afterEnd(event.event(), at, slice);
            return;
        }
        slice.increment(Sum.EVENTS);
        charge(at, rules, slice);
        lastAtMs = at;
        learn(event);
        if (state == IDLE && begins(event.kind())) {
            open(event.event(), at, slice);
        }
        if (event.event().backgrounded() && !hasPlayed()) {
            startupValid = false;
        }
        change(event.event(), at, slice);
        learnBitrate(event.event(), slice);
    }

    /**
     * Ends the session by silence.
     *
     * @param at when the silence was over
     */
    void fallSilent(long at, Slice slice) {
        slice.increment(Sum.TIMEOUTS);
        end(ENDED, EndReason.TIMEOUT, lastAtMs, slice);
        lastAtMs = at; // from then on it is remembered
    }

    /** A failed player tells what failed, and that it stopped, in several events. */
    private void afterEnd(PlayerEvent event, long at, Slice slice) {
        boolean isPageLeftOpen = !begins(event.kind()) || event.kind() == EventKind.HEARTBEAT;
        if (endReason != EndReason.TIMEOUT && isPageLeftOpen) {
            lastAtMs = at; // remembered for as long as it reports
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
        return kind != EventKind.METADATA && kind != EventKind.ALIVE && kind != EventKind.STOPPED;
    }

    private void open(PlayerEvent event, long at, Slice slice) {
        startedAtMs = at;
        EventKind kind = event.kind();
        boolean fromItsStart =
                switch (kind) {
                    case INIT, LOADING, LOADED, PLAYING, ERROR -> true;
                    case REQUEST -> !event.request().playsOn();
                    default -> false;
                };
        if (!fromItsStart) {
            // It began before anybody looked: no attempt, and no view.
            state = PLAYING;
            firstFrameAtMs = at;
            return;
        }
        state = STARTING;
        slice.increment(Sum.ATTEMPTS);
        if (kind == EventKind.INIT || kind == EventKind.REQUEST) {
            requestAtMs = at;
        }
    }

    private void change(PlayerEvent event, long at, Slice slice) {
        switch (event.kind()) {
            case PLAYING -> {
                if (!hasPlayed()) {
                    firstFrame(event, at, slice);
                }
                enter(PLAYING, at, slice);
            }
            case PAUSED -> {
                startupValid &= hasPlayed();
                enter(PAUSED, at, slice);
            }
            case BUFFERING -> {
                if (state == PLAYING) {
                    enter(STALLED, at, slice);
                }
            }
            case BUFFERED -> {
                if (state == STALLED) {
                    enter(PLAYING, at, slice);
                }
            }
            case SEEKING -> {
                if (state == STARTING) {
                    startupValid = false;
                } else if (state != SEEKING) {
                    soughtInPause = state == PAUSED;
                    slice.increment(Sum.SEEKS);
                    enter(SEEKING, at, slice);
                }
            }
            case SEEKED -> {
                if (state == SEEKING) {
                    enter(soughtInPause ? PAUSED : PLAYING, at, slice);
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
            case INIT, METADATA, LOADING, LOADED, BITRATE_CHANGED, HEARTBEAT, ALIVE -> {
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
            startup = at - requestAtMs;
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
            // Nobody knows how long those waited who fell silent.
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
        long charged = Math.min(passed, rules.longestSliceMs());
        slice.add(Sum.UNACCOUNTED_MS, passed - charged);
        switch (state) {
            case STARTING -> slice.add(Sum.STARTING_MS, charged);
            case STALLED -> slice.add(Sum.STALL_MS, charged);
            case SEEKING -> slice.add(Sum.SEEK_MS, charged);
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
        viewer = event.viewer().orElse(viewer);
        if (event.address() != null) {
            address = event.address();
        }
        PlayerEvent told = event.event();
        if (told.player() != null) {
            player = told.player();
        }
        if (told.content() != null) {
            content = told.content();
        }
        if (told.cdn() != null) {
            cdn = told.cdn();
        }
        if (told.live() != null) {
            live = told.live();
        }
        if (!Double.isNaN(told.completion()) && !(told.completion() <= completion)) {
            completion = told.completion();
        }
        if (event.viewerKey() != null && event.viewerKey().compareTo(viewerKey) <= 0) {
            viewerKey = event.viewerKey();
            viewerHash = event.viewerHash();
        }
    }

    private void learnBitrate(PlayerEvent event, Slice slice) {
        Integer told = event.bitrateKbps();
        if (told == null || state == IDLE) {
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
