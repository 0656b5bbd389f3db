package videolab.results;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import videolab.cli.LabCommandLine;
import videolab.cli.TopicsCommand;
import videolab.results.terminal.KpisCommand;
import videolab.results.terminal.MinutesCommand;
import videolab.results.terminal.RejectsCommand;
import videolab.results.terminal.TailCommand;

/** {@code ./lab results …}: reads results, KPIs and rejects, for people and for programs. */
@Command(
        name = "results",
        description = "Reads results of frames, KPIs and rejects; creates the topics.",
        subcommands = {
            TailCommand.class,
            MinutesCommand.class,
            KpisCommand.class,
            RejectsCommand.class,
            TopicsCommand.class
        })
public final class ResultConsumer {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Shows this help.")
    private boolean help;

    public static void main(String[] args) {
        System.exit(LabCommandLine.of(new ResultConsumer()).setOut(utf8Out()).execute(args));
    }

    /** Standard output in UTF-8 whatever the locale: JSON is UTF-8, and containers often have no locale. */
    private static PrintWriter utf8Out() {
        return new PrintWriter(
                new BufferedWriter(new OutputStreamWriter(new FileOutputStream(FileDescriptor.out), UTF_8)));
    }
}
