package videolab.cli;

import java.nio.file.Path;
import java.util.Optional;

/** Where commands keep what the next start needs, unless an option says otherwise: {@code .lab} in the current folder. */
public final class LabFolder {

    /** For picocli's default values. {@code ./lab} sets the variable inside its checkout, whose folders share one. */
    public static final String VARIABLE = "${env:VIDEO_LAB_FOLDER:-.lab}";

    private LabFolder() {}

    /** The same, as a path. */
    public static Path path() {
        return Path.of(Optional.ofNullable(System.getenv("VIDEO_LAB_FOLDER")).orElse(".lab"));
    }
}
