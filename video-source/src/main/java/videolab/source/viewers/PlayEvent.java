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
 */
record PlayEvent(
        EventKind kind,
        long at,
        PlayState state,
        String detail,
        int kbps,
        long playheadMs,
        long startupMs,
        boolean sayState) {}
