package videolab.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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
            "  ./lab topics create --bootstrap kafka:9093 --wait 1m",
            "  ./lab topics list"
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

    @Command(
            description = {
                "Print the lab's topics as the broker has them, and what differs from the lab's declaration.",
                "Topics of others on that broker are not shown."
            })
    int list(@Mixin Broker broker) {
        Map<String, TopicOnBroker> found = broker.topics(Topics.ALL);
        PrintWriter out = spec.commandLine().getOut();
        out.printf("%-20s %10s %9s %10s%n", "topic", "partitions", "retention", "records");
        for (Topic topic : Topics.ALL) {
            TopicOnBroker here = found.get(topic.name());
            if (here == null) {
                out.printf("%-20s missing; './lab topics create' makes it%n", topic.name());
                continue;
            }
            out.printf(
                    "%-20s %10d %9s %10d%n",
                    topic.name(), here.partitions(), Durations.text(here.retention()), here.records());
            here.differencesFrom(topic).forEach(difference -> out.println("  differs: " + difference));
        }
        out.flush();
        return LabCommandLine.DONE;
    }
}
