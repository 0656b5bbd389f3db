package videolab.embedded.demo;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Help.Ansi;
import videolab.results.reading.KpiWindow;
import videolab.results.terminal.KpiReport;

/** Keeps the audience's latest window, to print its tables when the demo has ended. */
final class LatestWindow implements DemoHandler {

    private static final int ROWS = 3;

    private KpiWindow latest;

    @Override
    public void window(KpiWindow window) {
        latest = window;
    }

    /** Empty before the first window. */
    Optional<String> tables() {
        return Optional.ofNullable(latest)
                .map(window -> new KpiReport(Set.of(), ROWS, Ansi.AUTO.enabled()).of(window, Instant.now()));
    }
}
