package videolab.processor.audience.sessions;

/** What a session is doing between two events. */
enum SessionState {
    /** Nothing was asked for yet. */
    IDLE,
    /** Asked to play; no frame shown. */
    STARTING,
    PLAYING,
    STALLED,
    SEEKING,
    PAUSED,
    ENDED,
    FAILED;

    boolean isOver() {
        return this == ENDED || this == FAILED;
    }
}
