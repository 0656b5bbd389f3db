package videolab.processor.faces;

import java.time.Duration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import videolab.cli.UsageException;
import videolab.processor.faces.AnalyzerSettings.Detector;
import videolab.processor.models.ModelFile;
import videolab.processor.models.ModelsFolder;

/** The options of everything that detects faces. */
public final class DetectorOptions {

    private static final int SMALLEST_SIZE_PX = 64;

    @Option(
            names = "--detector",
            paramLabel = "NAME",
            defaultValue = "auto",
            description =
                    "auto, haar or yunet; auto takes yunet when its model file is there (default: ${DEFAULT-VALUE}).")
    private Detector detector;

    @Option(
            names = "--detect-size",
            paramLabel = "PX",
            description = "Long side at which the detector looks at a picture; smaller is faster and misses small faces"
                    + " (default: yunet 640, haar 400; in evaluations 640).")
    private Integer detectSizePx;

    @Mixin
    private ModelsFolder models;

    /**
     * Settings that look for faces in every frame by this detector, and classify no expression.
     *
     * @throws UsageException when a model file is missing or is none
     */
    public AnalyzerSettings settings() {
        return settings(detectSizePx);
    }

    /**
     * The same, looking at pictures of another size than the detectors' own unless the option says otherwise.
     *
     * @param usualSizePx long side in pixels
     */
    public AnalyzerSettings settingsAt(int usualSizePx) {
        return settings(detectSizePx == null ? Integer.valueOf(usualSizePx) : detectSizePx);
    }

    private AnalyzerSettings settings(Integer sizePx) {
        if (detectSizePx != null && detectSizePx < SMALLEST_SIZE_PX) {
            throw new UsageException(
                    "--detect-size", detectSizePx, "at least " + SMALLEST_SIZE_PX + " px are expected");
        }
        Detector resolved = Detectors.resolve(detector, models.path());
        String yunet =
                resolved == Detector.YUNET ? ModelFile.YUNET.in(models.path()).toString() : null;
        return new AnalyzerSettings(
                resolved, yunet, sizePx, false, null, Duration.ZERO, AnalyzerSettings.DEFAULT_MAX_PIXELS, false);
    }
}
