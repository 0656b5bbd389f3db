package videolab.embedded;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import videolab.cli.LabCommandLine;
import videolab.cli.TopicsCommand;
import videolab.processor.StreamProcessor;
import videolab.processor.models.ModelsCommand;
import videolab.results.ResultConsumer;
import videolab.source.VideoSource;

/** {@code ./lab completion bash|zsh}: of every command, for the jars of the services know only their own. */
@Command(
        name = "completion",
        description = "Prints a script that completes commands and options of ./lab in the shell.",
        footer = {
            "",
            "Examples:",
            "  source <(./lab completion bash)   # in this shell",
            "  ./lab completion zsh >> ~/.zshrc  # in every new one"
        })
public final class CompletionCommand implements Callable<Integer> {

    /** One script serves both: it turns on zsh's reading of bash's. */
    enum Shell {
        BASH,
        ZSH
    }

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "bash|zsh", description = "The shell.")
    private Shell shell;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        out.print(AutoComplete.bash("lab", everyCommand()));
        out.flush();
        return LabCommandLine.DONE;
    }

    /** The command line as the launcher offers it, over all services. */
    static CommandLine everyCommand() {
        CommandLine lab = LabCommandLine.of(new EmbeddedLab());
        add(lab, "source", LabCommandLine.of(new VideoSource()));
        CommandLine process = LabCommandLine.of(new StreamProcessor());
        process.getCommandSpec().removeSubcommand("models");
        CommandSpec search =
                process.getCommandSpec().removeSubcommand("library-search").getCommandSpec();
        add(lab, "process", process);
        CommandSpec upload =
                process.getCommandSpec().removeSubcommand("library-upload").getCommandSpec();
        lab.addSubcommand(
                "library", CommandSpec.create().addSubcommand("search", search).addSubcommand("upload", upload));
        CommandLine results = LabCommandLine.of(new ResultConsumer());
        results.getCommandSpec().removeSubcommand("topics");
        add(lab, "results", results);
        add(lab, "topics", LabCommandLine.of(new TopicsCommand()));
        add(lab, "models", LabCommandLine.of(new ModelsCommand()));
        lab.addSubcommand("build", CommandSpec.create());
        lab.addSubcommand("clean", CommandSpec.create());
        lab.addSubcommand("test", CommandSpec.create());
        return lab;
    }

    /** A service names itself by the whole of what is typed. */
    private static void add(CommandLine lab, String name, CommandLine service) {
        service.getCommandSpec().name(name);
        lab.addSubcommand(name, service);
    }
}
