package videolab.processor.library.labels;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.opencv.core.Mat;
import videolab.contract.Box;
import videolab.contract.Emotion;
import videolab.processor.faces.DetectorSettings;
import videolab.processor.faces.ExpressionSettings;
import videolab.processor.vision.Detection;
import videolab.processor.vision.EmotionClassifier;
import videolab.processor.vision.FaceDetector;

/** The lab's face detector: label {@code Face}, with apparent expressions. */
final class FaceLabels implements LabelDetector {

    /** Of a detector that gives none, Haar: what it found it is sure of, and no more can be said. */
    private static final double CONFIDENCE_OF_NONE = 50;

    private final FaceDetector detector;
    private final EmotionClassifier classifier;
    private final double minConfidence;

    FaceLabels(DetectorSettings faces, ExpressionSettings expressions, double minConfidence) {
        this.minConfidence = minConfidence;
        detector = faces.open();
        classifier = expressions.open().orElse(null);
    }

    @Override
    public String version() {
        return detector.name()
                + (classifier == null ? "" : "+" + classifier.model().name());
    }

    @Override
    public List<Found> detect(Mat picture) {
        List<Detection> faces = detector.detect(picture).stream()
                .filter(face -> confidence(face) >= minConfidence)
                .toList();
        if (faces.isEmpty()) {
            return List.of();
        }
        List<Map<Emotion, Double>> emotions = classifier == null
                ? null
                : classifier.classify(
                        picture, faces.stream().map(Detection::box).toList());
        List<Found> found = new ArrayList<>();
        for (int i = 0; i < faces.size(); i++) {
            Box box = faces.get(i).box();
            found.add(Found.inPicture(
                    "Face",
                    confidence(faces.get(i)),
                    box.x(),
                    box.y(),
                    box.width(),
                    box.height(),
                    picture.cols(),
                    picture.rows(),
                    emotions == null ? Map.of() : byType(emotions.get(i))));
        }
        return found;
    }

    private static double confidence(Detection face) {
        return face.score() == null ? CONFIDENCE_OF_NONE : 100 * face.score();
    }

    private static Map<String, Double> byType(Map<Emotion, Double> emotions) {
        Map<String, Double> types = new TreeMap<>();
        emotions.forEach((emotion, probability) -> types.put(
                switch (emotion) {
                    case ANGRY -> "ANGRY";
                    case DISGUST -> "DISGUSTED";
                    case FEAR -> "FEAR";
                    case HAPPY -> "HAPPY";
                    case NEUTRAL -> "CALM";
                    case SAD -> "SAD";
                    case SURPRISE -> "SURPRISED";
                },
                Math.round(probability * 10_000) / 100.0));
        return types;
    }

    @Override
    public void close() {
        detector.close();
        if (classifier != null) {
            classifier.close();
        }
    }
}
