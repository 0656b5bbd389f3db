package videolab.results.terminal;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import videolab.cli.Broker;
import videolab.cli.LabCommandLine;
import videolab.cli.MetricsOptions;
import videolab.cli.MetricsServer;
import videolab.cli.StopSignal;
import videolab.cli.Tuning;
import videolab.contract.FrameResult;
import videolab.contract.Topics;
import videolab.results.reading.Decoders;
import videolab.results.reading.JsonDecoder;
import videolab.results.reading.RecordHandler;
import videolab.results.reading.RecordReader;
import videolab.results.reading.RecordReader.Start;

/** {@code ./lab results tail}. */
@Command(
        name = "tail",
        description = {
            "Shows detections, one line per frame: camera, frame, age when read, faces.",
            "A face is its apparent expression with the probability, then the detector's score in brackets;"
                    + " – stands for an expression that was not classified."
        })
public final class TailCommand implements Callable<Integer> {

    /** Long enough for a last summary, short enough for a person. */
    private static final Duration CLOSING = Duration.ofMillis(800);

    @Spec
    private CommandSpec spec;

    @Mixin
    private Broker broker;

    @Mixin
    private MetricsOptions metrics;

    @Tuning
    @Option(names = "--topic", paramLabel = "NAME", description = "Topic to read (default: ${DEFAULT-VALUE}).")
    private String topic = Topics.RESULTS.name();

    @Option(names = "--camera", paramLabel = "ID", description = "Show only this camera; may be repeated.")
    private Set<String> cameras = Set.of();

    @Option(names = "--from-beginning", description = "Start with the oldest result instead of the next one.")
    private boolean fromBeginning;

    @Option(names = "--count", paramLabel = "N", description = "Stop after this many frames.")
    private Long count;

    @Option(names = "--duration", paramLabel = "TIME", description = "Stop after this time: 10 or 10s, 500ms, 2m, 1h.")
    private Duration duration;

    @Option(
            names = "--json",
            description = "Print the records themselves, one per line; everything else goes to standard error.")
    private boolean json;

    @Override
    public Integer call() {
        TailSettings settings = new TailSettings(cameras, count, duration, json, LabCommandLine.colors());
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Tail tail = new Tail(settings, out, err);
        JsonDecoder<FrameResult> results = Decoders.results(topic, tail);
        RecordHandler rejects = Decoders.rejects(List.of(Topics.REJECTED_FRAMES.name()), tail);
        try (StopSignal signal = StopSignal.install(CLOSING);
                RecordReader reader =
                        RecordReader.open(broker, fromBeginning ? Start.BEGINNING : Start.END, results, rejects);
                MetricsServer server = metrics.start(broker.settings())) {
            tail.notice("reading " + topic + " at " + broker.bootstrap()
                    + (fromBeginning ? " from its beginning" : ", waiting for the next result") + "; Ctrl-C ends");
            tail.begin(Instant.now());
            signal.onRequest(reader::stop);
            reader.follow(now -> {
                tail.tick(now, results.unreadable());
                return !tail.isDone(now);
            });
            tail.finish(Instant.now(), results.unreadable());
        }
        return LabCommandLine.DONE;
    }
}
