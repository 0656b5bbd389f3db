package videolab.source.viewers;

/**
 * One thing a player told.
 *
 * @param at when it really happened, epoch milliseconds
 * @param state what the viewer sees from then on, null before the request and after the end
 * @param detail reason of an end, or code of a warning or error, else null
 * @param kbps the bitrate from then on, 0 before the first is known
 * @param playheadMs -1 while nothing is loaded
 * @param startupMs with CMCD's first {@code sta=p}, else -1
 * @param sayState with a CMCD heartbeat: whether it names the state
 * @param request of {@link EventKind#REQUEST}, else null
 */
record PlayEvent(
        EventKind kind,
        long at,
        PlayState state,
        String detail,
        int kbps,
        long playheadMs,
        long startupMs,
        boolean sayState,
        Request request) {

    /**
     * A request, and what CMCD v1 says with it about the player.
     *
     * @param content null where the player does not name it
     * @param objectType {@code m}, {@code i}, {@code v}, {@code a} or {@code av}
     * @param bufferMs length of the buffer, -1 where it is not told
     * @param starved {@code bs}: the buffer ran empty since the request before
     * @param urgent {@code su}: the player waits for it
     */
    record Request(String content, boolean live, String objectType, long bufferMs, boolean starved, boolean urgent) {}

    static PlayEvent of(Request request, long at, int kbps) {
        return new PlayEvent(EventKind.REQUEST, at, null, null, kbps, -1, -1, false, request);
    }
}
