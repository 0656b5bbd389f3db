package videolab.embedded.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Help.Ansi;
import videolab.cli.Broker;
import videolab.cli.FailedException;
import videolab.contract.FrameResult;
import videolab.contract.Topics;
import videolab.embedded.EmbeddedBroker;
import videolab.processor.faces.FacesService;
import videolab.processor.faces.FacesSettings;
import videolab.processor.faces.crops.CropStore;
import videolab.processor.faces.crops.CropStoreSettings;
import videolab.processor.spark.LabSpark;
import videolab.processor.spark.OrderlyStop;
import videolab.results.kpis.KpiReport;
import videolab.results.kpis.KpiWindow;
import videolab.results.reading.RecordReader;
import videolab.results.reading.RejectedFrame;
import videolab.results.reading.ResultHandler;
import videolab.results.reading.ResultReader;
import videolab.results.tail.Tail;
import videolab.results.tail.TailSettings;
import videolab.source.capture.FrameSource;
import videolab.source.publish.FramePublisher;
import videolab.source.publish.PublisherSettings;

/** Starts broker, Spark and reader, publishes frames, waits until all have come back, and adds up. */
final class Demo {

    private static final String MASTER = "local[8]";
    private static final Duration START_PATIENCE = Duration.ofSeconds(90);
    private static final Duration DRAIN_PATIENCE = Duration.ofMinutes(1);

    /** After Ctrl-C somebody waits. */
    private static final Duration SHORT_DRAIN_PATIENCE = Duration.ofSeconds(2);

    /** The first picture comes first: Spark plans the audience's query when a result has come, or after so long. */
    private static final Duration AUDIENCE_WAITS = Duration.ofSeconds(5);

    private static final int KPI_ROWS = 3;
    private static final Duration TICK = Duration.ofMillis(50);
    private static final Instant JVM_START =
            Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());

    private final DemoSettings settings;
    private final PrintWriter out;
    private final PrintWriter err;
    private final OwnFrames own = new OwnFrames();
    private final DemoLedger ledger = new DemoLedger(own);
    private final Tail tail;
    private DemoAudience audience;

    Demo(DemoSettings settings, PrintWriter out, PrintWriter err) {
        this.settings = settings;
        this.out = out;
        this.err = err;
        this.tail = new Tail(new TailSettings(Set.of(), null, null, false, Ansi.AUTO.enabled()), out, err);
    }

    /**
     * Runs until the time is over, the input ends, or a stop is requested.
     *
     * @param cameras closed here
     * @return empty when it was stopped before the first frame
     */
    Optional<DemoSummary> run(List<FrameSource> cameras, OrderlyStop stop) throws InterruptedException, IOException {
        LabSpark.requireSlots(
                MASTER,
                Topics.FRAMES.partitions(),
                Topics.FACE_CROPS.partitions() + (settings.audience() ? DemoAudience.slots() : 0));
        List<FrameSource> noted = cameras.stream().map(own::of).toList();
        try (EmbeddedBroker broker = EmbeddedBroker.start(settings.data().resolve("kafka"), settings.kafkaPort())) {
            say("Kafka broker at " + broker.bootstrap() + ", data in " + settings.data());
            settings.faces().ifPresent(this::deleteOldFaces);
            try (SparkSession spark = LabSpark.open("video-lab demo", MASTER, false);
                    FacesService faces = FacesService.start(spark, facesSettings(broker), Topics.FRAMES.partitions());
                    ResultReader reader = ResultReader.open(
                            new Broker(broker.kafka()), Topics.RESULTS.name(), RecordReader.Start.END, handler())) {
                awaitReading(faces, stop);
                if (stop.requested().isDone()) {
                    return Optional.empty();
                }
                say("Spark is reading: detector " + faces.models().detector() + ", emotion model "
                        + Optional.ofNullable(faces.models().emotion()).orElse("none"));
                try {
                    return Optional.of(publishAndRead(noted, broker, spark, faces, reader, stop));
                } finally {
                    if (audience != null) { // it begins in the midst of the faces
                        audience.close();
                    }
                }
            }
        } finally {
            noted.forEach(FrameSource::close);
        }
    }

    private DemoSummary publishAndRead(
            List<FrameSource> cameras,
            EmbeddedBroker broker,
            SparkSession spark,
            FacesService faces,
            ResultReader reader,
            OrderlyStop stop)
            throws InterruptedException, IOException {
        Instant begin = Instant.now();
        ledger.begin(begin);
        tail.begin(begin);
        Instant audienceAt = begin.plus(AUDIENCE_WAITS);
        FramePublisher publisher = FramePublisher.start(
                cameras, PublisherSettings.to(broker.kafka()).with(ledger::truth));
        try (publisher) {
            say("publishing " + cameras.size() + (cameras.size() == 1 ? " camera" : " cameras")
                    + (settings.duration() == null
                            ? "; Ctrl-C ends"
                            : " for " + settings.duration().toSeconds() + " s"));
            CompletableFuture<Void> end = faces.end();
            boolean ended = false;
            while (!ended && !isOver(begin) && !stop.requested().isDone()) {
                ended = publisher.awaitEnd(Duration.ZERO);
                failIfGivenUp(end);
                if (settings.audience()
                        && audience == null
                        && (ledger.firstResult().isPresent() || Instant.now().isAfter(audienceAt))) {
                    startAudience(spark, broker);
                }
                read(reader);
            }
        }
        if (audience != null) {
            audience.finish();
        }
        double seconds = Duration.between(begin, Instant.now()).toMillis() / 1000.0;
        long published =
                publisher.stats().stream().mapToLong(stats -> stats.sent()).sum();
        Instant patience = Instant.now().plus(stop.requested().isDone() ? SHORT_DRAIN_PATIENCE : DRAIN_PATIENCE);
        while (!ledger.hasAll(published) && Instant.now().isBefore(patience)) {
            read(reader);
        }
        if (!settings.headless()) {
            tail.finish(Instant.now(), reader.unreadable());
        }
        return new DemoSummary(
                Math.round(seconds * 10) / 10.0,
                ledger.firstResult().map(Demo::sinceJvmStart).orElse(null),
                ledger.cameras(publisher.stats()),
                ledger.faces(),
                ledger.latency(),
                ledger.closeScore(),
                faces.models().detector(),
                faces.models().emotion(),
                audience == null ? null : audience.summary(),
                residentMb());
    }

    private void startAudience(SparkSession spark, EmbeddedBroker broker) {
        audience = DemoAudience.start(spark, broker.kafka(), checkpoint(), tail::notice);
        say("viewers are watching; a line of KPIs comes for every window of 10 s, some 10 s after its end");
    }

    /** The latest window of the audience as tables; empty before the first. */
    Optional<String> latestKpis() {
        return Optional.ofNullable(audience)
                .flatMap(DemoAudience::latest)
                .map(window -> new KpiReport(Set.of(), KPI_ROWS, Ansi.AUTO.enabled()).of(window, Instant.now()));
    }

    /** Frames that were skipped although everything was warm. */
    long skippedWarm() {
        return ledger.skippedWarm();
    }

    private void read(ResultReader reader) {
        reader.poll(TICK);
        if (!settings.headless()) {
            tail.tick(Instant.now(), reader.unreadable());
        }
        if (audience != null) {
            failIfGivenUp(audience.end());
            for (KpiWindow window : audience.poll()) {
                if (!settings.headless()) {
                    out.println("-- audience " + KpiReport.line(window));
                    out.flush();
                }
            }
        }
    }

    private FacesSettings facesSettings(EmbeddedBroker broker) {
        return new FacesSettings(
                broker.kafka(),
                Topics.FRAMES.name(),
                settings.trigger(),
                checkpoint(),
                settings.analyzer(),
                settings.faces());
    }

    /** Of earlier runs on the same data. */
    private void deleteOldFaces(CropStoreSettings faces) {
        try {
            CropStore.open(faces).deleteOld(Instant.now());
        } catch (IOException | RuntimeException e) {
            say("old faces could not be deleted: " + e.getMessage());
        }
    }

    private String checkpoint() {
        return settings.data().resolve("checkpoint").toString();
    }

    private ResultHandler handler() {
        return new ResultHandler() {
            @Override
            public void result(FrameResult result, Instant readAt) {
                boolean first = ledger.firstResult().isEmpty();
                ledger.result(result, readAt);
                if (first) {
                    say("first result");
                }
                if (!settings.headless()) {
                    tail.result(result, readAt);
                }
            }

            @Override
            public void rejected(RejectedFrame frame, Instant readAt) {
                ledger.rejected(frame, readAt);
                tail.rejected(frame, readAt);
            }

            @Override
            public void notice(String sentence) {
                tail.notice(sentence);
            }
        };
    }

    private void awaitReading(FacesService faces, OrderlyStop stop) throws InterruptedException {
        CompletableFuture<Void> end = faces.end();
        Instant patience = Instant.now().plus(START_PATIENCE);
        while (!faces.isReading() && !stop.requested().isDone()) {
            failIfGivenUp(end);
            if (Instant.now().isAfter(patience)) {
                throw new FailedException("Spark did not begin to read within " + START_PATIENCE.toSeconds()
                        + " s; VIDEO_LAB_LOG_LEVEL=debug tells more");
            }
            TimeUnit.MILLISECONDS.sleep(TICK.toMillis());
        }
    }

    private static void failIfGivenUp(CompletableFuture<Void> end) {
        if (end.isCompletedExceptionally()) {
            try {
                end.join();
            } catch (CompletionException e) {
                throw e.getCause() instanceof FailedException failed ? failed : e;
            }
        }
    }

    private boolean isOver(Instant begin) {
        return settings.duration() != null
                && Duration.between(begin, Instant.now()).compareTo(settings.duration()) >= 0;
    }

    private void say(String sentence) {
        out.flush();
        err.printf(Locale.ROOT, "[%5.1f s] %s%n", sinceJvmStart(Instant.now()), sentence);
        err.flush();
    }

    private static double sinceJvmStart(Instant instant) {
        return Math.round(Duration.between(JVM_START, instant).toMillis() / 10.0) / 100.0;
    }

    /** Null where there is no {@code /proc}. */
    private static Long residentMb() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return null;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .map(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElse(null);
    }
}
