package videolab.processor.audience;

import java.util.Locale;

/** What a viewer is told from others by, the best first. */
enum ViewerKey {
    USER,
    DEVICE,
    SESSION;

    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
