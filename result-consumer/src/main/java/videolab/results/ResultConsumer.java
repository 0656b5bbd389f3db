package videolab.results;

import picocli.CommandLine.Command;
import videolab.cli.LabCommandLine;
import videolab.cli.TopicsCommand;
import videolab.results.dashboard.PageCommand;
import videolab.results.terminal.KpisCommand;
import videolab.results.terminal.MinutesCommand;
import videolab.results.terminal.RejectsCommand;
import videolab.results.terminal.TailCommand;

/** {@code ./lab results …}: reads results, KPIs and rejects, for people and for programs. */
@Command(
        name = "./lab results",
        description = "Reads results of frames, KPIs and rejects; creates the topics.",
        subcommands = {
            TailCommand.class,
            MinutesCommand.class,
            KpisCommand.class,
            RejectsCommand.class,
            PageCommand.class,
            TopicsCommand.class
        })
public final class ResultConsumer {

    public static void main(String[] args) {
        System.exit(LabCommandLine.run(new ResultConsumer(), args));
    }
}
