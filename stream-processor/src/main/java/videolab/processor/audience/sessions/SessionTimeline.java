package videolab.processor.audience.sessions;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import videolab.processor.audience.sessions.SessionMachine.Relation;
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

    /** When the first event of an id was received that nothing was applied of yet. */
    public long firstReceivedMs() {
        return receivedMs().stream().mapToLong(Long::longValue).min().orElseThrow();
    }

    /** The received time of each event of an id that nothing was applied of yet; of a late one, the watermark if that was later. */
    public List<Long> receivedMs() {
        List<Long> times = new ArrayList<>(lateAt);
        waiting.forEach(event -> times.add(event.receivedAtMs()));
        long latest = Collections.max(times);
        times.addAll(Collections.nCopies(overLimit, latest));
        return times;
    }

    /**
     * Applies the events of windows that the watermark has passed. Gives out a slice for each session of the id and each such
     * window, and the row of each session that has ended.
     */
    public List<SessionOutcome> advance(long watermarkMs, SessionRules rules) {
        long closedMs = rules.windowStart(watermarkMs);
        Windows windows = new Windows(rules);
        List<Long> late = takeLate(closedMs);
        int counted = 0;
        Deque<SessionEvent> events = takeWaiting(closedMs);
        windows.ahead = events;
        while (!events.isEmpty()) {
            SessionEvent event = events.element();
            long at = clock.corrected(event);
            for (; counted < late.size() && late.get(counted) <= at; counted++) {
                countLate(late.get(counted), rules, windows);
            }
            endSilence(at, rules, windows);
            if (isForgotten(at, rules)) {
                begin(newMachine(), at, windows);
                repeats.applied.clear();
            }
            take(event, at, rules, windows);
            events.remove();
        }
        for (; counted < late.size(); counted++) {
            countLate(late.get(counted), rules, windows);
        }
        endSilence(closedMs, rules, windows);
        windows.finish();
        if (watermarkMs >= settledAtMs(rules)) {
            giveOutRow(windows);
        }
        return windows.outcomes;
    }

    private void countLate(long at, SessionRules rules, Windows windows) {
        endSilence(at, rules, windows);
        windows.upTo(at).increment(Sum.LATE);
    }

    private void take(SessionEvent event, long at, SessionRules rules, Windows windows) {
        Slice slice = windows.upTo(at);
        Repeats.Applied original = repeats.original(event);
        if (original != null) {
            slice.increment(Sum.DUPLICATES);
            if (original.afterEnd() && windows.isInRow(rules.windowStart(at))) {
                // The session's row leaves out what came after the end; the slice will add the repeat to it.
                totals.add(Sum.DUPLICATES, -1);
            }
            return;
        }
        Relation relation = machine.relation(event.event(), at);
        if (relation == Relation.REPEATED_END) {
            slice.increment(Sum.DUPLICATES);
            return;
        }
        if (relation != Relation.OWN) {
            if (!machine.state.isOver()) {
                machine.giveWay(at, rules, slice);
            }
            SessionMachine before = machine;
            slice = new Slice();
            SessionMachine next = before.after(event.event(), relation, at, slice);
            begin(next, at, windows);
            windows.upTo(at).add(slice);
            slice = windows.upTo(at);
        }
        long afterEnd = slice.get(Sum.AFTER_END);
        machine.apply(event, at, rules, slice);
        repeats.remember(event, at, slice.get(Sum.AFTER_END) > afterEnd);
    }

    /** Another session of the id: slices and row of the one before are given out first. The clock that was found is kept. */
    private void begin(SessionMachine next, long at, Windows windows) {
        windows.finish();
        giveOutRow(windows);
        machine = next;
        totals = new Slice();
        closed = false;
        windows.rowEndsAt(Long.MAX_VALUE);
    }

    /** The row of an ended session, once. */
    private void giveOutRow(Windows windows) {
        if (!closed && machine.state.isOver()) {
            closed = true;
            windows.outcomes.add(new SessionEnded(machine.summary(clock.ms(), totals)));
        }
    }

    /** Whether there is something to do yet, or the id is only remembered. */
    public SessionCensus.Standing standing() {
        boolean rowToCome = machine.state.isOver() && !closed;
        boolean live = isUnderWay() || rowToCome || !waiting.isEmpty() || !lateAt.isEmpty();
        return live ? SessionCensus.Standing.LIVE : SessionCensus.Standing.REMEMBERED;
    }

    /** Whether no second event of its last session came. */
    boolean hasOneEvent() {
        return machine.firstAtMs == machine.lastAtMs;
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

    /** Watermark at which the earliest timer fires that was set. */
    public OptionalLong timerMs() {
        return timerAtMs == SessionMachine.NEVER ? OptionalLong.empty() : OptionalLong.of(timerAtMs);
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
        boolean silent = machine.endReason == EndReason.TIMEOUT;
        long remembered = silent ? rules.resume().toMillis() : SessionRules.REMEMBERED_MS;
        return rules.windowEnd(Math.max(machine.lastAtMs, clock.firstReceivedMs) + remembered);
    }

    private boolean isForgotten(long at, SessionRules rules) {
        return !isUnderWay() && at >= forgottenAtMs(rules);
    }

    private void endSilence(long until, SessionRules rules, Windows windows) {
        if (isUnderWay() && machine.silenceEndsMs(rules) < until) {
            long silenceEnds = machine.silenceEndsMs(rules);
            machine.fallSilent(silenceEnds, windows.upTo(silenceEnds));
            windows.rowEndsAt(rules.windowEnd(silenceEnds));
        }
    }

    private Deque<SessionEvent> takeWaiting(long closedMs) {
        List<SessionEvent> taken = new ArrayList<>(waiting.size());
        waiting.removeIf(event -> clock.corrected(event) < closedMs && taken.add(event));
        taken.sort(Comparator.comparingLong(clock::corrected)
                .thenComparingLong(SessionEvent::eventAtMs)
                .thenComparingLong(SessionEvent::receivedAtMs));
        return new ArrayDeque<>(taken);
    }

    private List<Long> takeLate(long closedMs) {
        List<Long> taken = new ArrayList<>(lateAt.size());
        lateAt.removeIf(at -> at < closedMs && taken.add(at));
        Collections.sort(taken);
        return taken;
    }

    /** The slices of one advance, one after the other. */
    private final class Windows {

        private final SessionRules rules;
        private final List<SessionOutcome> outcomes = new ArrayList<>(2);
        /** Events of windows that are closed as well, and not applied yet. */
        private Deque<SessionEvent> ahead = new ArrayDeque<>();

        private long startMs = SessionMachine.NEVER;
        private Slice slice;
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

        /** The slice of the window of {@code at}, after an earlier one was given out. */
        Slice upTo(long at) {
            long start = rules.windowStart(at);
            if (slice != null && startMs < start) {
                finish();
            }
            if (slice == null) {
                startMs = start;
                slice = new Slice();
            }
            return slice;
        }

        void finish() {
            if (slice == null) {
                return;
            }
            slice.add(Sum.OVER_LIMIT, overLimit);
            overLimit = 0;
            if (isInRow(startMs)) {
                totals.add(slice);
            }
            slice.countPresence();
            boolean countsViewer = countsViewer();
            if (countsViewer || !slice.isEmpty()) {
                outcomes.add(new SliceClosed(startMs, slice, identified(), countsViewer));
            }
            slice = null;
        }

        /** Rule 12: who watches may be named by an event that waits. */
        private SessionProfile identified() {
            SessionProfile profile = machine.profile();
            ViewerKey key = machine.viewerKey;
            long hash = profile.viewerHash();
            for (Collection<SessionEvent> events : List.of(ahead, waiting)) {
                for (SessionEvent event : events) {
                    if (event.viewerKey() != null && event.viewerKey().compareTo(key) < 0 && isNear(event)) {
                        key = event.viewerKey();
                        hash = event.viewerHash();
                    }
                }
            }
            return key == machine.viewerKey ? profile : profile.withViewer(hash);
        }

        private boolean isNear(SessionEvent event) {
            long end = startMs + rules.windowMs();
            return clock.corrected(event) <= end + rules.identityMs()
                    // Whatever is received later, another cut of the stream may not have seen yet.
                    && event.receivedAtMs() <= end + rules.watermarkMs();
        }

        private boolean countsViewer() {
            boolean seen = slice.get(Sum.EVENTS) > 0;
            boolean named = identified().viewerHash() != sessionHash;
            boolean known = named
                    || machine.state.isOver()
                    || startMs + rules.windowMs() >= machine.firstAtMs + SessionRules.ANONYMOUS_MS;
            boolean ending = machine.state.isOver() && !machine.counted && machine.firstAtMs != SessionMachine.NEVER;
            boolean counts = seen && known || ending;
            machine.counted |= counts;
            return counts;
        }
    }
}
