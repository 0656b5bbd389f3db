package videolab.processor.audience.formats;

import java.time.Duration;
import java.time.Instant;

/** Rule 2 of docs/kpis.md: an event dated too far from its receipt is rejected. */
final class EventTime {

    private static final Duration PLAUSIBLE = Duration.ofHours(48);

    private EventTime() {}

    /** @throws RejectedEventException when it is too far from the received time */
    static long plausible(long eventAtMs, long receivedAtMs) {
        if (eventAtMs < receivedAtMs - PLAUSIBLE.toMillis() || eventAtMs > receivedAtMs + PLAUSIBLE.toMillis()) {
            throw new RejectedEventException("event time " + Instant.ofEpochMilli(eventAtMs) + " is more than "
                    + PLAUSIBLE.toHours() + " h from the received time");
        }
        return eventAtMs;
    }
}
