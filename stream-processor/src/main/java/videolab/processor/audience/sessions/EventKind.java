package videolab.processor.audience.sessions;

/** What a player reports, by EPAS's names; the formats of {@code audience.formats} map theirs to it. */
public enum EventKind {
    INIT,
    METADATA,
    /** CMCD's {@code sta=d}: the next content is loaded. */
    PRELOADING,
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
    /** A CMCD v1 request: without a state, only with {@link PlayerEvent#request()}. */
    REQUEST,
    /** A sign of life without a state: it begins no session. */
    ALIVE,
    /** CMCD's {@code sta=r} and {@code sta=w}: as {@link #BUFFERING}, and at the beginning a request to play. */
    WAITING
}
