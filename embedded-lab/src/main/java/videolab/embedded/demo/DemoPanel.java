package videolab.embedded.demo;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine.Help.Ansi.IStyle;
import picocli.CommandLine.Help.Ansi.Style;
import videolab.contract.Face;
import videolab.contract.FrameResult;
import videolab.results.reading.FrameCounts;
import videolab.results.reading.KpiWindow;
import videolab.results.reading.Printable;
import videolab.results.reading.RejectReasons;
import videolab.results.reading.RejectedRecord;
import videolab.results.reading.ResultLedger;
import videolab.results.terminal.KpiReport;

/**
 * The demo as a panel on a terminal, updated in place: a line a camera, and one for the audience's latest window. No line
 * is longer than 80 columns. Rates and ages are those of the last five seconds, faces and expressions those of the latest
 * frame, skipped frames are counted from the start.
 */
final class DemoPanel implements DemoHandler {

    static final int COLUMNS = 80;

    /** More lines might not fit the terminal, and what has scrolled out of it cannot be updated. */
    private static final int MOST_CAMERAS = 8;

    private static final Duration REDRAW_EVERY = Duration.ofMillis(250);
    private static final Duration RECENT = Duration.ofSeconds(5);

    private static final String ESCAPE = "\u001b[";
    private static final String UP = "A";
    private static final String ERASE_REST_OF_LINE = ESCAPE + "K";
    private static final String ERASE_BELOW = ESCAPE + "J";

    /** A line that is too long for a narrow terminal would otherwise be two, and the next update a line too low. */
    private static final String NO_WRAP = ESCAPE + "?7l";

    private static final String WRAP = ESCAPE + "?7h";

    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean color;
    private final Duration duration;
    private final ResultLedger ledger = new ResultLedger(ResultLedger.AS_LONG_AS_FRAMES);
    private final RejectReasons rejectReasons = new RejectReasons();
    private final Map<String, Camera> cameras = new TreeMap<>();
    private PanelLog log;
    private String title = "";
    private Instant begin;
    private Instant lastDrawn = Instant.MIN;
    private String audience = "";

    /** Lines of the panel above the cursor. */
    private int drawn;

    /** One camera's last seconds. */
    private static final class Camera {
        private final Deque<Read> recent = new ArrayDeque<>();
        private List<Face> faces = List.of();
    }

    private record Read(Instant at, long ageMs) {}

    /** @param duration of publishing; null until it is stopped */
    DemoPanel(PrintWriter out, PrintWriter err, Duration duration, boolean color) {
        this.out = out;
        this.err = err;
        this.duration = duration;
        this.color = color;
    }

    @Override
    public void begin(Started lab) {
        log = new PanelLog();
        begin = lab.startedAt();
        title = "detector " + lab.models().detector() + "  broker " + lab.bootstrap();
    }

    @Override
    public void result(FrameResult result, Instant readAt) {
        Camera camera = cameras.computeIfAbsent(result.camera(), id -> new Camera());
        if (ledger.accept(result, readAt) == ResultLedger.Verdict.REPEAT || result.skipped() != null) {
            return;
        }
        camera.recent.add(new Read(
                readAt,
                Math.max(0, Duration.between(result.latencyStart(), readAt).toMillis())));
        camera.faces = result.faces();
    }

    @Override
    public void rejected(RejectedRecord rejected, Instant readAt) {
        rejectReasons.add(rejected).ifPresent(this::notice);
    }

    @Override
    public void window(KpiWindow window) {
        audience = KpiReport.line(window);
    }

    @Override
    public void notice(String sentence) {
        progress("note: " + sentence);
    }

    /** Above the panel, which moves down. */
    @Override
    public void progress(String line) {
        out.print(backToTop() + ERASE_BELOW);
        out.flush();
        drawn = 0;
        err.println(line);
        err.flush();
    }

    @Override
    public void tick(Instant now) {
        printLog();
        if (!now.isBefore(lastDrawn.plus(REDRAW_EVERY))) {
            draw(now);
        }
    }

    @Override
    public void finish(DemoSummary summary) {
        lastDrawn = Instant.MIN;
        tick(Instant.now());
    }

    @Override
    public void close() {
        if (log != null) {
            log.close();
            printLog();
        }
    }

    private void printLog() {
        for (Optional<String> line = log.take(); line.isPresent(); line = log.take()) {
            progress(line.get());
        }
    }

    private void draw(Instant now) {
        lastDrawn = now;
        List<String> lines = lines(now);
        StringBuilder text = new StringBuilder(NO_WRAP).append(backToTop());
        // Erased before and not after: a line that fills the terminal leaves the cursor on its last character.
        lines.forEach(line -> text.append(ERASE_REST_OF_LINE).append(line).append(System.lineSeparator()));
        out.print(text.append(ERASE_BELOW).append(WRAP));
        out.flush();
        drawn = lines.size();
    }

    private String backToTop() {
        return "\r" + (drawn == 0 ? "" : ESCAPE + drawn + UP);
    }

    private List<String> lines(Instant now) {
        List<String> lines = new ArrayList<>();
        lines.add(styled(fit(time(now) + "  " + title), Style.bold));
        lines.add(styled(row("camera", "frames/s", "age p50", "p95", "skipped", "faces", "expressions"), Style.faint));
        Map<String, FrameCounts> counts = ledger.byCamera();
        cameras.entrySet().stream()
                .limit(MOST_CAMERAS)
                .forEach(entry -> lines.add(camera(
                        entry.getKey(), entry.getValue(), counts.getOrDefault(entry.getKey(), FrameCounts.NONE), now)));
        if (cameras.size() > MOST_CAMERAS) {
            lines.add(styled("and " + (cameras.size() - MOST_CAMERAS) + " more cameras", Style.faint));
        }
        if (!audience.isEmpty()) {
            lines.add(fit("audience  " + audience));
        }
        return lines;
    }

    private String time(Instant now) {
        Duration running = Duration.between(begin, now);
        String since = minutes(duration != null && running.compareTo(duration) > 0 ? duration : running);
        return duration == null ? since + "  (Ctrl-C ends)" : since + " of " + minutes(duration);
    }

    private static String minutes(Duration time) {
        return String.format(Locale.ROOT, "%d:%02d", time.toMinutes(), time.toSecondsPart());
    }

    private String camera(String id, Camera camera, FrameCounts counts, Instant now) {
        while (!camera.recent.isEmpty() && camera.recent.peek().at().isBefore(now.minus(RECENT))) {
            camera.recent.remove();
        }
        long[] ages = camera.recent.stream().mapToLong(Read::ageMs).sorted().toArray();
        double seconds = Math.min(
                RECENT.toMillis(), Math.max(1000, Duration.between(begin, now).toMillis()));
        String line = row(
                Printable.of(id),
                String.format(Locale.ROOT, "%.1f", ages.length * 1000 / seconds),
                ages.length == 0 ? "–" : ages[ages.length / 2] + " ms",
                ages.length == 0 ? "–" : ages[Math.min(ages.length - 1, ages.length * 95 / 100)] + " ms",
                String.valueOf(counts.skipped()),
                String.valueOf(camera.faces.size()),
                expressions(camera.faces));
        return counts.skipped() > 0 && ages.length == 0 ? styled(line, Style.fg_yellow) : line;
    }

    private static String expressions(List<Face> faces) {
        return faces.stream()
                .filter(face -> face.emotion() != null)
                .map(face -> face.emotion().wireName())
                .collect(Collectors.joining(" "));
    }

    private static String row(
            String camera, String rate, String p50, String p95, String skipped, String faces, String expressions) {
        return fit(String.format(
                        Locale.ROOT,
                        "%-12s %8s %9s %8s %8s %6s  %s",
                        shortened(camera, 12),
                        rate,
                        p50,
                        p95,
                        skipped,
                        faces,
                        expressions)
                .stripTrailing());
    }

    private static String fit(String line) {
        return shortened(line, COLUMNS);
    }

    private static String shortened(String text, int columns) {
        return text.codePointCount(0, text.length()) <= columns
                ? text
                : text.substring(0, text.offsetByCodePoints(0, columns - 1)) + "…";
    }

    private String styled(String text, IStyle style) {
        return color ? style.on() + text + Style.reset.on() : text;
    }
}
