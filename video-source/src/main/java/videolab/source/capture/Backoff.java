package videolab.source.capture;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long to wait before the next try: 1, 2, 4 … 30 s, of each a random half to whole, so that cameras come apart. */
final class Backoff {

    static final Duration FIRST = Duration.ofSeconds(1);
    static final Duration LONGEST = Duration.ofSeconds(30);

    private final RandomGenerator random;
    private Duration next = FIRST;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    Duration next() {
        long whole = next.toMillis();
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
        return Duration.ofMillis(whole / 2 + random.nextLong(whole / 2 + 1));
    }

    /** The camera answered: the next trouble is a new one. */
    void reset() {
        next = FIRST;
    }
}
