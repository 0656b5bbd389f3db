package videolab.processor.library.inputs;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stores that cannot be reached. A read gives up after seconds, which thousands of videos would wait for one after the other:
 * after a minute without an answer, only one open in {@link #TRY_EVERY} still goes to the store, and the others fail at once.
 */
final class Outages {

    static final Outages OF_THIS_PROCESS = new Outages(Clock.systemUTC());

    /** A store that restarts is back before. */
    static final Duration PATIENCE = Duration.ofMinutes(1);

    static final Duration TRY_EVERY = Duration.ofSeconds(15);

    private record Outage(Instant since, Instant tried, IOException failure) {}

    private final Map<String, Outage> outages = new ConcurrentHashMap<>();
    private final Clock clock;

    Outages(Clock clock) {
        this.clock = clock;
    }

    /** @throws IOException the failure of the last try, where the store is not tried now */
    void check(String store) throws IOException {
        Outage outage = outages.get(store);
        if (outage == null) {
            return;
        }
        Instant now = clock.instant();
        if (now.isBefore(outage.since.plus(PATIENCE))) {
            return;
        }
        Outage tried = new Outage(outage.since, now, outage.failure);
        // Of several threads, one tries.
        if (now.isBefore(outage.tried.plus(TRY_EVERY)) || !outages.replace(store, outage, tried)) {
            throw new IOException(outage.failure.getMessage(), outage.failure);
        }
    }

    /** The store gave bytes. */
    void answered(String store) {
        if (!outages.isEmpty()) {
            outages.remove(store);
        }
    }

    /** The store could not be reached. */
    void silent(String store, IOException failure) {
        outages.merge(
                store,
                new Outage(clock.instant(), clock.instant(), failure),
                (before, now) -> new Outage(before.since, now.tried, failure));
    }
}
