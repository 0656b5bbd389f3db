package videolab.processor.audience.sessions;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * One session as it is known so far: what was applied, and the events that wait for their window to close. Nothing is applied
 * before the watermark has passed the end of its window, so the order of arrival, and how a stream was cut into batches,
 * change no number (but of a wrong clock, where an id goes on after so long that its state may have been dropped: then the
 * clock is looked for anew).
 */
public final class SessionTimeline {

    /** Takes what an advance gives out. */
    public interface Handler {
        /** A finished slice, while {@link #machine} is as it was after the window's last event. */
        void slice(long windowStartMs, Slice slice);

        /**
         * Another session of the same id begins, long after the end of the one that {@link #machine} still is.
         *
         * @param rowIsDue whether the ended one's row was not given out yet: it has to be now
         * @return what knows nothing yet
         */
        SessionMachine another(boolean rowIsDue);
    }

    /** How many applied events are remembered, so that their repeats are known in the next window. */
    static final int REMEMBERED = 4;

    public SessionMachine machine;
    public Slice totals;
    final List<SessionEvent> waiting;
    /** Received times of dropped late events, which wait for the window that counts them. */
    final List<Long> lateAt;
    /** {@link #signature} of the events that were applied last, and in the lowest bit whether they came after the end. */
    final long[] applied;

    int appliedNext;
    long firstReceivedMs = SessionMachine.NEVER;
    long smallestDelayMs;
    int overLimit;
    /** When the timer that was set last fires. */
    public long wakesAtMs = SessionMachine.NEVER;
    /** The session row was given out. */
    boolean closed;

    public SessionTimeline(SessionMachine machine) {
        this(machine, new Slice(), new ArrayList<>(), new ArrayList<>(0), new long[REMEMBERED]);
    }

    public SessionTimeline(
            SessionMachine machine, Slice totals, List<SessionEvent> waiting, List<Long> lateAt, long[] applied) {
        this.machine = machine;
        this.totals = totals;
        this.waiting = waiting;
        this.lateAt = lateAt;
        this.applied = applied;
    }

    /** What is added to the clock of this session's player, in ms. */
    public long skewMs() {
        boolean right = smallestDelayMs >= 0 && smallestDelayMs <= SessionRules.RIGHT_CLOCK_MS;
        return right ? 0 : smallestDelayMs;
    }

    /**
     * Takes an event.
     *
     * @param watermarkMs no window that ended by then takes events any more
     */
    public void add(SessionEvent event, SessionRules rules, long watermarkMs) {
        long received = event.receivedAtMs();
        long delay = received - event.eventAtMs();
        if (firstReceivedMs == SessionMachine.NEVER) {
            firstReceivedMs = received;
            smallestDelayMs = delay;
        } else if (received - firstReceivedMs <= rules.skewSamplesMs() && delay < smallestDelayMs) {
            smallestDelayMs = delay;
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
        long at = correctedMs(event);
        boolean late = at < event.receivedAtMs() - rules.watermarkMs() || rules.windowEnd(at) <= watermarkMs;
        if (late) {
            lateAt.add(Math.max(event.receivedAtMs(), watermarkMs));
        }
        return late;
    }

    /** Applies what lies in windows that the watermark has passed, and gives out a slice for each of them. */
    public void advance(long watermarkMs, SessionRules rules, Handler handler) {
        long closedMs = rules.windowStart(watermarkMs);
        Windows windows = new Windows(rules, handler);
        takeLate(closedMs).forEach(windows::countLate);
        for (SessionEvent event : takeWaiting(closedMs)) {
            long at = correctedMs(event);
            endSilence(at, rules, windows);
            if (isForgotten(at, rules)) {
                beginAnother(at, rules, windows, handler);
            }
            Slice slice = windows.upTo(at);
            int known = indexOfApplied(event);
            if (known < 0) {
                long afterEnd = slice.get(Sum.AFTER_END);
                machine.apply(event, at, rules, slice);
                remember(event, slice.get(Sum.AFTER_END) > afterEnd);
            } else {
                slice.increment(Sum.DUPLICATES);
                if (windows.isInRow(rules.windowStart(at)) && isAfterEnd(applied[known])) {
                    // The session's row knows nothing of what came after the end; the slice will add the repeat to it.
                    totals.add(Sum.DUPLICATES, -1);
                }
            }
        }
        endSilence(closedMs, rules, windows);
        windows.finish();
    }

    /** Whether the session's row is to be given out, which this call then counts as done. */
    public boolean takeEnd(long watermarkMs, SessionRules rules) {
        if (closed || !machine.state.isOver() || watermarkMs < settledAtMs(rules)) {
            return false;
        }
        closed = true;
        return true;
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
            wake = Math.min(wake, rules.windowEnd(correctedMs(event)));
        }
        for (Long late : lateAt) {
            wake = Math.min(wake, rules.windowEnd(late));
        }
        return wake == Long.MAX_VALUE ? forgottenAtMs(rules) : wake;
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
        return rules.windowEnd(Math.max(machine.lastAtMs, firstReceivedMs) + SessionRules.REMEMBERED_MS);
    }

    private boolean isForgotten(long at, SessionRules rules) {
        return !isUnderWay() && at >= forgottenAtMs(rules);
    }

    /** What the ended one had in earlier windows is given out first; the clock that was found for it is kept. */
    private void beginAnother(long at, SessionRules rules, Windows windows, Handler handler) {
        windows.upTo(at);
        machine = handler.another(takeEnd(at, rules));
        totals = new Slice();
        Arrays.fill(applied, 0);
        closed = false;
        windows.rowEndsAt(Long.MAX_VALUE);
    }

    private long correctedMs(SessionEvent event) {
        return Math.min(event.eventAtMs() + skewMs(), event.receivedAtMs());
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
        waiting.removeIf(event -> correctedMs(event) < closedMs && taken.add(event));
        taken.sort(Comparator.comparingLong(this::correctedMs)
                .thenComparingLong(SessionEvent::eventAtMs)
                .thenComparingLong(SessionEvent::receivedAtMs));
        return taken;
    }

    private List<Long> takeLate(long closedMs) {
        List<Long> taken = new ArrayList<>(lateAt.size());
        lateAt.removeIf(at -> at < closedMs && taken.add(at));
        return taken;
    }

    /** Where in {@link #applied} such an event is, or -1. Requests have no time of their own: two of the same instant are two. */
    private int indexOfApplied(SessionEvent event) {
        long signature = signature(event);
        for (int i = 0; i < applied.length && event.kind() != EventKind.REQUEST; i++) {
            if (applied[i] >> 1 == signature) {
                return i;
            }
        }
        return -1;
    }

    private void remember(SessionEvent event, boolean afterEnd) {
        applied[appliedNext] = signature(event) << 1 | (afterEnd ? 1 : 0);
        appliedNext = (appliedNext + 1) % REMEMBERED;
    }

    private static boolean isAfterEnd(long remembered) {
        return (remembered & 1) == 1;
    }

    /** Of the same instant a player may tell several things: that it failed, and then why. */
    private static long signature(SessionEvent event) {
        PlayerEvent told = event.event();
        long instant =
                event.eventAtMs() * EventKind.values().length + event.kind().ordinal();
        int told17 = Objects.hash(told.errorCode(), told.bitrateKbps(), told.content()) & 0x1FFFF;
        // One bit stays free for what is remembered with it.
        return (instant << 17 | told17) << 1 >> 1;
    }

    /** The slices of one advance: a handful, given out in the order of time, each before a later window begins. */
    private final class Windows {

        private final SessionRules rules;
        private final Handler handler;
        private final TreeMap<Long, Slice> open = new TreeMap<>();
        /** Of a session that silence has ended, whose row is taken after this advance. */
        private long silentRowEndsMs = Long.MAX_VALUE;

        Windows(SessionRules rules, Handler handler) {
            this.rules = rules;
            this.handler = handler;
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
            handler.slice(window.getKey(), slice);
        }
    }
}
