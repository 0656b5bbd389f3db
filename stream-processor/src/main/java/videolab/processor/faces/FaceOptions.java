package videolab.processor.faces;

import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import videolab.cli.Tuning;
import videolab.cli.UsageException;
import videolab.processor.vision.EmotionClassifier;

/** The options of everything that analyses a stream of frames. */
public final class FaceOptions {

    @Mixin
    private DetectorOptions detector;

    @Tuning
    @Option(
            names = "--emotion-model",
            paramLabel = "FILE",
            description = "ONNX file of your own instead of the built-in emotion model (docs/models/emotion.md).")
    private Path emotionModel;

    @Tuning
    @Option(names = "--no-emotion", description = "Detect faces only; classify no expressions.")
    private boolean noEmotion;

    @Option(
            names = "--max-age",
            paramLabel = "TIME",
            defaultValue = "500ms",
            description = "Skip and count frames older than this; 0 analyzes all (default: ${DEFAULT-VALUE}).")
    private Duration maxAge;

    @Tuning
    @Option(
            names = "--max-pixels",
            paramLabel = "N",
            defaultValue = "" + AnalyzerSettings.DEFAULT_MAX_PIXELS,
            description =
                    "Reject larger pictures (width times height) before decoding them (default: ${DEFAULT-VALUE}).")
    private long maxPixels;

    /** @throws UsageException when a model file is missing or is none, or options contradict each other */
    public AnalyzerSettings settings() {
        if (noEmotion && emotionModel != null) {
            throw new UsageException("--no-emotion classifies nothing: --emotion-model cannot be given with it");
        }
        AnalyzerSettings settings = AnalyzerSettings.with(detector.settings())
                .withExpressions(expressions())
                .withMaxAge(maxAge)
                .withMaxPixels(maxPixels);
        if (emotionModel != null) {
            // Report an unusable file now, before the first frame needs it.
            settings.expressions().open().ifPresent(EmotionClassifier::close);
        }
        return settings;
    }

    /** The folder of model files. */
    public Path modelsFolder() {
        return detector.modelsFolder();
    }

    private ExpressionSettings expressions() {
        if (noEmotion) {
            return ExpressionSettings.none();
        }
        return emotionModel == null ? ExpressionSettings.shipped() : ExpressionSettings.of(emotionModel);
    }
}
