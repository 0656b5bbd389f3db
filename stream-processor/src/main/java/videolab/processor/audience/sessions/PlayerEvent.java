package videolab.processor.audience.sessions;

/**
 * One event of a playback session, whatever format it came in. Strings and boxes are null where the event does not report them.
 *
 * @param session 1..128 characters
 * @param eventAtMs epoch milliseconds by the viewer's clock
 * @param bitrateKbps encoded bitrate of all that plays, in kbit/s
 * @param completion playhead / duration, 0..1; NaN where one is unknown or the content is live
 * @param stopReason of {@link EventKind#STOPPED}
 * @param errorCode of {@link EventKind#ERROR} and {@link EventKind#WARNING}, at most 64 characters
 * @param startDelayMs CMCD's {@code msd}: milliseconds from the request to the first frame
 * @param backgrounded CMCD's {@code bg}: the player is in the background
 * @param userId as the player sent it; it is hashed before it goes anywhere
 * @param deviceId as the player sent it; it is hashed before it goes anywhere
 * @param player name of the player, where the event names it
 * @param request of {@link EventKind#REQUEST}, else null
 * @param ad whether an advertisement begins or ends, null where neither
 */
public record PlayerEvent(
        String session,
        EventKind kind,
        long eventAtMs,
        Integer bitrateKbps,
        double completion,
        EndReason stopReason,
        String errorCode,
        Integer startDelayMs,
        boolean backgrounded,
        String content,
        Boolean live,
        String cdn,
        String userId,
        String deviceId,
        String player,
        Request request,
        Ad ad) {

    /** CMCD's {@code e=as} and {@code e=ae}. */
    public enum Ad {
        BEGINS,
        ENDS
    }

    /**
     * What CMCD v1 sends with a request.
     *
     * @param bufferMs length of the buffer, null where it is absent
     * @param starved the buffer ran empty before this request
     * @param urgent needed for start-up, a seek or recovery from an empty buffer
     */
    public record Request(Integer bufferMs, boolean starved, boolean urgent) {

        private static final int PLAYABLE_MS = 1_000;

        /** Whether the buffer is long enough for frames to be shown. */
        boolean playsOn() {
            return !urgent && bufferMs != null && bufferMs >= PLAYABLE_MS;
        }
    }
}
