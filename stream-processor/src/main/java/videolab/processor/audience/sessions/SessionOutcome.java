package videolab.processor.audience.sessions;

/** What an advance of a {@link SessionTimeline} gives out, in the order of time. */
public sealed interface SessionOutcome {

    /**
     * What the session adds to a window that is closed now.
     *
     * @param profile what was known about the session after its last event in the window
     * @param countsViewer whether the viewer is one of the window's unique viewers
     */
    record SliceClosed(long windowStartMs, Slice slice, SessionProfile profile, boolean countsViewer)
            implements SessionOutcome {}

    /** The session has ended, and nothing can change its numbers any more. */
    record SessionEnded(SessionSummary session) implements SessionOutcome {}
}
