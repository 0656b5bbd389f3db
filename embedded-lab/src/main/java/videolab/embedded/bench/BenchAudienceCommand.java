package videolab.embedded.bench;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import videolab.cli.LabCommandLine;
import videolab.cli.SummaryOption;
import videolab.cli.UsageException;
import videolab.contract.Topics;

/** {@code ./lab bench audience} */
@Command(
        name = "audience",
        description = {
            "Measures the audience pipeline: events a second, the delay of its rows, and the size of its state.",
            "Broker and Spark run in this JVM. Events of many sessions are published first. Two queries then process them in"
                    + " turns: the audience query as the service runs it, and one that only reads, parses and counts. The"
                    + " first turn of each is a warm-up. Then events are published in real time, and the delay of each row"
                    + " after the end of its window is measured.",
            "Keys of --summary json: events_per_s, parse_only_events_per_s and ratio, their quotient;"
                    + " state_bytes_per_session, the state store divided by the live sessions. docs/audience.md says what"
                    + " the second query does."
        },
        footer = {"", "Example:", "  ./lab bench audience --summary json"})
public final class BenchAudienceCommand implements Callable<Integer> {

    private static final int LEAST_SECONDS = 120;

    /** What is older than the topic's retention may be deleted before the last turn reads it. */
    private static final long MOST_SIMULATED_MS =
            Topics.PLAYER_EVENTS.retention().minusMinutes(30).toMillis();

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--sessions",
            paramLabel = "N",
            defaultValue = "20000",
            description = "Sessions that are live at any time (default: ${DEFAULT-VALUE}).")
    private int sessions;

    @Option(
            names = "--events",
            paramLabel = "N",
            defaultValue = "2000000",
            description = "Events to process in each run (default: ${DEFAULT-VALUE}).")
    private long events;

    @Option(
            names = "--turns",
            paramLabel = "N",
            defaultValue = "2",
            description = "Measured runs of each query (default: ${DEFAULT-VALUE}).")
    private int turns;

    @Option(
            names = "--max-per-batch",
            paramLabel = "N",
            defaultValue = "300000",
            description =
                    "Most events in a batch of either query: 5 s of input at 60,000 per second (default: ${DEFAULT-VALUE}).")
    private long mostPerBatch;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "150",
            description = "Length of the real-time part, 120 or more; 0 skips it (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Mixin
    private SummaryOption summary;

    @Override
    public Integer call() throws Exception {
        if (sessions < 1 || events < sessions || mostPerBatch < 1 || turns < 1) {
            throw new UsageException(
                    "--sessions, --turns and --max-per-batch are at least 1, --events at least --sessions");
        }
        if (events / sessions * BulkViewers.HEARTBEAT_MS > MOST_SIMULATED_MS) {
            throw new UsageException(
                    "--events",
                    events,
                    "at most " + MOST_SIMULATED_MS / BulkViewers.HEARTBEAT_MS
                            + " a session are expected: the topic keeps an hour of them");
        }
        if (seconds != 0 && seconds < LEAST_SECONDS) {
            throw new UsageException(
                    "--seconds", seconds, "0, or " + LEAST_SECONDS + " or more: the first row takes 80 s");
        }
        PrintWriter out = spec.commandLine().getOut();
        AudienceBench bench = new AudienceBench(
                new AudienceBench.Settings(sessions, events, turns, mostPerBatch, seconds),
                spec.commandLine().getErr());
        AudienceBench.Summary result = bench.run();
        summary.print(result, () -> text(result));
        return LabCommandLine.DONE;
    }

    private static String text(AudienceBench.Summary result) {
        String speed = String.format(
                Locale.ROOT,
                "%,.0f events/s, %.2f of %,.0f that are only read and parsed; %,d bytes of state a session",
                result.eventsPerS(),
                result.ratio(),
                result.parseOnlyEventsPerS(),
                result.stateBytesPerSession());
        return result.latencyFromWindowEndS() == null
                ? speed
                : speed
                        + String.format(
                                Locale.ROOT,
                                "; rows %.1f s after their window's end (p95 %.1f s)",
                                result.latencyFromWindowEndS().p50(),
                                result.latencyFromWindowEndS().p95());
    }
}
