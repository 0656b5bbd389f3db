package videolab.processor.audience.sessions;

/**
 * An ended session. Times are corrected epoch milliseconds.
 *
 * @param address null unless addresses are kept
 * @param live null where no event reported it
 * @param estimated CMCD v1: there are no states
 * @param resumed it goes on with an earlier session of the same id: no attempt, no view
 * @param firstFrameAtMs null where no frame was shown
 * @param errorCode of a fatal error, else null
 * @param startupMs null where there is no valid start-up time
 * @param completion 0..1; null for live content and where it is unknown
 * @param skewMs what was added to the player's clock
 */
public record SessionSummary(
        SessionProfile profile,
        ViewerKey viewerKey,
        String address,
        Boolean live,
        boolean estimated,
        boolean resumed,
        long startedAtMs,
        Long firstFrameAtMs,
        long endedAtMs,
        EndReason endReason,
        String errorCode,
        Long startupMs,
        Double completion,
        long skewMs,
        Slice totals) {}
