package videolab.embedded.scoring;

import java.util.EnumMap;
import java.util.Map;
import videolab.contract.Emotion;

/** Adds up answers of an expression classifier against labels. One thread. */
public final class EmotionScore {

    private static final int CLASSES = Emotion.values().length;

    /** Of equal width over 0..1: as many as are usual, and as training's report has. */
    private static final int CONFIDENCE_BINS = 15;

    private final long[][] confusion = new long[CLASSES][CLASSES];
    private final double[] confidence = new double[CONFIDENCE_BINS];
    private final long[] right = new long[CONFIDENCE_BINS];

    /**
     * The score as a summary has it; a ratio is null where there is nothing to divide by.
     *
     * @param accuracy right answers / faces, 0..1
     * @param balancedAccuracy the mean recall of the classes that there are, 0..1: each counts the same, however rare
     * @param confusion faces by label (row) and answer (column), both in the order of {@link Emotion}
     * @param ece expected calibration error, 0..1: the mean gap between the confidence in an answer and how often it is
     *     right, over bins of confidence, weighted by their size
     */
    public record Summary(
            long images,
            Double accuracy,
            Double balancedAccuracy,
            Map<Emotion, ClassScore> perClass,
            long[][] confusion,
            Double ece) {}

    /**
     * One class.
     *
     * @param images with this label
     * @param recall right answers / faces with this label, 0..1
     * @param precision right answers / faces with this answer, 0..1
     */
    public record ClassScore(long images, Double recall, Double precision) {}

    /** @param confidence in the answer, 0..1 */
    public void add(Emotion label, Emotion answer, double confidence) {
        confusion[label.ordinal()][answer.ordinal()]++;
        int bin = Math.min((int) (confidence * CONFIDENCE_BINS), CONFIDENCE_BINS - 1);
        this.confidence[bin] += confidence;
        if (label == answer) {
            right[bin]++;
        }
    }

    public Summary summary() {
        long images = 0;
        long correct = 0;
        double recalls = 0;
        int present = 0;
        Map<Emotion, ClassScore> perClass = new EnumMap<>(Emotion.class);
        for (Emotion emotion : Emotion.values()) {
            int i = emotion.ordinal();
            long labeled = 0;
            long answered = 0;
            for (int j = 0; j < CLASSES; j++) {
                labeled += confusion[i][j];
                answered += confusion[j][i];
            }
            images += labeled;
            correct += confusion[i][i];
            if (labeled > 0) {
                recalls += (double) confusion[i][i] / labeled;
                present++;
            }
            perClass.put(
                    emotion,
                    new ClassScore(labeled, Ratios.of(confusion[i][i], labeled), Ratios.of(confusion[i][i], answered)));
        }
        return new Summary(
                images,
                Ratios.of(correct, images),
                Ratios.of(recalls, present),
                perClass,
                confusion,
                Ratios.of(gaps(), images));
    }

    private double gaps() {
        double gaps = 0;
        for (int bin = 0; bin < CONFIDENCE_BINS; bin++) {
            gaps += Math.abs(confidence[bin] - right[bin]);
        }
        return gaps;
    }
}
