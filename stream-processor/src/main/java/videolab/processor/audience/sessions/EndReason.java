package videolab.processor.audience.sessions;

import java.util.Locale;

/** Why a session ended. */
public enum EndReason {
    ENDED,
    ABORTED,
    ERROR,
    UNKNOWN,
    /** It fell silent. */
    TIMEOUT;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
