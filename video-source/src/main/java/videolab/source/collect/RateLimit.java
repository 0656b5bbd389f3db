package videolab.source.collect;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts the requests of each address in the current second. Addresses share a fixed number of counters, under a hash that
 * nobody outside knows: memory is bounded, and no address is kept. Safe for any number of threads.
 */
final class RateLimit {

    private static final int COUNTERS = 1 << 14;
    private static final int COUNT_BITS = 24;
    private static final long COUNT_MASK = (1L << COUNT_BITS) - 1;

    private final AtomicLongArray counters = new AtomicLongArray(COUNTERS);
    private final int seed = ThreadLocalRandom.current().nextInt() | 1;
    private final int perSecond;

    RateLimit(int perSecond) {
        this.perSecond = (int) Math.min(perSecond, COUNT_MASK - 1);
    }

    /** Whether the address may send one more in this second. */
    boolean take(String address, long second) {
        int hash = (address.hashCode() ^ seed) * seed;
        int counter = (hash ^ hash >>> 16) & COUNTERS - 1;
        while (true) {
            long before = counters.get(counter);
            long count = before >>> COUNT_BITS == second ? before & COUNT_MASK : 0;
            if (count >= perSecond) {
                return false;
            }
            if (counters.compareAndSet(counter, before, second << COUNT_BITS | count + 1)) {
                return true;
            }
        }
    }
}
