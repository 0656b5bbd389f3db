package videolab.processor.library.labels;

import java.io.Serializable;

/**
 * How Amazon Rekognition is asked for labels.
 *
 * @param mode what is sent to it
 * @param maxCostUsd a run that would cost more by its estimate does not start; null for no limit
 */
public record RekognitionSettings(Mode mode, Double maxCostUsd) implements Serializable {

    /** What Rekognition works on. */
    public enum Mode {
        /** Samples as pictures, by {@code DetectLabels}. */
        FRAMES,
        /** Objects on S3, by {@code StartLabelDetection}. */
        STORED,
        /** Objects on S3 where Rekognition takes them, else samples. */
        AUTO
    }
}
