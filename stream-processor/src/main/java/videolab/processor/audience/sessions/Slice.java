package videolab.processor.audience.sessions;

import java.util.Arrays;

/** What one session adds to one window, or, over all windows, to itself. */
public final class Slice {

    /** Upper limits of the start-up buckets in ms, each within its bucket; one more bucket is open. */
    static final int[] STARTUP_LIMITS_MS = {250, 500, 1000, 1500, 2000, 3000, 4000, 5000, 8000, 10_000, 15_000, 30_000};

    /** The same of stalls. */
    static final int[] STALL_LIMITS_MS = {100, 250, 500, 1000, 2000, 5000, 10_000, 30_000};

    static final int STARTUP_BUCKETS = STARTUP_LIMITS_MS.length + 1;
    static final int STALL_BUCKETS = STALL_LIMITS_MS.length + 1;

    private final long[] sums = new long[Sum.COUNT];
    private final long[] startups = new long[STARTUP_BUCKETS];
    private final long[] stalls = new long[STALL_BUCKETS];

    void add(Sum sum, long number) {
        sums[sum.ordinal()] += number;
    }

    void increment(Sum sum) {
        sums[sum.ordinal()]++;
    }

    public long get(Sum sum) {
        return sums[sum.ordinal()];
    }

    void addStartup(long milliseconds) {
        increment(Sum.STARTUPS);
        add(Sum.STARTUP_MS, milliseconds);
        startups[bucket(STARTUP_LIMITS_MS, milliseconds)]++;
    }

    void addStall(long milliseconds) {
        increment(milliseconds < STALL_LIMITS_MS[0] ? Sum.STALLS_UNDER_100MS : Sum.STALLS);
        stalls[bucket(STALL_LIMITS_MS, milliseconds)]++;
    }

    /** Start-up times by bucket. */
    public long[] startups() {
        return startups;
    }

    /** Stalls by bucket. */
    public long[] stalls() {
        return stalls;
    }

    public void add(Slice other) {
        add(sums, other.sums);
        add(startups, other.startups);
        add(stalls, other.stalls);
    }

    /** Whether nothing was counted. */
    boolean isEmpty() {
        return Arrays.stream(sums).allMatch(sum -> sum == 0);
    }

    private static void add(long[] sums, long[] others) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += others[i];
        }
    }

    /** What a robot adds to a window: nothing but that there was one. */
    public Slice ofRobot() {
        Slice robot = new Slice();
        robot.add(Sum.BOT_SESSIONS, get(Sum.EVENTS) + get(Sum.DUPLICATES) + get(Sum.AFTER_END) > 0 ? 1 : 0);
        return robot;
    }

    /** Counts the session itself, once everything else is counted. */
    void countPresence() {
        sums[Sum.SESSIONS.ordinal()] = get(Sum.EVENTS) > 0 ? 1 : 0;
        boolean watching = get(Sum.STARTING_MS) + get(Sum.PLAY_MS) + get(Sum.STALL_MS) > 0;
        sums[Sum.CONCURRENT_VIEWERS.ordinal()] = watching ? 1 : 0;
        boolean stalled = get(Sum.STALL_MS) + get(Sum.STALLS) + get(Sum.STALLS_UNDER_100MS) > 0;
        // Silence may end a stall in a window in which nobody watched any more.
        sums[Sum.STALLED_SESSIONS.ordinal()] = watching && stalled ? 1 : 0;
    }

    private static int bucket(int[] limits, long milliseconds) {
        int bucket = 0;
        while (bucket < limits.length && milliseconds > limits[bucket]) {
            bucket++;
        }
        return bucket;
    }
}
