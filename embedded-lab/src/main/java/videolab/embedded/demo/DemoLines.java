package videolab.embedded.demo;

import java.io.PrintWriter;
import java.time.Instant;
import java.util.Set;
import picocli.CommandLine.Help.Ansi;
import videolab.contract.FrameResult;
import videolab.results.reading.KpiWindow;
import videolab.results.reading.RejectedRecord;
import videolab.results.reading.Unreadable;
import videolab.results.terminal.KpiReport;
import videolab.results.terminal.Tail;
import videolab.results.terminal.TailSettings;

/** The demo as lines: one a frame, one a window of the audience. */
final class DemoLines implements DemoHandler {

    private final PrintWriter out;
    private final PrintWriter err;
    private final Tail tail;

    DemoLines(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
        this.tail = new Tail(new TailSettings(Set.of(), null, null, false, Ansi.AUTO.enabled()), out, err);
    }

    @Override
    public void begin(Started lab) {
        tail.begin(lab.startedAt());
    }

    @Override
    public void result(FrameResult result, Instant readAt) {
        tail.result(result, readAt);
    }

    @Override
    public void rejected(RejectedRecord rejected, Instant readAt) {
        tail.rejected(rejected, readAt);
    }

    @Override
    public void window(KpiWindow window) {
        out.println("-- audience " + KpiReport.line(window));
        out.flush();
    }

    @Override
    public void notice(String sentence) {
        tail.notice(sentence);
    }

    @Override
    public void progress(String line) {
        out.flush();
        err.println(line);
        err.flush();
    }

    @Override
    public void tick(Instant now) {
        tail.tick(now, Unreadable.NONE);
    }

    @Override
    public void finish(DemoSummary summary) {
        tail.finish(Instant.now(), Unreadable.NONE);
    }
}
