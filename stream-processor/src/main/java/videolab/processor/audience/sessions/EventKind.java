package videolab.processor.audience.sessions;

/** What a player tells, in EPAS's words; the formats of {@code audience.formats} map theirs to it. */
public enum EventKind {
    INIT,
    METADATA,
    LOADING,
    LOADED,
    PLAYING,
    PAUSED,
    BUFFERING,
    BUFFERED,
    SEEKING,
    SEEKED,
    BITRATE_CHANGED,
    HEARTBEAT,
    WARNING,
    /** Fatal. */
    ERROR,
    STOPPED,
    /** A CMCD v1 request: knows no state, only {@link PlayerEvent#request()}. */
    REQUEST,
    /** Says that the session lives, not what it does: it begins none. */
    ALIVE
}
