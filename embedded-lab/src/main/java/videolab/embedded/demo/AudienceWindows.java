package videolab.embedded.demo;

import java.time.Duration;
import java.time.Instant;
import videolab.embedded.run.AudienceRun;
import videolab.processor.audience.AudienceCounters;
import videolab.results.reading.KpiHandler;
import videolab.results.reading.KpiRow;
import videolab.results.reading.KpiWindow;
import videolab.results.reading.KpiWindows;
import videolab.results.reading.Latencies;

/** Collects the audience's KPI rows to windows, counts them, and hands both to the handlers. */
final class AudienceWindows implements KpiHandler {

    private static final int WINDOWS_KEPT = 10;

    private final DemoHandler handlers;
    private final KpiWindows windows = new KpiWindows(WINDOWS_KEPT);
    private final Latencies latencies = new Latencies();
    private Instant begin = Instant.MAX;
    private long windowsRead;
    private Instant lastOverall = Instant.MIN;
    private KpiWindow latest;

    AudienceWindows(DemoHandler handlers) {
        this.handlers = handlers;
    }

    void begin(Instant now) {
        begin = now;
    }

    /** Rows of windows that ended before the demo began are left out: a second start on the same data repeats them. */
    @Override
    public void row(KpiRow row, Instant readAt) {
        if (row.windowEnd().isBefore(begin)) {
            return;
        }
        handlers.row(row, readAt);
        windows.put(row, readAt);
        if (row.table().equals(KpiWindow.OVERALL) && row.windowStart().isAfter(lastOverall)) {
            lastOverall = row.windowStart();
            windowsRead++;
            latencies.record(Duration.between(row.windowEnd(), readAt));
        }
    }

    @Override
    public void notice(String sentence) {
        handlers.notice(sentence);
    }

    /** Hands over the windows that are complete by now. */
    void tick(Instant now) {
        windows.takeNew(now).forEach(window -> {
            latest = window;
            handlers.window(window);
        });
    }

    DemoSummary.Audience summary(AudienceRun audience) {
        AudienceCounters.Snapshot counters = audience.counters();
        return new DemoSummary.Audience(
                audience.published(),
                counters.accepted(),
                counters.rejected(),
                windowsRead,
                latencies.summary().map(DemoSummary.Seconds::of).orElse(null),
                latest == null
                        ? null
                        : latest.overall().map(DemoSummary.Figures::of).orElse(null));
    }
}
