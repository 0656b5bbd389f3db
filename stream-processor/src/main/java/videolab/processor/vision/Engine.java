package videolab.processor.vision;

import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What runs a neural network. */
public enum Engine {
    ONNXRUNTIME("onnxruntime"),
    /** OpenCV's DNN module: slower, and on every platform of OpenCV's. */
    OPENCV("opencv");

    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

    /** A folder of native libraries of the user's own, such as a build with GPU support. */
    private static final String NATIVE_PATH = "onnxruntime.native.path";

    private static Engine preferred;

    private final String label;

    Engine(String label) {
        this.label = label;
    }

    /** The name in logs and benchmarks. */
    public String label() {
        return label;
    }

    /** ONNX Runtime where it loads, else OpenCV; the reason is logged once. */
    public static synchronized Engine preferred() {
        if (preferred == null) {
            preferred = loadOnnxRuntime();
        }
        return preferred;
    }

    private static Engine loadOnnxRuntime() {
        try {
            if (System.getProperty(NATIVE_PATH) == null) {
                String folder = "/ai/onnxruntime/native/" + onnxRuntimePlatform() + "/";
                NativeLibraries.unpack(folder + System.mapLibraryName("onnxruntime4j_jni"));
                System.setProperty(
                        NATIVE_PATH,
                        NativeLibraries.unpack(folder + System.mapLibraryName("onnxruntime"))
                                .getParent()
                                .toString());
            }
            OnnxRuntimeNetwork.environment();
            return ONNXRUNTIME;
        } catch (IOException | LinkageError | RuntimeException e) {
            LOG.warn(
                    "ONNX Runtime cannot be loaded ({}); networks run in OpenCV, which takes twice the time",
                    reason(e));
            return OPENCV;
        }
    }

    private static String onnxRuntimePlatform() {
        String system = NativeLibraries.isMac() ? "osx" : NativeLibraries.isWindows() ? "win" : "linux";
        return system + "-" + (NativeLibraries.isArm64() ? "aarch64" : "x64");
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }
}
