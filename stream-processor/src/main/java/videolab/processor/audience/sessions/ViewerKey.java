package videolab.processor.audience.sessions;

import java.util.Locale;

/** What a viewer is told from others by, the best first. */
public enum ViewerKey {
    USER,
    DEVICE,
    SESSION;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
