package videolab.processor.faces;

import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import videolab.cli.Launcher;
import videolab.cli.UsageException;
import videolab.processor.models.ModelFile;

/** Finds out which detector {@code --detector} means on this machine. */
public final class Detectors {

    private static final Logger LOG = LoggerFactory.getLogger(Detectors.class);

    private Detectors() {}

    /**
     * Resolves {@code auto}, and checks YuNet's model file where YuNet is wanted.
     *
     * @throws UsageException when YuNet is asked for and its file is missing, unreadable or another one
     */
    public static DetectorSettings resolve(Detector wanted, Path modelsFolder) {
        if (wanted == Detector.HAAR) {
            return DetectorSettings.haar();
        }
        Path yunet = ModelFile.YUNET.in(modelsFolder);
        ModelFile.State state = ModelFile.YUNET.state(modelsFolder);
        if (state == ModelFile.State.GENUINE) {
            return DetectorSettings.yunet(yunet);
        }
        String fault = yunet
                + (state == ModelFile.State.ABSENT ? " is missing" : " is not the file that the lab was tested with");
        if (wanted == Detector.YUNET) {
            throw new UsageException(
                    "--detector is 'yunet', but " + fault
                            + "; './lab models get' fetches it, VIDEO_LAB_MODELS names another folder, --detector haar needs none");
        }
        LOG.info(
                Launcher.adapt(
                        "detector haar: {}; './lab models get' fetches yunet, which is faster and finds more faces"),
                fault);
        return DetectorSettings.haar();
    }
}
