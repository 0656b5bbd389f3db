package videolab.processor.faces;

import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import videolab.cli.UsageException;
import videolab.processor.faces.AnalyzerSettings.Detector;
import videolab.processor.models.ModelFile;

/** Which detector {@code --detector} means on this machine. */
public final class Detectors {

    private static final Logger LOG = LoggerFactory.getLogger(Detectors.class);

    private Detectors() {}

    /**
     * Resolves {@code auto}, and checks that YuNet's file is there and genuine where it is asked for.
     *
     * @throws UsageException when YuNet is asked for and its file is missing or another, or cannot be read
     */
    public static Detector resolve(Detector wanted, Path modelsFolder) {
        if (wanted == Detector.HAAR) {
            return Detector.HAAR;
        }
        ModelFile.State state = ModelFile.YUNET.state(modelsFolder);
        if (state == ModelFile.State.GENUINE) {
            return Detector.YUNET;
        }
        String fault = ModelFile.YUNET.in(modelsFolder)
                + (state == ModelFile.State.ABSENT ? " is missing" : " is not the file that the lab was tested with");
        if (wanted == Detector.YUNET) {
            throw new UsageException(
                    "--detector is 'yunet', but " + fault
                            + "; './lab models get' fetches it, VIDEO_LAB_MODELS names another folder, --detector haar needs none");
        }
        LOG.info("detector haar: {}; './lab models get' brings yunet, which is faster and finds more", fault);
        return Detector.HAAR;
    }
}
