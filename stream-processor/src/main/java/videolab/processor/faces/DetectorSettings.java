package videolab.processor.faces;

import java.io.Serializable;
import java.nio.file.Path;
import videolab.processor.vision.FaceDetector;
import videolab.processor.vision.HaarDetector;
import videolab.processor.vision.YunetDetector;

/** Which detector finds the faces, and at which working size. Travels to Spark's executors. */
public sealed interface DetectorSettings extends Serializable {

    /** Opens a detector of these settings; it belongs to the caller. */
    FaceDetector open();

    /** The working size: larger pictures are reduced to this long side, in pixels. */
    int longSidePx();

    /** The same detector at another working size: the long side, in pixels, to which pictures are reduced. */
    DetectorSettings at(int longSidePx);

    /** The cascade in the jar, at its usual working size. */
    static DetectorSettings haar() {
        return new Haar(HaarDetector.LONG_SIDE_PX);
    }

    /** The network in a file, at its usual working size. */
    static DetectorSettings yunet(Path modelFile) {
        return new Yunet(modelFile.toString(), YunetDetector.LONG_SIDE_PX);
    }

    /** OpenCV's Haar cascade. */
    record Haar(int longSidePx) implements DetectorSettings {

        @Override
        public FaceDetector open() {
            return new HaarDetector(longSidePx);
        }

        @Override
        public DetectorSettings at(int otherPx) {
            return new Haar(otherPx);
        }
    }

    /** The YuNet network; {@code modelFile} is its ONNX file's path. */
    record Yunet(String modelFile, int longSidePx) implements DetectorSettings {

        @Override
        public FaceDetector open() {
            return new YunetDetector(Path.of(modelFile), longSidePx);
        }

        @Override
        public DetectorSettings at(int otherPx) {
            return new Yunet(modelFile, otherPx);
        }
    }
}
