package videolab.embedded.eval;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.imgproc.Imgproc;
import videolab.contract.Box;
import videolab.contract.Emotion;
import videolab.embedded.eval.PackedFaces.LabelledFace;
import videolab.embedded.scoring.EmotionScore;
import videolab.processor.vision.EmotionClassifier;

/** Puts labeled face pictures through the classifier that the service runs, and scores its answers. */
final class EmotionEvaluation {

    /** The pictures are faces already: the whole of each is the detector's box. */
    private static final List<Box> WHOLE = List.of(new Box(0, 0, PackedFaces.SIDE_PX, PackedFaces.SIDE_PX));

    private EmotionEvaluation() {}

    /**
     * The score of a model.
     *
     * @param msPerFace the median processor time of one thread, one face at a time, in milliseconds; not wall time, so
     *     that other work on the machine does not count
     * @param model its name, as in results
     * @param sha256 of its file
     * @param bytes of its file
     */
    record Summary(
            @JsonUnwrapped EmotionScore.Summary score, double msPerFace, String model, String sha256, long bytes) {}

    static Summary of(PackedFaces faces, EmotionClassifier classifier) {
        EmotionScore score = new EmotionScore();
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long[] nanos = new long[faces.faces().size()];
        Mat gray = new Mat(PackedFaces.SIDE_PX, PackedFaces.SIDE_PX, CvType.CV_8UC1);
        Mat picture = new Mat();
        try {
            for (int i = 0; i < nanos.length; i++) {
                LabelledFace face = faces.faces().get(i);
                gray.put(0, 0, face.pixels());
                Imgproc.cvtColor(gray, picture, Imgproc.COLOR_GRAY2BGR);
                long start = threads.getCurrentThreadCpuTime();
                Map<Emotion, Double> probabilities =
                        classifier.classify(picture, WHOLE).get(0);
                nanos[i] = threads.getCurrentThreadCpuTime() - start;
                Emotion answer = EmotionClassifier.likeliest(probabilities);
                score.add(face.label(), answer, probabilities.get(answer));
            }
        } finally {
            gray.release();
            picture.release();
        }
        EmotionClassifier.Model model = classifier.model();
        return new Summary(score.summary(), medianMs(nanos), model.name(), model.sha256(), model.bytes());
    }

    private static double medianMs(long[] nanos) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return Math.round(sorted[sorted.length / 2] / 1_000.0) / 1_000.0;
    }
}
