package videolab.embedded.demo;

import java.io.PrintWriter;
import java.time.Instant;
import videolab.results.reading.RejectReasons;
import videolab.results.reading.RejectedRecord;

/** Prints steps and notices, the first reject of each reason, and nothing else of the frames. */
final class DemoNotices implements DemoHandler {

    private final PrintWriter err;
    private final RejectReasons rejectReasons = new RejectReasons();

    DemoNotices(PrintWriter err) {
        this.err = err;
    }

    @Override
    public void rejected(RejectedRecord rejected, Instant readAt) {
        rejectReasons.add(rejected).ifPresent(this::notice);
    }

    @Override
    public void notice(String sentence) {
        progress("note: " + sentence);
    }

    @Override
    public void progress(String line) {
        err.println(line);
        err.flush();
    }
}
