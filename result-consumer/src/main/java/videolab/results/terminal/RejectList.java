package videolab.results.terminal;

import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import videolab.results.reading.Payload;
import videolab.results.reading.Printable;
import videolab.results.reading.RecordReader;
import videolab.results.reading.RejectHandler;
import videolab.results.reading.RejectReasons;
import videolab.results.reading.RejectedRecord;

/**
 * What {@code rejects} prints: the latest rejects, each with its reason, its place and what its bytes are, how often each
 * reason was given, and then those that come. One thread.
 */
final class RejectList implements RejectHandler {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

    private final List<String> topics;
    private final int last;
    private final PrintWriter out;
    private final RejectReasons reasons = new RejectReasons();
    private final Map<String, Integer> counts = new HashMap<>();
    private boolean following;

    /** The latest ones, the oldest first: with values of 64 KiB, all would not fit the memory. */
    private final PriorityQueue<RejectedRecord> latest =
            new PriorityQueue<>(Comparator.comparing(RejectedRecord::rejectedAt));

    /** @param last how many of those that are there are printed */
    RejectList(List<String> topics, int last, PrintWriter out) {
        this.topics = topics;
        this.last = last;
        this.out = out;
    }

    /** Prints what is there, then what comes until the reader is stopped. */
    void run(RecordReader reader, boolean follow) {
        if (!reader.readHistory(topic -> counts.getOrDefault(topic, 0) >= last)) {
            return;
        }
        while (!latest.isEmpty()) {
            show(latest.remove());
        }
        List<RejectReasons.Reason> byCount = reasons.byCount();
        if (byCount.isEmpty()) {
            out.println("-- nothing was rejected on " + String.join(", ", topics) + " in the last 24 h");
        }
        byCount.forEach(reason -> out.println("-- " + reason.count() + " x " + Printable.of(reason.reason())));
        out.flush();
        if (follow) {
            following = true;
            reader.follow(now -> !out.checkError());
        }
    }

    @Override
    public void rejected(RejectedRecord rejected, Instant readAt) {
        if (following) {
            show(rejected);
            return;
        }
        counts.merge(rejected.topic(), 1, Integer::sum);
        reasons.add(rejected);
        latest.add(rejected);
        if (latest.size() > last) {
            latest.remove();
        }
    }

    private void show(RejectedRecord rejected) {
        String key = rejected.key() == null ? "no key" : Printable.of(TailLine.id(rejected.key()));
        out.println(TIME.format(rejected.rejectedAt()) + "  " + key + "  from " + Printable.of(rejected.place()));
        out.println("    " + (rejected.reason() == null ? "no reason given" : Printable.of(rejected.reason())));
        out.println("    " + Payload.describe(rejected.value()));
    }
}
