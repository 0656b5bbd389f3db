package videolab.source.viewers;

import java.util.Locale;

/** What players tell, by EPAS's names. */
enum EventKind {
    METADATA,
    INIT,
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
    AD_BEGINS,
    AD_ENDS,
    WARNING,
    ERROR,
    STOPPED,
    /** A request for a piece of the stream, which is all that CMCD v1 tells. */
    REQUEST;

    final String epas = name().toLowerCase(Locale.ROOT);
}
