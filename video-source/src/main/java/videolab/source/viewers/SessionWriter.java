package videolab.source.viewers;

import java.util.List;

/** Makes up one session. */
final class SessionWriter {

    private static final List<Integer> LADDER = List.of(928, 1728, 3328, 6128);

    private final ScenarioSettings settings;
    private final Identity who;
    private final Rolls rolls;
    private final long baseMs;
    private final long clockMs;
    private final SessionScript script;

    /** When the scenario ends, and everybody has to leave. */
    private final long horizon;

    private long silentFrom = Long.MAX_VALUE;
    private long silentTo = Long.MAX_VALUE;
    private int stalls;

    /** @param baseMs the network's shortest delay */
    SessionWriter(ScenarioSettings settings, Identity who, long baseMs, long clockMs, Rolls rolls) {
        this.settings = settings;
        this.who = who;
        this.rolls = rolls;
        this.baseMs = baseMs;
        this.clockMs = clockMs;
        this.horizon = settings.start().toEpochMilli() + settings.duration().toMillis() - 1000;
        long position = who.content().live() || rolls.chance(0.5)
                ? 0
                : rolls.between(0, who.content().durationMs() * 9 / 10);
        this.script = new SessionScript(who, clockMs, position);
    }

    PlayedSession write(long arrival, Case rolled) {
        Case special = possible(rolled);
        script.mark(
                switch (special) {
                    // Marked where there is time for the next viewing.
                    case NEXT_ITEM,
                            ZAPPED,
                            REPLAYED,
                            RECOVERED,
                            RETRIED_LATER,
                            CLOCK_STEP,
                            UNENDED_SEEK_IN_PAUSE,
                            TWO_TABS -> Case.ORDINARY;
                    default -> special;
                });
        script.mark(who.content().live() ? Case.LIVE : Case.ON_DEMAND);
        switch (special) {
            case EXIT_BEFORE_START, EXIT_WITHIN_1S -> exitBeforeStart(arrival, special);
            case FAILED_BEFORE_START -> failBeforeStart(arrival);
            case VANISHED_BEFORE_START ->
                script.vanish(Math.min(
                        horizon,
                        waiting(arrival)
                                + rolls.between(
                                        settings.heartbeat().toMillis() + 500,
                                        3 * settings.heartbeat().toMillis())));
            default -> play(start(arrival, special), special);
        }
        addMetadata(arrival);
        long every =
                special == Case.ONCE_A_MINUTE ? 60_000 : settings.heartbeat().toMillis();
        script.heartbeats(every, silentFrom, silentTo, rolls);
        if (special == Case.CLOCK_STEP) {
            long step = rolls.chance(0.5) ? -rolls.between(1_500, 6_000) : rolls.between(1_500, 3_600_000);
            if (script.stepClock(arrival + 60_000, step)) {
                script.mark(Case.CLOCK_STEP);
            }
        }
        return script.done();
    }

    /** What a session can show in its format. */
    private Case possible(Case rolled) {
        boolean impossible =
                switch (who.format()) {
                    case EPAS -> rolled == Case.PRE_ROLL;
                    case CMCD1 ->
                        switch (rolled) {
                            case PRE_ROLL, CLOCK_STEP, HEARTBEAT_AFTER_END, ONCE_A_MINUTE -> true;
                            default -> false;
                        };
                    case CMCD2 -> false;
                };
        if (impossible) {
            return Case.ORDINARY;
        }
        // The first state that a player tells in CMCD v2 is an attempt: nobody can know that it had played before.
        return rolled == Case.JOINED_LATE && who.format() == EventFormat.CMCD2 ? Case.NO_INIT : rolled;
    }

    /**
     * The next viewing of the id.
     *
     * @param before the viewing before it
     */
    PlayedSession writeNext(long at, Case kind, PlayedSession before) {
        script.mark(who.content().live() ? Case.LIVE : Case.ON_DEMAND);
        long from =
                switch (kind) {
                    case NEXT_ITEM, ZAPPED -> start(at, Case.ORDINARY);
                    case RECOVERED -> recover(at, before);
                    default -> start(at, Case.NO_INIT);
                };
        play(from, Case.ORDINARY);
        PlayedSession sofar = script.done();
        long begin = sofar.spans().get(0).from();
        long last = sofar.spans().get(sofar.spans().size() - 1).to();
        if (!script.cmcd() && rolls.chance(0.5)) {
            script.metadata(begin + rolls.between(1, 20));
        } else if (!script.cmcd() && rolls.chance(0.5) && last - begin > 60_000) {
            script.metadata(begin + rolls.between(15_000, 40_000));
        }
        script.heartbeats(settings.heartbeat().toMillis(), silentFrom, silentTo, rolls);
        return script.done();
    }

    private long recover(long at, PlayedSession before) {
        int switches = before.switches().size();
        if (switches > 0) {
            script.nextEventNames(before.switches().get(switches - 1).to(), at);
        }
        return script.recover(at);
    }

    /** The request, and no frame yet. */
    private long waiting(long arrival) {
        long t = script.request(arrival);
        return script.loading(t + rolls.between(1, 30));
    }

    private void exitBeforeStart(long arrival, Case special) {
        long t = waiting(arrival);
        long patience = special == Case.EXIT_WITHIN_1S ? rolls.between(200, 900) : rolls.between(1_100, 15_000);
        script.stop(Math.min(horizon, t + patience), "aborted");
    }

    private void failBeforeStart(long arrival) {
        long t = waiting(arrival) + rolls.between(500, 9_000);
        if (!script.cmcd() && rolls.chance(0.3)) {
            script.mark(Case.STOPPED_WITH_ERROR_ONLY);
            script.stop(t, "error");
        } else {
            t = script.fail(t, "4001");
            script.stop(t + rolls.between(1, 20), "error");
        }
    }

    /** Up to the first frame. */
    private long start(long arrival, Case special) {
        if (special == Case.JOINED_LATE) {
            return script.joined(arrival);
        }
        long startup =
                switch (special) {
                    case PRELOADED -> rolls.between(61_000, 95_000);
                    case CLICKED_LATE -> rolls.between(100_000, 200_000);
                    case CLICKED_TOO_LATE -> settings.abandonMs() + rolls.between(20_000, 60_000);
                    default -> rolls.skewed(200, 12_000);
                };
        long request = special == Case.NO_INIT ? arrival : script.request(arrival);
        long t = script.loading(request + rolls.between(1, 30));
        if (special == Case.CLICKED_LATE || special == Case.CLICKED_TOO_LATE) {
            silentFrom = t + 1;
            silentTo = request + startup;
        }
        if (special == Case.PAUSED_BEFORE_START) {
            t = script.pause(t + rolls.between(100, 2_000)) + rolls.between(500, 20_000);
        } else if (special == Case.SOUGHT_BEFORE_START) {
            t = script.seek(t + rolls.between(100, 1_000), 0);
            t = script.seekEnd(t + rolls.between(100, 1_000));
        }
        if (special == Case.PRE_ROLL) {
            t = script.preRoll(t + rolls.between(20, 300), t + rolls.between(5_000, 40_000));
            startup += t - request;
        }
        long frame = Math.min(horizon, Math.max(request + startup, t + 60));
        if (special != Case.CLICKED_TOO_LATE) { // what loads after that is asked for anew
            script.loaded(Math.max(t + 1, frame - rolls.between(10, 50)));
        }
        if (script.cmcd()) {
            script.nextEventNames(rolls.pick(LADDER), frame);
            return script.firstFrame(frame);
        }
        long shown = script.firstFrame(frame);
        return script.bitrate(shown + rolls.between(1, 30), rolls.pick(LADDER));
    }

    /** From the first frame to the end. */
    private void play(long from, Case special) {
        long length = rolls.chance(0.2) ? rolls.between(2_000, 30_000) : rolls.skewed(30_000, 1_500_000);
        if (special == Case.SLEPT_AND_CAME_BACK) {
            sleep(from);
            return;
        }
        long until = Math.min(horizon - 5_000, from + length);
        long t = special == Case.ROBOT ? Math.min(until, from + 20_000) : act(from, until, special);
        if (special == Case.MISSED_HEARTBEATS) {
            silentFrom = t + 1;
            silentTo = t + settings.capMs() + rolls.between(2_000, 8_000);
            t = Math.min(horizon, silentTo + settings.heartbeat().toMillis() / 2);
        }
        if (special == Case.UNENDED_SEEK_IN_PAUSE && t + 30_000 < horizon) {
            script.mark(Case.UNENDED_SEEK_IN_PAUSE);
            t = script.seek(script.pause(t + rolls.between(200, 3_000)) + rolls.between(300, 3_000), somewhere());
            t = Math.min(horizon, t + rolls.between(20_000, 200_000));
            script.stop(t, "aborted");
            return;
        }
        end(Math.min(horizon, Math.max(t + 100, Math.min(until, t + 60_000))), special);
    }

    /** The machine sleeps for longer than a session lives without a sign, and then plays on. */
    private void sleep(long from) {
        silentFrom = from + rolls.between(15_000, 40_000);
        silentTo = silentFrom + settings.silenceMs() + rolls.between(5_000, 60_000);
        long end = Math.min(horizon, silentTo + rolls.between(15_000, 45_000));
        script.stop(Math.max(end, from + 1_000), "aborted");
    }

    /** What happens while playing. */
    private long act(long from, long until, Case special) {
        boolean quiet = special == Case.JOINED_LATE;
        long t = from;
        while (true) {
            long next = t + rolls.skewed(4_000, 90_000);
            if (next > until - 15_000) {
                return t;
            }
            double what = rolls.unit();
            if (quiet && what < 0.7) {
                what = 0.85;
            }
            t = actOnce(next, until, what);
        }
    }

    private long actOnce(long next, long until, double what) {
        if (what < 0.28) {
            return stall(next);
        } else if (what < 0.36) {
            return stallIntoSomethingElse(next);
        } else if (what < 0.50) {
            script.mark(Case.SEEK);
            return seek(next, rolls.between(150, 4_000));
        } else if (what < 0.58) {
            long paused = script.pause(next);
            script.mark(Case.SEEK_IN_PAUSE);
            long sought = seekInPause(paused + rolls.between(300, 3_000));
            return script.resume(sought + rolls.between(300, 4_000));
        } else if (what < 0.72) {
            return pause(next, until);
        } else if (what < 0.93) {
            return script.cmcd() && script.kbps() == 0 ? next : bitrate(next);
        }
        script.mark(Case.WARNING);
        return script.warn(next, "1" + rolls.between(100, 199));
    }

    private long stall(long at) {
        boolean tiny = rolls.chance(0.2);
        script.mark(tiny ? Case.SHORT_STALL : Case.STALL);
        if (++stalls == 2) {
            script.mark(Case.SEVERAL_STALLS);
        }
        long begun = script.stall(at);
        long over = script.stallEnd(begun + (tiny ? rolls.between(15, 95) : rolls.skewed(100, 13_000)));
        return rolls.chance(0.5) ? script.playingAgain(over + rolls.between(3, 40)) : over;
    }

    /** Players say no {@code buffered} where the viewer does something else meanwhile. */
    private long stallIntoSomethingElse(long at) {
        long begun = script.stall(at) + rolls.between(300, 3_000);
        if (rolls.chance(0.5)) {
            script.mark(Case.STALL_INTO_SEEK);
            return seek(begun, rolls.between(150, 3_000));
        }
        script.mark(Case.STALL_INTO_PAUSE);
        long paused = script.pause(begun);
        return script.resume(paused + rolls.between(500, 4_000));
    }

    private long seek(long at, long lasts) {
        long begun = script.seek(at, somewhere());
        long over = script.seekEnd(begun + lasts);
        return rolls.chance(0.5) ? script.playingAgain(over + rolls.between(3, 40)) : over;
    }

    private long seekInPause(long at) {
        return script.seekEnd(script.seek(at, somewhere()) + rolls.between(150, 3_000));
    }

    private long somewhere() {
        return who.content().live() ? 0 : rolls.between(0, who.content().durationMs() * 95 / 100);
    }

    private long pause(long at, long until) {
        long room = until - at - 1_000;
        double kind = rolls.unit();
        long paused = script.pause(at);
        if (kind < 0.3 && room > 130_000 && silentFrom == Long.MAX_VALUE) {
            script.mark(Case.SILENT_PAUSE);
            silentFrom = paused + 1;
            silentTo = paused + rolls.between(100_000, Math.min(room, 200_000));
            return script.resume(silentTo);
        }
        if (kind < 0.6 && room > 80_000) {
            script.mark(Case.LONG_PAUSE);
            return script.resume(paused + rolls.between(65_000, Math.min(room, 150_000)));
        }
        script.mark(Case.SHORT_PAUSE);
        return script.resume(paused + rolls.between(300, 10_000));
    }

    private long bitrate(long at) {
        int now = script.kbps();
        int other = rolls.pick(LADDER.stream().filter(each -> each != now).toList());
        if (now > 0) {
            script.mark(other > now ? Case.BITRATE_UP : Case.BITRATE_DOWN);
        }
        return script.bitrate(at, other);
    }

    private void end(long at, Case special) {
        switch (special) {
            case FAILED_AFTER_START -> {
                if (!script.cmcd() && rolls.chance(0.3)) {
                    script.mark(Case.STOPPED_WITH_ERROR_ONLY);
                    script.stop(at, "error");
                } else {
                    script.stop(script.fail(at, "3016") + rolls.between(1, 20), "error");
                }
            }
            case VANISHED_AFTER_START, ZAPPED -> script.vanish(at);
            case RECOVERED, RETRIED_LATER -> script.stop(script.fail(at, "3016") + rolls.between(1, 20), "error");
            case NEXT_ITEM, REPLAYED -> script.stop(at, "ended");
            case STALL_INTO_STOP -> script.stop(script.stall(at) + rolls.between(500, 4_000), "aborted");
            case HEARTBEAT_AFTER_END -> script.stateless(script.stop(at, "aborted") + 5_000);
            default -> {
                boolean natural = rolls.chance(0.5);
                script.mark(natural ? Case.NATURAL_END : Case.ORDINARY);
                script.stop(at, natural ? "ended" : rolls.chance(0.9) ? "aborted" : "unknown");
            }
        }
    }

    /** Metadata come when the application has them; CMCD has none. */
    private void addMetadata(long arrival) {
        if (who.format() == EventFormat.CMCD1) {
            return;
        }
        PlayedSession sofar = script.done();
        if (script.cmcd()) {
            long begin = sofar.spans().get(0).from();
            long before = begin - rolls.between(20, 900);
            if (rolls.chance(0.2) && settings.windowOf(before + shift()) == settings.windowOf(begin + shift())) {
                script.mark(Case.METADATA_BEFORE_INIT);
                script.stateless(before);
            }
            return;
        }
        long last = sofar.spans().get(sofar.spans().size() - 1).to();
        double when = rolls.unit();
        if (when < 0.2) {
            long before = arrival - rolls.between(20, 900);
            // In the window of the request, so that nobody has to ask whether a session may be before its begin.
            if (settings.windowOf(before + shift()) == settings.windowOf(arrival + shift())) {
                script.mark(Case.METADATA_BEFORE_INIT);
                script.metadata(before);
                return;
            }
        }
        if (when > 0.65 && when < 0.85 && last - arrival > 60_000) {
            script.mark(Case.METADATA_LATE);
            script.metadata(arrival + rolls.between(15_000, 40_000));
        } else if (when < 0.85) {
            script.mark(Case.METADATA_AT_ONCE);
            script.metadata(arrival + rolls.between(1, 20));
        } else {
            script.mark(Case.METADATA_NEVER);
            return;
        }
        script.mark(who.userId() != null ? Case.USER_ID : who.deviceId() != null ? Case.DEVICE_ID_ONLY : Case.NO_ID);
    }

    /** Corrected less true time. */
    private long shift() {
        long smallest = baseMs - clockMs;
        return smallest >= 0 && smallest <= 5000 ? clockMs : baseMs;
    }
}
