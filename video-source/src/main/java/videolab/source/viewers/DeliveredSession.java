package videolab.source.viewers;

import java.time.Duration;
import java.util.List;

/**
 * An id's viewings, and how what its player reported reached the collector.
 *
 * @param viewings one after the other; the events of one all come before those of the next
 */
record DeliveredSession(List<PlayedSession> viewings, List<DeliveredEvent> events) {

    DeliveredSession(PlayedSession viewing, List<DeliveredEvent> events) {
        this(List.of(viewing), events);
    }

    /** The first viewing, whose player and viewer are those of all. */
    PlayedSession played() {
        return viewings.get(0);
    }

    /** The viewing that an event is of. */
    PlayedSession viewingOf(PlayEvent event) {
        PlayedSession found = played();
        for (PlayedSession each : viewings) {
            if (each.events().get(0).at() <= event.at()) {
                found = each;
            }
        }
        return found;
    }

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

    /** What the player's clock showed. A request has no time but that of its reception. */
    long said(DeliveredEvent each) {
        if (each.event().kind() == EventKind.REQUEST) {
            return each.receivedAt();
        }
        return each.event().at()
                + viewingOf(each.event()).clockMsAt(each.event().at());
    }
}
