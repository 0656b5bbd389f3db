package videolab.processor.faces;

import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import videolab.cli.Tuning;
import videolab.cli.UsageException;
import videolab.processor.models.ModelsFolder;

/** The options of everything that detects faces. */
public final class DetectorOptions {

    private static final int SMALLEST_SIZE_PX = 64;

    @Option(
            names = "--detector",
            paramLabel = "NAME",
            defaultValue = "auto",
            description = "auto, haar or yunet; auto uses yunet when its model file is present (default: auto).")
    private Detector detector;

    @Tuning
    @Option(
            names = "--detect-size",
            paramLabel = "PX",
            description =
                    "Working size: long side of the picture during detection. Smaller is faster but misses small faces (default: yunet 640, haar 400; 640 in evaluations).")
    private Integer detectSizePx;

    @Mixin
    private ModelsFolder models;

    /**
     * The detector at its usual working size, unless the option says otherwise.
     *
     * @throws UsageException when a model file is missing or cannot be used
     */
    public DetectorSettings settings() {
        DetectorSettings resolved = Detectors.resolve(detector, models.path());
        return detectSizePx == null ? resolved : resolved.at(checkedSizePx());
    }

    /**
     * The detector at a working size that the command prefers, unless the option says otherwise.
     *
     * @param usualSizePx long side in pixels
     */
    public DetectorSettings settingsAt(int usualSizePx) {
        return detectSizePx == null ? settings().at(usualSizePx) : settings();
    }

    /** The folder of model files. */
    public Path modelsFolder() {
        return models.path();
    }

    private int checkedSizePx() {
        if (detectSizePx < SMALLEST_SIZE_PX) {
            throw new UsageException(
                    "--detect-size", detectSizePx, "at least " + SMALLEST_SIZE_PX + " px are expected");
        }
        return detectSizePx;
    }
}
