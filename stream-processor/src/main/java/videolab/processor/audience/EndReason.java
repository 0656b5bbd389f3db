package videolab.processor.audience;

import java.util.Locale;

/** Why a session ended. */
public enum EndReason {
    ENDED,
    ABORTED,
    ERROR,
    UNKNOWN,
    /** It fell silent. */
    TIMEOUT;

    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
