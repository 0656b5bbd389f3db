package videolab.results.terminal;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import videolab.cli.Broker;
import videolab.cli.LabCommandLine;
import videolab.cli.StopSignal;
import videolab.cli.UsageException;
import videolab.results.reading.Decoders;
import videolab.results.reading.RecordReader;
import videolab.results.reading.RecordReader.Start;

/** {@code ./lab results rejects}. */
@Command(
        name = "rejects",
        description = {
            "Shows frames, events and log lines that were rejected: reason, topic position and what the bytes are.",
            "The last lines count each reason; reasons that differ only in numbers are counted together."
        },
        footer = {
            "",
            "Examples:",
            "  ./lab results rejects  # the latest ones, then ends",
            "  # then each one as it comes",
            "  ./lab results rejects --topic rejected-frames --follow"
        })
public final class RejectsCommand implements Callable<Integer> {

    private static final Duration CLOSING = Duration.ofMillis(800);

    @Spec
    private CommandSpec spec;

    @Mixin
    private Broker broker;

    @Option(
            names = "--topic",
            paramLabel = "NAME",
            split = ",",
            defaultValue = "rejected-frames,rejected-events",
            description = "Topics of the rejects; may be repeated (default: ${DEFAULT-VALUE}).")
    private List<String> topics;

    @Option(
            names = "--last",
            paramLabel = "N",
            defaultValue = "20",
            description = "Show the latest N rejects (default: ${DEFAULT-VALUE}).")
    private int last;

    @Option(names = "--follow", description = "Then show each reject as it comes, until Ctrl-C.")
    private boolean follow;

    @Override
    public Integer call() {
        if (last < 1) {
            throw new UsageException("--last", last, "1 or more is expected");
        }
        RejectList list = new RejectList(topics, last, spec.commandLine().getOut());
        try (StopSignal signal = StopSignal.install(CLOSING);
                RecordReader reader = RecordReader.open(broker, Start.END, Decoders.rejects(topics, list))) {
            signal.onRequest(reader::stop);
            list.run(reader, follow);
        }
        return LabCommandLine.DONE;
    }
}
