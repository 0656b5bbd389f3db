package videolab.processor.audience.sessions;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Rule 7 of {@code docs/kpis.md}: the events that were applied last, so that their repeats are recognized, however many
 * share one instant.
 */
final class Repeats {

    /** So many of the last events are kept with a session's state. */
    static final int KEPT = 16;

    /** An event by its own clock, and what it reports. */
    record Fact(long eventAtMs, int content) {
        static Fact of(SessionEvent event) {
            PlayerEvent reported = event.event();
            int content = Objects.hash(
                    event.kind().ordinal(), reported.errorCode(), reported.bitrateKbps(), reported.content());
            return new Fact(event.eventAtMs(), content);
        }
    }

    /** @param afterEnd whether the event came after the end of its session */
    record Applied(long atMs, boolean afterEnd) {}

    final Map<Fact, Applied> applied = new LinkedHashMap<>();

    /** The event that this one repeats; null if there is none. CMCD v1 requests have no time of their own. */
    Applied original(SessionEvent event) {
        return event.kind() == EventKind.REQUEST ? null : applied.get(Fact.of(event));
    }

    /** Repeats are corrected to at most five seconds after the original, so older events are dropped. */
    void remember(SessionEvent event, long atMs, boolean afterEnd) {
        if (event.kind() == EventKind.REQUEST) {
            return;
        }
        applied.put(Fact.of(event), new Applied(atMs, afterEnd));
        Iterator<Applied> oldest = applied.values().iterator();
        while (applied.size() > KEPT && oldest.hasNext()) {
            if (oldest.next().atMs() >= atMs - SessionRules.RIGHT_CLOCK_MS) {
                break;
            }
            oldest.remove();
        }
    }
}
