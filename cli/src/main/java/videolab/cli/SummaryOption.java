package videolab.cli;

import java.io.PrintWriter;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import videolab.contract.Json;

/** The option {@code --summary}: how a command ends. */
public final class SummaryOption {

    /** What {@code --summary} accepts. */
    enum Format {
        TEXT,
        JSON
    }

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--summary",
            paramLabel = "text|json",
            defaultValue = "text",
            description =
                    "Format of the final summary: text, or json for one object as the last line of standard output"
                            + " (default: text).")
    private Format format;

    /** Whether the last line of standard output has to be one JSON object. */
    public boolean json() {
        return format == Format.JSON;
    }

    /**
     * Prints the result to standard output.
     *
     * @param result its JSON
     * @param text the same for people
     */
    public void print(Object result, Supplier<String> text) {
        PrintWriter out = command.commandLine().getOut();
        out.println(json() ? Json.line(result) : text.get());
        out.flush();
    }
}
