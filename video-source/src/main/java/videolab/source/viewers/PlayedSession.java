package videolab.source.viewers;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What really happened in a session, and what its player told about it. Times are true times in epoch milliseconds: the
 * player's clock, {@code clockMs} ahead of the truth, and the network come on top.
 *
 * @param events in the order of their times, no two at the same millisecond
 * @param spans one after the other from the first event but metadata
 * @param attemptAt when somebody asked to play, -1 where nobody saw that
 * @param firstFrameAt -1 where there was none, or nobody saw it
 * @param startupMs -1 where it is not valid
 * @param framesShown whether a frame was shown, seen by the player's events or not
 * @param end null where the player vanished
 * @param preRoll the advertisement before the first frame, null without
 * @param step how the player's clock is set anew, null where it is not
 * @param silence when nothing is heard of the player, null without
 * @param recovered it goes on after a fatal error: no attempt, no view
 */
record PlayedSession(
        Identity who,
        long clockMs,
        List<PlayEvent> events,
        List<Span> spans,
        long attemptAt,
        long firstFrameAt,
        long startupMs,
        boolean framesShown,
        List<Stall> stalls,
        List<Long> seeks,
        List<Switch> switches,
        List<Long> warnings,
        End end,
        Span preRoll,
        ClockStep step,
        Span silence,
        boolean recovered,
        Set<Case> cases) {

    /** The viewing that another of the same id takes the place of, without an end of its own. */
    PlayedSession givingWay(long at) {
        List<Span> closed = new ArrayList<>(spans);
        Span last = closed.remove(closed.size() - 1);
        closed.add(new Span(last.state(), last.from(), at));
        return new PlayedSession(
                who,
                clockMs,
                events,
                List.copyOf(closed),
                attemptAt,
                firstFrameAt,
                startupMs,
                framesShown,
                stalls,
                seeks,
                switches,
                warnings,
                new End(at, "aborted", false, null),
                preRoll,
                step,
                silence,
                recovered,
                cases);
    }

    /** How far the player's clock is ahead of the truth. */
    long clockMsAt(long at) {
        return clockMs + (step != null && at >= step.at() ? step.ms() : 0);
    }

    /** From a time on, the clock is so much further ahead; negative where it was set back. */
    record ClockStep(long at, long ms) {}

    record Span(PlayState state, long from, long to) {}

    record Stall(long from, long to) {}

    /** @param from 0 for the first bitrate */
    record Switch(long at, int from, int to) {}

    /** @param fatal whether it is a failure; the code is null where the player named none */
    record End(long at, String reason, boolean fatal, String code) {}
}
