package videolab.embedded.run;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import videolab.cli.KafkaSettings;
import videolab.cli.LabCommandLine;
import videolab.cli.ProcessFolder;
import videolab.cli.StopSignal;

/** {@code ./lab broker} */
@Command(
        name = "broker",
        description = {
            "Runs a Kafka broker with the lab's topics on this machine, without Docker.",
            "For the lab's other commands in other terminals. It listens on 127.0.0.1 alone and asks for no password."
        },
        footer = {
            "",
            "Examples:",
            "  ./lab broker               # until Ctrl-C; then its records are deleted",
            "  ./lab broker --data kafka  # keep them in this folder"
        })
public final class BrokerCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Keep the records in this folder (default: a temporary folder, deleted at the end).")
    private Path data;

    @Option(
            names = "--kafka-port",
            paramLabel = "PORT",
            defaultValue = "9092",
            description = "Port of 127.0.0.1 (default: ${DEFAULT-VALUE}); 0 takes any free one.")
    private int port;

    @Override
    public Integer call() throws Exception {
        Path folder = data == null ? ProcessFolder.get().resolve("kafka") : data.toAbsolutePath();
        try (StopSignal stop = StopSignal.install(PATIENCE);
                EmbeddedBroker broker = EmbeddedBroker.start(folder, port)) {
            PrintWriter out = spec.commandLine().getOut();
            String address = broker.bootstrap();
            out.println("Kafka with the lab's topics listens at " + address + "; Ctrl-C ends it");
            if (!address.endsWith(KafkaSettings.DEFAULT_BOOTSTRAP.replaceFirst(".*:", ":"))) {
                out.println("in other terminals: export KAFKA_BOOTSTRAP_SERVERS=" + address);
            }
            out.flush();
            stop.requested().get();
        }
        return LabCommandLine.DONE;
    }
}
