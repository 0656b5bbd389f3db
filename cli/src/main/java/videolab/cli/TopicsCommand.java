package videolab.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import videolab.contract.Topic;
import videolab.contract.Topics;

/** {@code ./lab topics create|list}: every topic of the lab, from its one declaration. */
@TopLevel
@Command(
        name = "topics",
        description = "Creates and lists the lab's topics.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  ./lab topics create  # at localhost:9092",
            "  ./lab topics create --bootstrap kafka:9093 --wait 1m"
        })
public final class TopicsCommand {

    @Spec
    private CommandSpec spec;

    @Command(description = "Create the missing topics; leave the others unchanged.")
    int create(
            @Mixin Broker broker,
            @Option(
                            names = "--wait",
                            paramLabel = "TIME",
                            defaultValue = "0",
                            description = "How long to retry a broker that does not answer (default: one try).")
                    Duration wait) {
        List<String> created = broker.create(Topics.ALL, wait);
        PrintWriter out = spec.commandLine().getOut();
        for (Topic topic : Topics.ALL) {
            out.println((created.contains(topic.name()) ? "created  " : "present  ") + topic.name());
        }
        out.flush();
        return LabCommandLine.DONE;
    }

    @Command(description = "Print the topics as the lab declares them: partitions and settings.")
    int list() {
        PrintWriter out = spec.commandLine().getOut();
        for (Topic topic : Topics.ALL) {
            out.printf("%-20s %d  %s%n", topic.name(), topic.partitions(), new TreeMap<>(topic.configs()));
        }
        out.flush();
        return LabCommandLine.DONE;
    }
}
