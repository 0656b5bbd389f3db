package videolab.processor.vision;

import java.io.IOException;
import nu.pattern.OpenCV;
import org.opencv.core.Core;
import videolab.cli.FailedException;

/** OpenCV's native library, loaded once per JVM, one thread per call: frames run in parallel, pictures do not. */
public final class OpenCv {

    private static boolean loaded;

    private OpenCv() {}

    /**
     * Call before the first use of a class of {@code org.opencv}.
     *
     * @throws FailedException when the library cannot be unpacked or loaded
     */
    public static synchronized void load() {
        if (loaded) {
            return;
        }
        try {
            if (OpenCv.class.getClassLoader() == Core.class.getClassLoader()) {
                System.load(NativeLibraries.unpack(resource()).toString());
            } else {
                // spark-submit loads our jar apart from its libraries, and a native library belongs to the loader that
                // loads it: OpenCV's own unpacks it into the temporary folder.
                OpenCV.loadLocally();
            }
        } catch (IOException | UnsatisfiedLinkError e) {
            throw new FailedException(
                    "OpenCV's native library cannot be loaded (" + e.getMessage() + "); make 70 MB of room in the"
                            + " temporary folder, or name another: LAB_JAVA_OPTS=-Djava.io.tmpdir=DIR",
                    e);
        }
        Core.setNumThreads(1);
        NativeLines.drop();
        loaded = true;
    }

    private static String resource() {
        String system = NativeLibraries.isMac() ? "osx" : NativeLibraries.isWindows() ? "windows" : "linux";
        return "/nu/pattern/opencv/" + system + "/" + (NativeLibraries.isArm64() ? "ARMv8" : "x86_64") + "/"
                + System.mapLibraryName(Core.NATIVE_LIBRARY_NAME);
    }
}
