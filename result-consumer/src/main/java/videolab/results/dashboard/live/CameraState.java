package videolab.results.dashboard.live;

import java.util.Locale;

/** What a camera is doing, as its tile says it. */
public enum CameraState {
    /** Frames come and are analyzed. */
    LIVE,
    /** Frames come and the picture does not change. */
    FROZEN,
    /** Frames come and nothing analyzes them. */
    NOT_ANALYZED,
    /** Nothing has come for some seconds. */
    SILENT,
    /** Nothing has come for so long that the source is taken to have ended. */
    ENDED;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
