package videolab.results;

import picocli.CommandLine.Command;
import videolab.cli.LabCommandLine;
import videolab.cli.TopicsCommand;
import videolab.results.terminal.KpisCommand;
import videolab.results.terminal.MinutesCommand;
import videolab.results.terminal.TailCommand;

/** {@code ./lab results …}: what was found in the frames and what the KPIs are, for people and for programs. */
@Command(
        name = "./lab results",
        description = "Shows results and KPIs in the terminal.",
        subcommands = {TailCommand.class, MinutesCommand.class, KpisCommand.class, TopicsCommand.class})
public final class ResultConsumer {

    public static void main(String[] args) {
        System.exit(LabCommandLine.run(new ResultConsumer(), args));
    }
}
