package videolab.source.viewers;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The viewings of one id, by the rules of {@code docs/kpis.md}: those of its script, cut again where it fell silent. */
final class SessionTruth {

    private final ScenarioSettings settings;
    private final List<Arrival> arrived = new ArrayList<>();
    private final List<Long> lateAt = new ArrayList<>();
    private final List<ViewingTruth> viewings = new ArrayList<>();
    /** The event with which the script's next viewing begins. */
    private final Map<ViewingTruth, Arrival> nextOf = new HashMap<>();

    SessionTruth(ScenarioSettings settings, DeliveredSession session) {
        this.settings = settings;
        long skewMs = session.skewMs(settings.watermark());
        arrive(session, skewMs);
        ViewingTruth current = null;
        for (Arrival each : arrived) {
            PlayedSession script = session.viewingOf(each.event());
            if (current != null && current.silentBefore(each.corrected())) {
                current.timeOut();
            }
            if (current == null) {
                current = begin(new ViewingTruth(settings, script, skewMs, null, false));
            } else if (script != current.played()) {
                nextOf.put(current, each);
                current = begin(new ViewingTruth(settings, script, skewMs, current, script.recovered()));
            } else if (current.timedOut() && showsPlaying(script, each.event()) && current.shown()) {
                current = begin(new ViewingTruth(settings, script, skewMs, current, true));
            } else if (current.timedOut() && each.event().at() == script.firstFrameAt()) {
                // It was given up before it began.
                current = begin(new ViewingTruth(settings, script, skewMs, current, false));
            }
            current.take(each);
        }
        countLate();
        viewings.forEach(each -> each.finish(nextOf.get(each)));
    }

    private ViewingTruth begin(ViewingTruth viewing) {
        viewings.add(viewing);
        return viewing;
    }

    List<ViewingTruth> viewings() {
        return viewings;
    }

    List<Arrival> arrived() {
        return arrived;
    }

    /** Rules 3, 4, 5 and 7: what is left after the late and the repeated, in the order of rule 6. */
    private void arrive(DeliveredSession session, long skewMs) {
        for (DeliveredEvent each : session.events()) {
            long said = session.said(each);
            long corrected = Math.min(said + skewMs, each.receivedAt());
            if (each.receivedAt() - corrected > settings.watermark().toMillis()) {
                lateAt.add(each.receivedAt());
            } else {
                arrived.add(new Arrival(each.event(), corrected, said, each.receivedAt(), each.repeatedAt() >= 0));
            }
        }
        arrived.sort(Comparator.comparingLong(Arrival::corrected).thenComparingLong(Arrival::said));
    }

    /** After silence: heartbeats and changes of state, but neither pauses, nor ends, nor what names no state. */
    private static boolean showsPlaying(PlayedSession script, PlayEvent event) {
        boolean cmcd = script.who().format() == EventFormat.CMCD2;
        return switch (event.kind()) {
            case PLAYING, BUFFERING, BITRATE_CHANGED, REQUEST -> true;
            case BUFFERED, SEEKING, SEEKED -> !cmcd || event.state() != PlayState.PAUSED;
            case HEARTBEAT -> !cmcd || event.sayState() && event.state() == PlayState.PLAYING;
            default -> false;
        };
    }

    /** In the row of the viewing that is under way when it is received. */
    private void countLate() {
        for (long at : lateAt) {
            ViewingTruth under = viewings.isEmpty() ? null : viewings.get(0);
            for (ViewingTruth each : viewings) {
                if (each.firstAt() < at) {
                    under = each;
                }
            }
            if (under != null) {
                under.late(at);
            }
        }
    }
}
