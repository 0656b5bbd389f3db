package videolab.results.terminal;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import videolab.contract.FrameResult;
import videolab.contract.Json;
import videolab.results.reading.FrameCounts;
import videolab.results.reading.Latencies;
import videolab.results.reading.LatencyMs;
import videolab.results.reading.Printable;
import videolab.results.reading.RejectHandler;
import videolab.results.reading.RejectReasons;
import videolab.results.reading.RejectedRecord;
import videolab.results.reading.ResultHandler;
import videolab.results.reading.ResultLedger;
import videolab.results.reading.ResultLedger.Verdict;
import videolab.results.reading.Unreadable;

/**
 * What {@code tail} prints as results come: a line a frame, a summary every five seconds, a hint when nothing comes. The
 * caller passes the time, so that a loop over any results can drive it. One thread.
 */
public final class Tail implements ResultHandler, RejectHandler {

    private static final Duration SUMMARY_EVERY = Duration.ofSeconds(5);
    private static final Duration SILENCE = Duration.ofSeconds(10);
    private static final int OTHER_CAMERAS_NAMED = 5;

    private final TailSettings settings;
    private final PrintWriter out;
    private final PrintWriter err;
    private final TailLine line;

    private final ResultLedger ledger = new ResultLedger(ResultLedger.AS_LONG_AS_FRAMES);
    private long shown;
    private long rejected;
    private final RejectReasons rejectReasons = new RejectReasons();
    private boolean pipeClosed;

    private Instant start;

    /** Since the last summary. */
    private final Latencies recentAges = new Latencies();

    private Instant lastSummary;
    private long shownAtLastSummary;
    private String countsAtLastSummary = counts(Unreadable.NONE);

    /** Since the last line, to explain a silence. */
    private final Set<String> otherCameras = new TreeSet<>();

    private Instant lastShown;
    private boolean silenceTold;

    public Tail(TailSettings settings, PrintWriter out, PrintWriter err) {
        this.settings = settings;
        this.out = out;
        this.err = err;
        this.line = new TailLine(settings.color());
    }

    /** To be called when the reader is ready, so that connecting counts in no rate. */
    public void begin(Instant now) {
        start = now;
        lastSummary = now;
        lastShown = now;
    }

    @Override
    public void result(FrameResult result, Instant readAt) {
        if (isFull()) {
            return;
        }
        if (!isWanted(result.camera())) {
            if (otherCameras.size() < OTHER_CAMERAS_NAMED) {
                otherCameras.add(result.camera());
            }
            return;
        }
        if (ledger.accept(result, readAt) == Verdict.REPEAT) {
            return;
        }
        Duration age = Duration.between(result.latencyStart(), readAt);
        if (result.skipped() == null) {
            recentAges.record(age);
        }
        out.println(settings.json() ? Printable.of(Json.line(result)) : line.of(result, age));
        shown++;
        lastShown = readAt;
        silenceTold = false;
        otherCameras.clear();
    }

    @Override
    public void rejected(RejectedRecord frame, Instant readAt) {
        if (isWanted(frame.key())) {
            rejected++;
            rejectReasons.add(frame).ifPresent(this::notice);
        }
    }

    @Override
    public void notice(String sentence) {
        out.flush();
        err.println("note: " + sentence);
        err.flush();
    }

    /** To be called between two polls: flushes, and prints the summary or the hint that is due. */
    public void tick(Instant now, Unreadable unreadable) {
        // A PrintWriter never throws: this, after flushing, is where a closed pipe is noticed.
        pipeClosed = out.checkError();
        if (Duration.between(lastSummary, now).compareTo(SUMMARY_EVERY) >= 0) {
            summarizeRecent(now, unreadable);
        }
        if (!silenceTold && Duration.between(lastShown, now).compareTo(SILENCE) >= 0) {
            silenceTold = true;
            notice(explainSilence());
        }
    }

    public boolean isDone(Instant now) {
        return pipeClosed || isFull() || isOver(now);
    }

    /** Prints the summary of everything, unless the pipe is closed. */
    public void finish(Instant now, Unreadable unreadable) {
        if (!out.checkError()) {
            Duration all = Duration.between(start, now);
            summary(seconds(all) + " s  " + rate(shown, all) + "  |  " + counts(unreadable));
            ledger.latency()
                    .ifPresent(ages -> summary(recent(ages) + "  p99 " + age(ages.p99()) + "  max " + age(ages.max())));
        }
    }

    private void summarizeRecent(Instant now, Unreadable unreadable) {
        String counts = counts(unreadable);
        if (!counts.equals(countsAtLastSummary)) {
            String rate = rate(shown - shownAtLastSummary, Duration.between(lastSummary, now));
            summary(rate + "  " + recentAges.summary().map(Tail::recent).orElse("no ages") + "  |  " + counts);
        }
        recentAges.clear();
        lastSummary = now;
        shownAtLastSummary = shown;
        countsAtLastSummary = counts;
    }

    private void summary(String text) {
        PrintWriter to = settings.json() ? err : out;
        to.println("-- " + text);
        to.flush();
    }

    private String explainSilence() {
        String since = "nothing to show for " + SILENCE.toSeconds() + " s; ";
        if (otherCameras.isEmpty()) {
            return since + "are a source and a processor running? --from-beginning shows what is already there";
        }
        return since + "there are results of other cameras: " + Printable.of(String.join(", ", otherCameras));
    }

    private String counts(Unreadable unreadable) {
        FrameCounts frames = ledger.total();
        return frames.frames() + " frames  " + frames.faces() + " faces  " + frames.skipped() + " skipped  " + rejected
                + " rejected  " + frames.repeats() + " repeats"
                + (unreadable.total() == 0 ? "" : "  " + unreadable.total() + " unreadable");
    }

    private static String recent(LatencyMs ages) {
        return "age p50 " + age(ages.p50()) + "  p95 " + age(ages.p95());
    }

    private static String age(long ms) {
        return TailLine.age(Duration.ofMillis(ms));
    }

    private static String rate(long frames, Duration duration) {
        return String.format(Locale.ROOT, "%.1f frames/s", frames * 1000.0 / Math.max(1, duration.toMillis()));
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f", duration.toMillis() / 1000.0);
    }

    private boolean isWanted(String camera) {
        return settings.cameras().isEmpty()
                || (camera != null && settings.cameras().contains(camera));
    }

    private boolean isFull() {
        return settings.count() != null && shown >= settings.count();
    }

    private boolean isOver(Instant now) {
        return settings.duration() != null && Duration.between(start, now).compareTo(settings.duration()) >= 0;
    }
}
