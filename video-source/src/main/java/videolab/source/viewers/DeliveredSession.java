package videolab.source.viewers;

import java.time.Duration;
import java.util.List;

/** A session, and how what its player told reached the collector. */
record DeliveredSession(PlayedSession played, List<DeliveredEvent> events) {

    /** Received times are those of {@code docs/kpis.md}: what has to be added to the player's clock (rule 3). */
    long skewMs(Duration watermark) {
        long samplesMs = Math.max(2_000, watermark.toMillis() - 10_000);
        long first = Long.MAX_VALUE;
        for (DeliveredEvent each : events) {
            first = Math.min(first, each.receivedAt());
        }
        long smallest = Long.MAX_VALUE;
        for (DeliveredEvent each : events) {
            if (each.receivedAt() - first <= samplesMs) {
                smallest = Math.min(smallest, each.receivedAt() - said(each));
            }
        }
        return smallest >= 0 && smallest <= 5000 ? 0 : smallest;
    }

    /** What the player's clock showed. */
    long said(DeliveredEvent each) {
        return each.event().at() + played.clockMs();
    }
}
