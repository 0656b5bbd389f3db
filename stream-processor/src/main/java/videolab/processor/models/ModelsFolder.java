package videolab.processor.models;

import java.nio.file.Path;
import picocli.CommandLine.Option;
import videolab.cli.Tuning;

/** The option that names the folder of the model files. */
public final class ModelsFolder {

    @Tuning
    @Option(
            names = "--models",
            paramLabel = "DIR",
            defaultValue = "${sys:user.home}/.cache/video-lab/models",
            description = "Folder of the model files that are not shipped (default: ~/.cache/video-lab/models).")
    private Path path;

    public Path path() {
        return path;
    }
}
