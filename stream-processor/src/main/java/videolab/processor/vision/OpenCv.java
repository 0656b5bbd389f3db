package videolab.processor.vision;

import nu.pattern.OpenCV;
import org.opencv.core.Core;

/** OpenCV's native library, loaded once per JVM, one thread per call: frames run in parallel, pictures do not. */
public final class OpenCv {

    static {
        OpenCV.loadLocally();
        Core.setNumThreads(1);
    }

    private OpenCv() {}

    /** Call before the first use of a class of {@code org.opencv}. */
    public static void load() {
        // Loading is the class initialiser's work.
    }
}
