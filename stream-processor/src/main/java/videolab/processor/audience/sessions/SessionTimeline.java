package videolab.processor.audience.sessions;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import videolab.processor.audience.sessions.SessionOutcome.SessionEnded;
import videolab.processor.audience.sessions.SessionOutcome.SliceClosed;

/**
 * One session as it is known so far: what was applied, and the events that wait for their window to close. Nothing is applied
 * before the watermark has passed the end of its window, so neither the order of arrival nor the cut of a stream into batches
 * changes a number. Exception: when an id returns after its state expired, its clock skew is estimated again.
 */
public final class SessionTimeline {

    /** Salted hash of the session's id: who watches, while no event names a user or a device. */
    final long sessionHash;

    final List<SessionEvent> waiting = new ArrayList<>();
    /** Received times of dropped late events, which wait for the window that counts them. */
    final List<Long> lateAt = new ArrayList<>(0);

    final ClockSkew clock = new ClockSkew();
    final Repeats repeats = new Repeats();
    SessionMachine machine;
    Slice totals = new Slice();
    int overLimit;
    /** Watermark at which the earliest timer fires that was set. */
    long timerAtMs = SessionMachine.NEVER;
    /** The session's row was given out. */
    boolean closed;

    public SessionTimeline(long sessionHash) {
        this.sessionHash = sessionHash;
        this.machine = newMachine();
    }

    private SessionMachine newMachine() {
        SessionMachine fresh = new SessionMachine();
        fresh.viewerHash = sessionHash;
        return fresh;
    }

    /**
     * Takes an event.
     *
     * @param watermarkMs no window that ended by then takes events any more
     */
    public void add(SessionEvent event, SessionRules rules, long watermarkMs) {
        if (clock.observe(event, rules)) {
            // By the better clock, what waits may belong to a window whose row is written.
            waiting.removeIf(earlier -> dropLate(earlier, rules, watermarkMs));
        }
        if (waiting.size() + lateAt.size() >= SessionRules.MOST_WAITING) {
            overLimit++;
        } else if (!dropLate(event, rules, watermarkMs)) {
            waiting.add(event);
        }
    }

    private boolean dropLate(SessionEvent event, SessionRules rules, long watermarkMs) {
        long at = clock.corrected(event);
        boolean late = at < event.receivedAtMs() - rules.watermarkMs() || rules.windowEnd(at) <= watermarkMs;
        if (late) {
            lateAt.add(Math.max(event.receivedAtMs(), watermarkMs));
        }
        return late;
    }

    /** Applies the events of windows that the watermark has passed: a slice for each such window, and the row of an ended session. */
    public List<SessionOutcome> advance(long watermarkMs, SessionRules rules) {
        long closedMs = rules.windowStart(watermarkMs);
        Windows windows = new Windows(rules);
        takeLate(closedMs).forEach(windows::countLate);
        for (SessionEvent event : takeWaiting(closedMs)) {
            long at = clock.corrected(event);
            endSilence(at, rules, windows);
            if (isForgotten(at, rules)) {
                beginAnother(at, rules, windows);
            }
            apply(event, at, rules, windows);
        }
        endSilence(closedMs, rules, windows);
        windows.finish();
        giveOutEnd(watermarkMs, rules, windows);
        return windows.outcomes;
    }

    private void apply(SessionEvent event, long at, SessionRules rules, Windows windows) {
        Slice slice = windows.upTo(at);
        Repeats.Applied original = repeats.original(event);
        if (original == null) {
            long afterEnd = slice.get(Sum.AFTER_END);
            machine.apply(event, at, rules, slice);
            repeats.remember(event, at, slice.get(Sum.AFTER_END) > afterEnd);
            return;
        }
        slice.increment(Sum.DUPLICATES);
        if (original.afterEnd() && windows.isInRow(rules.windowStart(at))) {
            // The session's row leaves out what came after the end; the slice will add the repeat to it.
            totals.add(Sum.DUPLICATES, -1);
        }
    }

    /** The row of an ended session, once, when nothing can change it any more. */
    private void giveOutEnd(long watermarkMs, SessionRules rules, Windows windows) {
        if (!closed && machine.state.isOver() && watermarkMs >= settledAtMs(rules)) {
            closed = true;
            windows.outcomes.add(new SessionEnded(machine.summary(clock.ms(), totals)));
        }
    }

    /** Whether nothing more is to be remembered at this watermark. */
    public boolean isForgettable(long watermarkMs, SessionRules rules) {
        return waiting.isEmpty() && lateAt.isEmpty() && isForgotten(watermarkMs, rules);
    }

    /**
     * The watermark at which there is something to do without a further event. Right after {@link #advance} it is beyond
     * the watermark of that, unless the session is to be forgotten: Spark drops a timer that its own handler sets again.
     */
    public long nextWakeMs(SessionRules rules) {
        long wake = Long.MAX_VALUE;
        if (isUnderWay()) {
            wake = rules.windowEnd(machine.silenceEndsMs(rules));
        } else if (machine.state.isOver() && !closed) {
            wake = settledAtMs(rules);
        }
        for (SessionEvent event : waiting) {
            wake = Math.min(wake, rules.windowEnd(clock.corrected(event)));
        }
        for (Long late : lateAt) {
            wake = Math.min(wake, rules.windowEnd(late));
        }
        return wake == Long.MAX_VALUE ? forgottenAtMs(rules) : wake;
    }

    /** Whether {@link #nextWakeMs} has to be set as a timer: one that is set for an earlier instant is set again when it fires. */
    public boolean needsTimer(SessionRules rules) {
        long wake = nextWakeMs(rules);
        if (timerAtMs != SessionMachine.NEVER && timerAtMs <= wake) {
            return false;
        }
        timerAtMs = wake;
        return true;
    }

    /** A timer has fired. */
    public void timerFired(long atMs) {
        if (atMs == timerAtMs) {
            timerAtMs = SessionMachine.NEVER;
        }
    }

    private boolean isUnderWay() {
        return machine.hasStarted() && !machine.state.isOver();
    }

    /**
     * When an ended session's row can be written: a repeat of its last event may be corrected to a little later than the
     * event itself, which no clock made earlier than it was received.
     */
    private long settledAtMs(SessionRules rules) {
        return rules.windowEnd(machine.endedAtMs + SessionRules.RIGHT_CLOCK_MS);
    }

    /** With the end of a window: then it is the same whether the state was dropped before the next event came, or not. */
    private long forgottenAtMs(SessionRules rules) {
        return rules.windowEnd(Math.max(machine.lastAtMs, clock.firstReceivedMs) + SessionRules.REMEMBERED_MS);
    }

    private boolean isForgotten(long at, SessionRules rules) {
        return !isUnderWay() && at >= forgottenAtMs(rules);
    }

    /** What the ended one had in earlier windows is given out first; the clock that was found for it is kept. */
    private void beginAnother(long at, SessionRules rules, Windows windows) {
        windows.upTo(at);
        giveOutEnd(at, rules, windows);
        machine = newMachine();
        totals = new Slice();
        repeats.applied.clear();
        closed = false;
        windows.rowEndsAt(Long.MAX_VALUE);
    }

    private void endSilence(long until, SessionRules rules, Windows windows) {
        if (isUnderWay() && machine.silenceEndsMs(rules) < until) {
            long silenceEnds = machine.silenceEndsMs(rules);
            machine.fallSilent(silenceEnds, windows.upTo(silenceEnds));
            windows.rowEndsAt(rules.windowEnd(silenceEnds));
        }
    }

    private List<SessionEvent> takeWaiting(long closedMs) {
        List<SessionEvent> taken = new ArrayList<>(waiting.size());
        waiting.removeIf(event -> clock.corrected(event) < closedMs && taken.add(event));
        taken.sort(Comparator.comparingLong(clock::corrected)
                .thenComparingLong(SessionEvent::eventAtMs)
                .thenComparingLong(SessionEvent::receivedAtMs));
        return taken;
    }

    private List<Long> takeLate(long closedMs) {
        List<Long> taken = new ArrayList<>(lateAt.size());
        lateAt.removeIf(at -> at < closedMs && taken.add(at));
        return taken;
    }

    /** The slices of one advance: a handful, given out in the order of time, each before a later window begins. */
    private final class Windows {

        private final SessionRules rules;
        private final List<SessionOutcome> outcomes = new ArrayList<>(2);
        private final TreeMap<Long, Slice> open = new TreeMap<>();
        /** Of a session that silence has ended, whose row is taken after this advance. */
        private long silentRowEndsMs = Long.MAX_VALUE;

        Windows(SessionRules rules) {
            this.rules = rules;
        }

        void rowEndsAt(long ms) {
            silentRowEndsMs = ms;
        }

        /** Whether the session's row takes in a window, whenever the row is given out. */
        boolean isInRow(long windowStartMs) {
            boolean stopped = machine.state.isOver() && machine.endReason != EndReason.TIMEOUT;
            return !closed && windowStartMs < (stopped ? settledAtMs(rules) : silentRowEndsMs);
        }

        void countLate(long at) {
            slice(rules.windowStart(at)).increment(Sum.LATE);
        }

        /** The slice of the window of {@code at}, after all earlier ones were given out. */
        Slice upTo(long at) {
            long start = rules.windowStart(at);
            while (!open.isEmpty() && open.firstKey() < start) {
                giveOut(open.pollFirstEntry());
            }
            return slice(start);
        }

        void finish() {
            if (overLimit > 0 && !open.isEmpty()) {
                open.firstEntry().getValue().add(Sum.OVER_LIMIT, overLimit);
                overLimit = 0;
            }
            while (!open.isEmpty()) {
                giveOut(open.pollFirstEntry());
            }
        }

        private Slice slice(long start) {
            return open.computeIfAbsent(start, key -> new Slice());
        }

        private void giveOut(Map.Entry<Long, Slice> window) {
            Slice slice = window.getValue();
            if (isInRow(window.getKey())) {
                totals.add(slice);
            }
            slice.countPresence();
            outcomes.add(new SliceClosed(window.getKey(), slice, machine.profile()));
        }
    }
}
