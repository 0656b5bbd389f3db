package videolab.processor.faces;

import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import videolab.cli.UsageException;
import videolab.processor.vision.EmotionClassifier;
import videolab.processor.vision.FaceDetector;
import videolab.processor.vision.HaarDetector;
import videolab.processor.vision.YunetDetector;

/**
 * How frames are analysed. Travels to Spark's executors.
 *
 * @param detector {@link Detector#AUTO} is resolved before, see {@link Detectors#resolve}
 * @param yunetModel the model file's path; null when the detector is not YuNet
 * @param detectSizePx the long side at which the detector looks at a picture; null for its own
 * @param emotion whether expressions are classified at all
 * @param emotionModel a model file's path; null for the one in the jar
 * @param maxAge older frames are skipped as stale; zero for never
 * @param maxPixels the largest picture that is decoded, width times height
 * @param aggregateOnly whether nothing of a single face may leave the processor, only how many there are
 */
public record AnalyzerSettings(
        Detector detector,
        String yunetModel,
        Integer detectSizePx,
        boolean emotion,
        String emotionModel,
        Duration maxAge,
        long maxPixels,
        boolean aggregateOnly)
        implements Serializable {

    public static final long DEFAULT_MAX_PIXELS = 50_000_000;

    /** Which detector looks at the frames. */
    public enum Detector {
        /** YuNet where its model file is at hand, else Haar. */
        AUTO,
        HAAR,
        YUNET
    }

    public AnalyzerSettings {
        if (detector == Detector.AUTO) {
            throw new IllegalArgumentException("the detector is to be resolved first");
        }
        if (maxPixels < 1) {
            throw new UsageException("--max-pixels", maxPixels, "at least 1 is expected");
        }
    }

    /** The same, {@link #aggregateOnly}. */
    AnalyzerSettings forAggregatesOnly() {
        return new AnalyzerSettings(detector, yunetModel, detectSizePx, emotion, emotionModel, maxAge, maxPixels, true);
    }

    FaceDetector openDetector() {
        if (detector == Detector.YUNET) {
            return new YunetDetector(
                    Path.of(yunetModel), detectSizePx == null ? YunetDetector.LONG_SIDE_PX : detectSizePx);
        }
        return new HaarDetector(detectSizePx == null ? HaarDetector.LONG_SIDE_PX : detectSizePx);
    }

    /** Null where none is wanted. */
    EmotionClassifier openClassifier() {
        if (!emotion) {
            return null;
        }
        return emotionModel == null ? EmotionClassifier.shipped() : EmotionClassifier.of(Path.of(emotionModel));
    }
}
