package videolab.embedded.bench;

import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import videolab.cli.LabCommandLine;
import videolab.cli.SummaryOption;
import videolab.cli.UsageException;

/** {@code ./lab bench collector} */
@Command(
        name = "collector",
        description = {
            "Measures the collector: processor time per request, and the time until Kafka has the event.",
            "The collector runs in a process of its own; broker and players run in this one. 64 players keep their"
                    + " connections and send a CMCD report per request, each as soon as the one before is acknowledged"
                    + " (cpu_ms_per_request, median of the runs). Then they send at a given rate, and the time from when"
                    + " each request was due until it was acknowledged is measured."
        },
        footer = {"", "Example:", "  ./lab bench collector --summary json"})
public final class BenchCollectorCommand implements Callable<Integer> {

    @Option(
            names = "--runs",
            paramLabel = "N",
            defaultValue = "5",
            description = "Measured runs (default: ${DEFAULT-VALUE}).")
    private int runs;

    @Option(
            names = "--requests",
            paramLabel = "N",
            defaultValue = "30000",
            description = "Requests in each run (default: ${DEFAULT-VALUE}).")
    private int requests;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "2000",
            description = "Requests a second of the paced part (default: ${DEFAULT-VALUE}).")
    private int perSecond;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "15",
            description = "Length of the paced part (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Mixin
    private SummaryOption summary;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (runs < 1 || requests < 1 || perSecond < 1 || seconds < 1) {
            throw new UsageException("--runs, --requests, --rate and --seconds are at least 1");
        }
        CollectorBench.Summary result =
                new CollectorBench(new CollectorBench.Settings(runs, requests, perSecond, seconds)).run();
        summary.print(
                result,
                () -> String.format(
                        Locale.ROOT,
                        "%.3f ms of processor time a request, %,.0f requests/s; at %,d/s acknowledged after %.1f ms (p99"
                                + " %.1f ms)",
                        result.cpuMsPerRequest(),
                        result.requestsPerS(),
                        result.pacedRequestsPerS(),
                        result.acknowledgedP50Ms(),
                        result.acknowledgedP99Ms()));
        return LabCommandLine.DONE;
    }
}
