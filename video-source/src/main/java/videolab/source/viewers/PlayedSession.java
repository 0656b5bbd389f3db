package videolab.source.viewers;

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
        Set<Case> cases) {

    record Span(PlayState state, long from, long to) {}

    record Stall(long from, long to) {}

    /** @param from 0 for the first bitrate */
    record Switch(long at, int from, int to) {}

    /** @param fatal whether it is a failure; the code is null where the player named none */
    record End(long at, String reason, boolean fatal, String code) {}
}
