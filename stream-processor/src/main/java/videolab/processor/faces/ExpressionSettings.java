package videolab.processor.faces;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.Optional;
import videolab.processor.vision.EmotionClassifier;

/** Which network classifies the expressions of faces, if any. Travels to Spark's executors. */
public sealed interface ExpressionSettings extends Serializable {

    /** Opens a classifier of these settings, which belongs to the caller; empty where none is wanted. */
    Optional<EmotionClassifier> open();

    static ExpressionSettings none() {
        return new None();
    }

    /** The network in the jar. */
    static ExpressionSettings shipped() {
        return new Shipped();
    }

    /** The network in an ONNX file. */
    static ExpressionSettings of(Path modelFile) {
        return new OwnModel(modelFile.toString());
    }

    /** Faces are boxes alone. */
    record None() implements ExpressionSettings {
        @Override
        public Optional<EmotionClassifier> open() {
            return Optional.empty();
        }
    }

    /** The network in the jar. */
    record Shipped() implements ExpressionSettings {
        @Override
        public Optional<EmotionClassifier> open() {
            return Optional.of(EmotionClassifier.shipped());
        }
    }

    /** A network of the user's own, by its file's path. */
    record OwnModel(String modelFile) implements ExpressionSettings {
        @Override
        public Optional<EmotionClassifier> open() {
            return Optional.of(EmotionClassifier.of(Path.of(modelFile)));
        }
    }
}
