package videolab.processor.models;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option that names the folder of the model files. */
public final class ModelsFolder {

    @Option(
            names = "--models",
            paramLabel = "DIR",
            defaultValue = "${env:VIDEO_LAB_MODELS:-${sys:user.home}/.cache/video-lab/models}",
            description =
                    "Folder of model files that are not shipped (VIDEO_LAB_MODELS; default: ~/.cache/video-lab/models).")
    private Path path;

    public Path path() {
        return path;
    }
}
