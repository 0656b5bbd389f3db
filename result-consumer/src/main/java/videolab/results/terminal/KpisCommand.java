package videolab.results.terminal;

import java.time.Clock;
import java.time.Duration;
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
import videolab.cli.StopSignal;
import videolab.results.reading.RecordReader;
import videolab.results.reading.RecordReader.Start;

/** {@code ./lab results kpis}. */
@Command(
        name = "kpis",
        description = {
            "Shows the KPIs of the latest window as tables: the audience's and the CDNs' (docs/kpis.md).",
            "– marks a ratio with a zero denominator; * marks a small sample."
        },
        footer = {
            "",
            "Examples:",
            "  ./lab results kpis  # the latest windows, then ends",
            "  ./lab results kpis --follow --topic audience-kpis  # each window as it comes",
            "  # ten rows for a program",
            "  ./lab results kpis --window 10 --table overall --json"
        })
public final class KpisCommand implements Callable<Integer> {

    /** Long enough for a last summary, short enough for a person. */
    private static final Duration CLOSING = Duration.ofMillis(800);

    @Spec
    private CommandSpec spec;

    @Mixin
    private Broker broker;

    @Option(
            names = "--topic",
            paramLabel = "NAME",
            split = ",",
            defaultValue = "audience-kpis,cdn-kpis",
            description = "Topic of the rows; may be repeated (default: ${DEFAULT-VALUE}).")
    private List<String> topics;

    @Option(
            names = "--table",
            paramLabel = "NAME",
            split = ",",
            description = "Show only this table, such as overall or geo; may be repeated.")
    private Set<String> tables = Set.of();

    @Option(
            names = "--window",
            paramLabel = "N",
            defaultValue = "1",
            description = "Show the last N windows of each topic (default: ${DEFAULT-VALUE}).")
    private int windows;

    @Option(
            names = "--rows",
            paramLabel = "N",
            defaultValue = "5",
            description = "Show at most N rows of each table, largest first (default: ${DEFAULT-VALUE}).")
    private int rows;

    @Option(names = "--follow", description = "Then show each new window until Ctrl-C.")
    private boolean follow;

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            description = "Stop following after this time: 10 or 10s, 500ms, 2m, 1h.")
    private Duration duration;

    @Option(
            names = "--json",
            description = "Print the records of the windows, one per line; everything else goes to standard error.")
    private boolean json;

    @Override
    public Integer call() {
        KpisSettings settings =
                new KpisSettings(topics, tables, windows, rows, follow, duration, json, LabCommandLine.colors());
        Kpis kpis = new Kpis(
                settings,
                broker.bootstrap(),
                spec.commandLine().getOut(),
                spec.commandLine().getErr(),
                Clock.systemUTC());
        try (StopSignal signal = StopSignal.install(CLOSING);
                RecordReader reader = RecordReader.open(broker, Start.END, kpis.decoder())) {
            signal.onRequest(reader::stop);
            kpis.run(reader);
        }
        return LabCommandLine.DONE;
    }
}
