package videolab.source.viewers;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How a network treats what players tell: with a delay that is shortest for a session's first event, out of order within
 * two seconds, held back for less than half the watermark, twice, or, heartbeats only, too late.
 */
final class DeliveryPlan {

    private final ScenarioSettings settings;

    DeliveryPlan(ScenarioSettings settings) {
        this.settings = settings;
    }

    /** @param viewings of one id */
    DeliveredSession deliver(List<PlayedSession> viewings, long baseMs, Rolls rolls) {
        PlayedSession session = viewings.get(0);
        if (session.who().format() == EventFormat.CMCD1) {
            return requests(viewings, baseMs, rolls);
        }
        // Where a clock is set anew, an event that was held back could not be told from one of the new time.
        boolean clockStep = session.cases().contains(Case.CLOCK_STEP);
        boolean orderly = clockStep || session.cases().contains(Case.ROBOT);
        List<PlayEvent> events = new ArrayList<>();
        viewings.forEach(each -> events.addAll(each.events()));
        if (clockStep) {
            events.sort(Comparator.comparingLong(PlayEvent::at));
        }
        long first = events.get(0).at();
        long last = events.get(events.size() - 1).at();
        long watermark = settings.watermark().toMillis();
        List<DeliveredEvent> delivered = new ArrayList<>();
        for (PlayEvent event : events) {
            long received = event.at() + baseMs + (event.at() == first ? 0 : rolls.between(0, 50));
            if (clockStep && !delivered.isEmpty()) {
                received =
                        Math.max(received, delivered.get(delivered.size() - 1).receivedAt() + 1);
            }
            long repeated = -1;
            double fate = orderly || event.at() == first ? 1 : rolls.unit();
            // So late that the session is still running when it comes: somebody remembers what it belongs to.
            long tooLate = watermark + 60_000 + rolls.between(1000, 15_000);
            boolean hasTime = event.at() - first > 5_000 && event.at() + tooLate + 15_000 < last;
            if (event.kind() == EventKind.HEARTBEAT && hasTime && fate < 0.03) {
                received = event.at() + baseMs + tooLate;
                session.cases().add(Case.LATE_HEARTBEAT);
            } else if (fate < 0.06 && event.at() - first > 5_000) {
                received += rolls.between(settings.disorderMs(), watermark / 2 - settings.disorderMs());
                session.cases().add(Case.DELAYED);
            } else if (fate < 0.14) {
                received += rolls.between(settings.disorderMs() / 4, settings.disorderMs() - 50);
            } else if (fate < (event.kind() == EventKind.STOPPED ? 0.24 : 0.17)) {
                repeated = received + rolls.between(50, Math.min(30_000, watermark * 6 / 10));
                session.cases().add(event.kind() == EventKind.STOPPED ? Case.REPEATED_STOP : Case.REPEATED);
            }
            if (!delivered.isEmpty()
                    && received < delivered.get(delivered.size() - 1).receivedAt()) {
                session.cases().add(Case.OUT_OF_ORDER);
            }
            delivered.add(new DeliveredEvent(event, received, repeated));
        }
        return new DeliveredSession(List.copyOf(viewings), List.copyOf(delivered));
    }

    /**
     * Requests come one after the other; some on a slow network, and some lines of a log are shipped twice. Where a log has
     * whole seconds, the order of its lines tells more than their times.
     */
    private static DeliveredSession requests(List<PlayedSession> viewings, long baseMs, Rolls rolls) {
        List<DeliveredEvent> delivered = new ArrayList<>();
        long latest = Long.MIN_VALUE;
        boolean seconds = RequestWriter.hasWholeSeconds(viewings.get(0).who());
        for (PlayedSession viewing : viewings) {
            for (PlayEvent request : viewing.events()) {
                boolean slow = rolls.chance(0.02);
                long onTheWay = baseMs + rolls.between(0, 50) + (slow ? rolls.between(200, 2_000) : 0);
                latest = Math.max(latest + 1, request.at() + onTheWay);
                boolean twice = rolls.chance(0.03) && !seconds;
                long received = seconds ? latest / 1_000 * 1_000 : latest;
                delivered.add(new DeliveredEvent(request, received, twice ? received : -1));
                if (slow) {
                    viewing.cases().add(Case.DELAYED);
                }
                if (twice) {
                    viewing.cases().add(Case.REPEATED);
                }
            }
        }
        return new DeliveredSession(List.copyOf(viewings), List.copyOf(delivered));
    }
}
