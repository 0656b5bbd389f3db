package videolab.embedded.bench.faces;

import java.nio.file.Path;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.imgcodecs.Imgcodecs;
import videolab.processor.faces.DetectorSettings;
import videolab.processor.vision.Engine;
import videolab.processor.vision.FaceDetector;
import videolab.processor.vision.MatScope;
import videolab.processor.vision.YunetDetector;

/** The detector alone on decoded frames, one thread, by each engine in turn. */
record Engines(DetectorSettings.Yunet detector, int frames) implements Step {

    static final String MS = "detect_ms.";

    @Override
    public int number() {
        return 8;
    }

    @Override
    public String title() {
        return "the detector by each engine";
    }

    @Override
    public void measure(BenchLab lab, Figures figures) {
        for (Engine engine : Engine.values()) {
            if (engine == Engine.ONNXRUNTIME && Engine.preferred() != engine) {
                continue; // there is no native library for this machine
            }
            try (FaceDetector yunet = new YunetDetector(Path.of(detector.modelFile()), detector.longSidePx(), engine)) {
                detect(yunet, lab.frames(), frames / 5); // warm-up
                figures.add(MS + engine.label(), detect(yunet, lab.frames(), frames));
            }
        }
    }

    /** Milliseconds a frame, without decoding. */
    private static double detect(FaceDetector detector, DrawnFrames drawn, int count) {
        long nanos = 0;
        for (int i = 0; i < count; i++) {
            try (MatScope scope = new MatScope()) {
                Mat picture =
                        scope.own(Imgcodecs.imdecode(scope.own(new MatOfByte(drawn.jpeg(i))), Imgcodecs.IMREAD_COLOR));
                long begin = System.nanoTime();
                detector.detect(picture);
                nanos += System.nanoTime() - begin;
            }
        }
        return nanos / 1e6 / count;
    }
}
