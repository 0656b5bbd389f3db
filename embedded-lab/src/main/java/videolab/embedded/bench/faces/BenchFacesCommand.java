package videolab.embedded.bench.faces;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import videolab.cli.LabCommandLine;
import videolab.cli.SummaryOption;
import videolab.cli.UsageException;
import videolab.contract.Json;
import videolab.processor.faces.AnalyzerSettings;
import videolab.processor.faces.FaceOptions;

/** {@code ./lab bench faces} */
@Command(
        name = "faces",
        description = {
            "Measures the faces pipeline from its parts upward, in one JVM, with a broker of its own (docs/performance.md).",
            "1 bare loop, 2 Kafka alone, 3 Spark passing frames through, 4 the pipeline, 5 the design of older tutorials,"
                    + " 6 loads from 0.25 to 3 x capacity, 7 one to eight cameras, 8 the detector by each engine.",
            "Every step runs once per round, so that other load on the machine affects all steps equally. The first round"
                    + " is a warm-up and is not counted. The summary has medians and ranges of the other rounds."
        },
        footer = {
            "",
            "Examples:",
            "  ./lab bench faces --summary json",
            "  # the pipeline and the tutorial design",
            "  ./lab bench faces --steps 4,5 --rounds 3"
        })
public final class BenchFacesCommand implements Callable<Integer> {

    private static final int LEAST_SECONDS = 5;
    private static final int LEAST_FRAMES = 50;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--steps",
            paramLabel = "N",
            split = ",",
            defaultValue = "2,3,4,5,6,7,8",
            description = "Steps to measure; step 1 always runs (default: ${DEFAULT-VALUE}).")
    private Set<Integer> steps;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "5",
            description = "Rounds that count (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--frames",
            paramLabel = "N",
            defaultValue = "400",
            description = "Frames of a throughput measurement, published beforehand (default: ${DEFAULT-VALUE}).")
    private int frames;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "12",
            description =
                    "Length of a latency measurement, the first fifth is warm-up" + " (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Mixin
    private FaceOptions faceOptions;

    @Mixin
    private SummaryOption summary;

    @Override
    public Integer call() throws Exception {
        if (rounds < 1) {
            throw new UsageException("--rounds", rounds, "1 or more is expected");
        }
        if (frames < LEAST_FRAMES) {
            throw new UsageException("--frames", frames, LEAST_FRAMES + " or more are expected");
        }
        if (seconds < LEAST_SECONDS) {
            throw new UsageException("--seconds", seconds, LEAST_SECONDS + " or more are expected");
        }
        for (int step : steps) {
            if (step < 1 || step > 8) {
                throw new UsageException("--steps", step, "1 to 8 are expected");
            }
        }
        AnalyzerSettings live = faceOptions.settings();
        PrintWriter out = spec.commandLine().getOut();
        FacesBench bench = new FacesBench(
                new FacesBench.Settings(
                        live, live.withMaxAge(Duration.ZERO), rounds, frames, Duration.ofSeconds(seconds), steps),
                spec.commandLine().getErr());
        FacesBench.Summary result = bench.run();
        out.println(summary.json() ? Json.line(result) : text(result));
        out.flush();
        return LabCommandLine.DONE;
    }

    private static String text(FacesBench.Summary result) {
        StringBuilder text = new StringBuilder("detector " + result.detector() + " by " + result.engine()
                + ": medians of " + result.rounds() + " rounds, smallest and largest in brackets");
        result.ranges()
                .forEach((name, range) -> text.append(String.format(
                        Locale.ROOT,
                        "%n%-36s %10.2f  (%.2f .. %.2f)",
                        name,
                        result.medians().get(name),
                        range.get(0),
                        range.get(1))));
        return text.toString();
    }
}
