package videolab.embedded.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import videolab.cli.Broker;
import videolab.cli.FailedException;
import videolab.cli.StopSignal;
import videolab.contract.Topics;
import videolab.embedded.run.LabRun;
import videolab.results.reading.Decoders;
import videolab.results.reading.RecordReader;
import videolab.source.capture.FrameSource;

/**
 * Measures a lab that runs in this JVM: publishes frames until the time is over, reads what comes back, hands it to each
 * handler, and counts.
 */
final class Demo {

    private static final Duration DRAIN_PATIENCE = Duration.ofMinutes(1);

    /** After Ctrl-C a person is waiting. */
    private static final Duration SHORT_DRAIN_PATIENCE = Duration.ofSeconds(2);

    /** Planning the audience query takes a core for seconds: it starts after the first result, or after this time. */
    private static final Duration AUDIENCE_DELAY = Duration.ofSeconds(5);

    private static final Duration TICK = Duration.ofMillis(50);

    private final LabRun.Settings settings;
    private final Duration duration;
    private final ProgressLog progress;
    private final OwnFrames own = new OwnFrames();
    private final DemoLedger ledger = new DemoLedger(own);
    private final DemoHandlers handlers;
    private final AudienceWindows windows;
    private FailedException failure;

    /**
     * A demo.
     *
     * @param duration of publishing; null until it is stopped or the input ends
     * @param handlers closed when the demo ends
     */
    Demo(LabRun.Settings settings, Duration duration, List<DemoHandler> handlers) {
        this.settings = settings;
        this.duration = duration;
        this.handlers = new DemoHandlers(ledger, handlers);
        this.progress = new ProgressLog(this.handlers::progress);
        this.windows = new AudienceWindows(this.handlers);
    }

    /**
     * Runs until the time is over, the input ends, or a stop is requested.
     *
     * @param cameras closed here
     * @param signal ends the demo early
     * @return empty when it was stopped before the first frame
     */
    Optional<DemoSummary> run(List<FrameSource> cameras, StopSignal signal) throws InterruptedException {
        CompletableFuture<Void> stop = signal.requested();
        List<FrameSource> noted = cameras.stream().map(own::of).toList();
        try (handlers;
                LabRun lab = LabRun.start(settings, noted, progress)) {
            signal.begin();
            lab.awaitReading(stop::isDone);
            if (stop.isDone()) {
                return Optional.empty();
            }
            progress.accept("Spark is reading: detector " + lab.models().detector() + ", emotion model "
                    + Optional.ofNullable(lab.models().emotion()).orElse("none"));
            Broker broker = new Broker(lab.kafka());
            try (RecordReader reader = RecordReader.open(
                    broker,
                    RecordReader.Start.END,
                    Decoders.results(handlers),
                    Decoders.rejects(List.of(Topics.REJECTED_FRAMES.name()), handlers),
                    Decoders.kpiRows(List.of(Topics.AUDIENCE_KPIS.name()), windows))) {
                return Optional.of(measure(lab, noted.size(), reader, stop));
            }
        }
    }

    /** Why the demo ended before its time; its summary goes as far as its results. */
    Optional<FailedException> failure() {
        return Optional.ofNullable(failure);
    }

    private DemoSummary measure(LabRun lab, int cameras, RecordReader reader, CompletableFuture<Void> stop)
            throws InterruptedException {
        Instant begin = Instant.now();
        handlers.begin(new DemoHandler.Started(lab.kafka().bootstrap(), lab.models(), lab::facts, begin));
        windows.begin(begin);
        lab.publish(ledger::truth);
        progress.accept("publishing " + cameras + (cameras == 1 ? " camera" : " cameras")
                + (duration == null ? "; Ctrl-C ends" : " for " + duration.toSeconds() + " s"));
        while (failure == null && !lab.hasPublishedAll() && !isOver(begin) && !stop.isDone()) {
            if (settings.audience() && lab.audience().isEmpty() && isTimeForAudience(begin)) {
                lab.startAudience();
                progress.accept("viewers are watching; KPIs come for every 10 s, some 10 s after their end");
            }
            read(lab, reader);
        }
        lab.stopSources();
        double seconds = Duration.between(begin, Instant.now()).toMillis() / 1000.0;
        long published =
                lab.published().stream().mapToLong(stats -> stats.sent()).sum();
        Instant patience = failure != null
                ? Instant.MIN
                : Instant.now().plus(stop.isDone() ? SHORT_DRAIN_PATIENCE : DRAIN_PATIENCE);
        do {
            read(lab, reader);
        } while (!ledger.hasAll(published) && Instant.now().isBefore(patience));
        DemoSummary summary = new DemoSummary(
                Math.round(seconds * 10) / 10.0,
                ledger.firstResult().map(ProgressLog::sinceJvmStart).orElse(null),
                ledger.cameras(lab.published()),
                ledger.faces(),
                ledger.latency(),
                ledger.closeScore(),
                lab.models().detector(),
                lab.models().emotion(),
                lab.audience().map(windows::summary).orElse(null),
                residentMb(),
                ledger.skippedWarm(),
                ledger.rejectReasons());
        handlers.finish(summary);
        return summary;
    }

    private boolean isTimeForAudience(Instant begin) {
        return ledger.firstResult().isPresent() || Instant.now().isAfter(begin.plus(AUDIENCE_DELAY));
    }

    private void read(LabRun lab, RecordReader reader) {
        boolean first = ledger.firstResult().isEmpty();
        reader.poll(TICK);
        if (first && ledger.firstResult().isPresent()) {
            progress.accept("first result");
        }
        Instant now = Instant.now();
        windows.tick(now);
        handlers.tick(now);
        try {
            lab.failIfGivenUp();
        } catch (FailedException e) {
            failure = e;
        }
    }

    private boolean isOver(Instant begin) {
        return duration != null && Duration.between(begin, Instant.now()).compareTo(duration) >= 0;
    }

    /** Null where there is no {@code /proc}. */
    private static Long residentMb() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .map(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElse(null);
        } catch (IOException e) {
            return null;
        }
    }
}
