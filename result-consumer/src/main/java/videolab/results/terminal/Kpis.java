package videolab.results.terminal;

import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import videolab.cli.FailedException;
import videolab.contract.Json;
import videolab.contract.Topics;
import videolab.results.reading.Decoders;
import videolab.results.reading.JsonDecoder;
import videolab.results.reading.KpiHandler;
import videolab.results.reading.KpiRow;
import videolab.results.reading.KpiWindow;
import videolab.results.reading.KpiWindows;
import videolab.results.reading.Printable;
import videolab.results.reading.RecordReader;

/** What {@code kpis} prints: the latest windows, then those that come. One thread. */
final class Kpis implements KpiHandler {

    /** While following: after an outage, a processor writes the windows of an hour at once. */
    private static final int KEPT_FOLLOWING = 200;

    private static final Duration SETTLING = Duration.ofMillis(100);

    private static final Map<String, String> TO_START = Map.of(
            Topics.AUDIENCE_KPIS.name(),
            "'./lab process audience' and './lab source viewers'",
            Topics.CDN_KPIS.name(),
            "'./lab process cdn' and './lab source cdn-logs --duration 1h'");

    private final KpisSettings settings;
    private final KpiReport report;
    private final KpiWindows windows;
    private final PrintWriter out;
    private final PrintWriter err;
    private final Clock clock;
    private final String broker;
    private final JsonDecoder<KpiRow> decoder;
    private boolean shown;

    /** Of windows that had none of the tables that are asked for. */
    private final Set<String> otherTables = new TreeSet<>();

    /** @param broker its address, for a person */
    Kpis(KpisSettings settings, String broker, PrintWriter out, PrintWriter err, Clock clock) {
        this.settings = settings;
        this.report = new KpiReport(settings.tables(), settings.rows(), settings.color());
        // One more than is shown: the first one that is read backwards may be cut.
        int kept = settings.windows() + 1;
        this.windows = new KpiWindows(settings.follow() ? Math.max(kept, KEPT_FOLLOWING) : kept);
        this.broker = broker;
        this.decoder = Decoders.kpiRows(settings.topics(), this);
        this.out = out;
        this.err = err;
        this.clock = clock;
    }

    /** To be read by the reader that {@link #run} takes. */
    JsonDecoder<KpiRow> decoder() {
        return decoder;
    }

    /** Prints until everything is shown, or until the reader is stopped. */
    void run(RecordReader reader) {
        Instant begin = clock.instant();
        boolean going = reader.readHistory(topic -> windows.count(topic) > settings.windows());
        // The last window may be incomplete: its rows are written together, and now.
        while (going && !windows.isSettled(clock.instant())) {
            going = reader.poll(SETTLING);
        }
        if (!going) {
            return;
        }
        windows.takeNew(clock.instant(), settings.windows()).forEach(window -> show(window, reader));
        if (!shown) {
            if (!settings.follow()) {
                throw new FailedException(nothing());
            }
            notice(nothing());
        }
        if (settings.follow()) {
            reader.follow(now -> {
                windows.takeNew(now).forEach(window -> show(window, reader));
                return !isOver(begin) && !out.checkError();
            });
        }
        out.flush();
        long unreadable = decoder.unreadable().total();
        if (unreadable > 0) {
            notice(unreadable + (unreadable == 1 ? " record was not a KPI row" : " records were not KPI rows"));
        }
    }

    @Override
    public void row(KpiRow row, Instant readAt) {
        windows.put(settings.json() ? row : row.withoutSketches(), readAt);
    }

    @Override
    public void notice(String sentence) {
        out.flush();
        err.println("note: " + sentence);
        err.flush();
    }

    private void show(KpiWindow window, RecordReader reader) {
        List<KpiRow> rows = window.rows().stream()
                .filter(row -> settings.tables().isEmpty() || settings.tables().contains(row.table()))
                .toList();
        if (rows.isEmpty()) {
            window.rows().forEach(row -> otherTables.add(row.table()));
            return;
        }
        if (settings.json()) {
            rows.forEach(row -> out.println(Printable.of(Json.line(row.fields()))));
        } else {
            if (shown) {
                out.println();
            }
            long rejected = reader.count(Topics.REJECTED_EVENTS.name(), window.start(), window.end());
            out.println(report.of(window.with(KpiLayout.REJECTED, rejected), clock.instant()));
        }
        shown = true;
        out.flush();
    }

    private String nothing() {
        if (!otherTables.isEmpty()) {
            return "no row of table " + String.join(", ", new TreeSet<>(settings.tables()))
                    + " in the latest windows; there are rows of " + Printable.of(String.join(", ", otherTables));
        }
        return "no KPI row on " + String.join(", ", settings.topics()) + " at " + broker + " yet; start "
                + settings.topics().stream()
                        .map(topic -> TO_START.getOrDefault(topic, "what writes " + topic))
                        .collect(Collectors.joining(", or "))
                + ": the first window comes about two minutes later";
    }

    private boolean isOver(Instant begin) {
        return settings.duration() != null
                && Duration.between(begin, clock.instant()).compareTo(settings.duration()) >= 0;
    }
}
