package videolab.embedded.eval;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import videolab.cli.LabCommandLine;
import videolab.cli.SummaryOption;
import videolab.cli.UsageException;
import videolab.embedded.audience.AudienceTrial;
import videolab.embedded.audience.KpiComparison;
import videolab.embedded.audience.KpiMismatch;
import videolab.processor.audience.viewers.Geo;
import videolab.source.viewers.EventFormat;
import videolab.source.viewers.ScenarioSettings;
import videolab.source.viewers.ViewerScenario;

/** {@code ./lab eval audience} */
@Command(
        name = "audience",
        description = {
            "Compares every KPI row with the truth of simulated viewers.",
            "Their events go through a broker and the service as it runs, in batches of some 20 s of their time; rows are read"
                    + " back from the files and from the topic, which have to be the same. Counts are equal to the truth's,"
                    + " sums of milliseconds within 0.5 %%, unique viewers within 2 %% (exact below 50), rows of sessions exact"
                    + " (docs/kpis.md)."
        },
        footer = {
            "",
            "Examples:",
            "  ./lab eval audience --viewers 500 --seed 7 --summary json",
            "  # the service is stopped midway and restarted",
            "  ./lab eval audience --format both --restart",
            "",
            "Exit code 1: a row differs from the truth."
        })
public final class EvalAudienceCommand implements Callable<Integer> {

    private static final int SHOWN = 20;
    private static final Duration LEAST = Duration.ofMinutes(2);

    /** How players tell it. */
    enum Format {
        EPAS(EventFormat.EPAS),
        CMCD1(EventFormat.CMCD1),
        CMCD2(EventFormat.CMCD2),
        /** Each session in EPAS or CMCD v2. */
        BOTH(EventFormat.EPAS, EventFormat.CMCD2);

        private final List<EventFormat> formats;

        Format(EventFormat... formats) {
            this.formats = List.of(formats);
        }
    }

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--viewers",
            paramLabel = "N",
            defaultValue = "500",
            description = "Number of viewers (default: ${DEFAULT-VALUE}).")
    private int viewers;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "7",
            description = "Seed of their behavior (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--format",
            paramLabel = "epas|cmcd1|cmcd2|both",
            defaultValue = "epas",
            description = "Format of the events; both is EPAS and CMCD v2 (default: ${DEFAULT-VALUE}).")
    private Format format;

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            defaultValue = "20m",
            description = "Simulated time, 2m or more (default: ${DEFAULT-VALUE}).")
    private Duration duration;

    @Option(
            names = "--geo",
            paramLabel = "FILE",
            description = "MaxMind's test database of cities; countries are then compared too (default: not compared).")
    private Path geo;

    @Option(names = "--restart", description = "Stop the service midway and restart it from its checkpoint.")
    private boolean restart;

    @Mixin
    private SummaryOption summary;

    /** What a program reads. */
    record Summary(
            long events,
            long sessions,
            long windows,
            long rows,
            long mismatches,
            KpiMismatch worst,
            long late,
            long duplicates,
            long rejected) {}

    @Override
    public Integer call() throws Exception {
        if (viewers < 1) {
            throw new UsageException("--viewers", viewers, "1 or more is expected");
        }
        if (duration.compareTo(LEAST) < 0) {
            throw new UsageException(
                    "--duration", duration.toSeconds() + "s", LEAST.toMinutes() + "m or more is expected");
        }
        if (geo != null) {
            Geo.open(geo).close(); // says at once what would fail in every task
        }
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        AudienceTrial.Outcome outcome = new AudienceTrial(scenario(), Optional.ofNullable(geo), restart, err).run();
        List<KpiMismatch> mismatches = outcome.mismatches();
        mismatches.stream().limit(SHOWN).forEach(err::println);
        if (mismatches.size() > SHOWN) {
            err.println("and " + (mismatches.size() - SHOWN) + " more");
        }
        err.flush();
        Summary result = new Summary(
                outcome.events(),
                outcome.sessions(),
                outcome.windows(),
                outcome.rows(),
                mismatches.size(),
                KpiComparison.worst(mismatches),
                outcome.late(),
                outcome.duplicates(),
                outcome.rejected());
        summary.print(result, () -> text(result));
        return mismatches.isEmpty() ? LabCommandLine.DONE : LabCommandLine.FAILED;
    }

    /** It ends before now: nothing is received in the future. */
    private ViewerScenario scenario() {
        ScenarioSettings settings =
                ScenarioSettings.of(viewers, seed, Instant.EPOCH, duration).withFormats(format.formats);
        long start = Instant.now().minus(settings.extent()).toEpochMilli();
        return ViewerScenario.of(settings.withStart(Instant.ofEpochMilli(start)));
    }

    private static String text(Summary result) {
        return String.format(
                Locale.ROOT,
                "%d events of %d sessions in %d windows, %d late, %d repeated, %d rejected: %d of %d rows are wrong",
                result.events(),
                result.sessions(),
                result.windows(),
                result.late(),
                result.duplicates(),
                result.rejected(),
                result.mismatches(),
                result.rows());
    }
}
