package videolab.processor.audience;

/** Why a session ended. */
public enum EndReason {
    ENDED,
    ABORTED,
    ERROR,
    UNKNOWN,
    /** It fell silent. */
    TIMEOUT
}
