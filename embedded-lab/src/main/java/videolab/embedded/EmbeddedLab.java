package videolab.embedded;

import picocli.CommandLine.Command;
import videolab.cli.LabCommandLine;
import videolab.embedded.bench.BenchCommand;
import videolab.embedded.demo.DemoCommand;
import videolab.embedded.eval.EvalCommand;
import videolab.embedded.run.BrokerCommand;

/** {@code java -jar embedded-lab.jar demo|broker|eval|bench …} */
@Command(
        name = "./lab",
        description = "The video analytics lab in one process.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DemoCommand.class,
            BrokerCommand.class,
            EvalCommand.class,
            BenchCommand.class,
            CompletionCommand.class
        })
public final class EmbeddedLab {

    public EmbeddedLab() {}

    public static void main(String[] args) {
        System.exit(LabCommandLine.run(new EmbeddedLab(), args));
    }
}
