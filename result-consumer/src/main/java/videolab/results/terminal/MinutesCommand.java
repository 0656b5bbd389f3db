package videolab.results.terminal;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import videolab.cli.Broker;
import videolab.cli.LabCommandLine;
import videolab.cli.StopSignal;
import videolab.contract.Topics;
import videolab.results.reading.Decoders;
import videolab.results.reading.RecordReader;
import videolab.results.reading.RecordReader.Start;

/** {@code ./lab results minutes} */
@Command(
        name = "minutes",
        description = {
            "Shows what 'process faces --aggregate-only' counted: one line per camera and minute, repeated as the count grows.",
            "The last line of a minute counts (with --json: the one with the most frames). Percentages are shares of the faces that were seen, frame by frame."
        })
public final class MinutesCommand implements Callable<Integer> {

    /** Long enough for a last summary, short enough for a person. */
    private static final Duration CLOSING = Duration.ofMillis(800);

    @Spec
    private CommandSpec spec;

    @Mixin
    private Broker broker;

    @Option(names = "--camera", paramLabel = "ID", description = "Show only this camera; may be repeated.")
    private Set<String> cameras = Set.of();

    @Option(names = "--from-beginning", description = "Start with the oldest minute instead of the next record.")
    private boolean fromBeginning;

    @Option(names = "--duration", paramLabel = "TIME", description = "Stop after this time: 10 or 10s, 500ms, 2m, 1h.")
    private Duration duration;

    @Option(names = "--json", description = "Print the records themselves, one per line.")
    private boolean json;

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        MinuteTail tail = new MinuteTail(cameras, json, spec.commandLine().getOut(), err);
        try (StopSignal signal = StopSignal.install(CLOSING);
                RecordReader reader = RecordReader.open(
                        broker, fromBeginning ? Start.BEGINNING : Start.END, Decoders.minutes(tail))) {
            Instant start = Instant.now();
            err.println("note: reading " + Topics.FACE_MINUTES.name() + " at " + broker.bootstrap() + "; Ctrl-C ends");
            err.flush();
            signal.onRequest(reader::stop);
            reader.follow(now -> tail.flush() && !isOver(start));
            tail.flush();
        }
        return LabCommandLine.DONE;
    }

    private boolean isOver(Instant start) {
        return duration != null && Duration.between(start, Instant.now()).compareTo(duration) >= 0;
    }
}
