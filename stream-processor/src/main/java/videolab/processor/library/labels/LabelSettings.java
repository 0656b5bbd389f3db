package videolab.processor.library.labels;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import videolab.processor.faces.DetectorSettings;
import videolab.processor.faces.ExpressionSettings;
import videolab.processor.vision.OpenCv;

/**
 * Which detectors look at the samples. Travels to Spark's executors.
 *
 * @param faces the face detector; null where faces are not looked for
 * @param expressions how expressions of faces are classified
 * @param personModel path of the person detector's file; null where it is not used
 * @param onnxModel path of an ONNX file of the YOLOX shape; null where none is used
 * @param onnxNames its class names, in the order of its outputs
 * @param rekognition how Amazon Rekognition is asked; null where it is not
 * @param minConfidence 0..100; what is below is dropped
 * @param version of all detectors and their files, for the settings' fingerprint
 */
public record LabelSettings(
        DetectorSettings faces,
        ExpressionSettings expressions,
        String personModel,
        String onnxModel,
        List<String> onnxNames,
        RekognitionSettings rekognition,
        double minConfidence,
        String version)
        implements Serializable {

    public LabelSettings {
        onnxNames = List.copyOf(onnxNames);
    }

    public boolean isNone() {
        return faces == null && personModel == null && onnxModel == null && rekognition == null;
    }

    /** Whether each sample has its price. */
    public boolean isPaid() {
        return rekognition != null;
    }

    /** For videos whose labels Rekognition finds by itself: the others of these detectors. */
    public LabelSettings withoutRekognition() {
        return new LabelSettings(faces, expressions, personModel, onnxModel, onnxNames, null, minConfidence, version);
    }

    /** Opens the detectors; empty where none is wanted. */
    public List<LabelDetector> open() {
        OpenCv.load();
        List<LabelDetector> detectors = new ArrayList<>();
        if (faces != null) {
            detectors.add(new FaceLabels(faces, expressions, minConfidence));
        }
        if (personModel != null) {
            detectors.add(new PersonLabels(Path.of(personModel), minConfidence));
        }
        if (onnxModel != null) {
            detectors.add(OnnxLabels.open(Path.of(onnxModel), onnxNames, minConfidence));
        }
        if (rekognition != null) {
            detectors.add(new RekognitionFrames(minConfidence));
        }
        return detectors;
    }
}
