package videolab.processor.audience.sessions;

import java.util.Locale;

/** What identifies a viewer, most reliable first. */
public enum ViewerKey {
    USER,
    DEVICE,
    SESSION;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
