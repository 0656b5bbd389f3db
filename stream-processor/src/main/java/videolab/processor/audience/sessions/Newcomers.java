package videolab.processor.audience.sessions;

import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * The new ids of a batch that have room in a part of the state. Spark hands ids over in the order of their names; room is
 * given in the order of received times, so that a flood does not take the room of viewers who came before it.
 */
public final class Newcomers {

    private static final Comparator<Newcomer> LATEST_FIRST = Comparator.comparingLong(Newcomer::receivedAtMs)
            .thenComparing(Newcomer::session)
            .reversed();

    private record Newcomer(long receivedAtMs, String session) {}

    private final PriorityQueue<Newcomer> admitted = new PriorityQueue<>(LATEST_FIRST);

    /**
     * Admits an id.
     *
     * @param receivedAtMs when the first of its events in the batch was received
     * @param hasRoom whether there is room for one more
     * @return the id that has none then: this one, or an admitted one that came later; null if all have room
     */
    public String admit(String session, long receivedAtMs, boolean hasRoom) {
        Newcomer newcomer = new Newcomer(receivedAtMs, session);
        if (hasRoom) {
            admitted.add(newcomer);
            return null;
        }
        Newcomer latest = admitted.peek();
        if (latest == null || LATEST_FIRST.compare(newcomer, latest) < 0) {
            return session;
        }
        admitted.remove();
        admitted.add(newcomer);
        return latest.session();
    }
}
