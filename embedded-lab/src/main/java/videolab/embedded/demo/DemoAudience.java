package videolab.embedded.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.apache.spark.sql.SparkSession;
import videolab.cli.Broker;
import videolab.cli.KafkaSettings;
import videolab.contract.Topics;
import videolab.processor.audience.AudienceCounters;
import videolab.processor.audience.AudienceService;
import videolab.processor.audience.AudienceSettings;
import videolab.processor.audience.sessions.SessionRules;
import videolab.processor.kpis.FileFormat;
import videolab.processor.kpis.KpiStoreSettings;
import videolab.processor.spark.QueryTrigger;
import videolab.results.kpis.KpiHandler;
import videolab.results.kpis.KpiReader;
import videolab.results.kpis.KpiRow;
import videolab.results.kpis.KpiWindow;
import videolab.results.kpis.KpiWindows;
import videolab.results.reading.Latencies;

/** The audience side of the demo: simulated viewers, the pipeline in the demo's Spark session, and a reader of its rows. */
final class DemoAudience implements AutoCloseable {

    /** Short, so that a demo of half a minute shows numbers; viewers are simulated to be no later. */
    private static final SessionRules RULES =
            new SessionRules(Duration.ofSeconds(10), Duration.ofSeconds(5), Duration.ofSeconds(10));

    private static final QueryTrigger TRIGGER = new QueryTrigger.Processing(Duration.ofSeconds(5));
    private static final long MOST_PER_BATCH = 10_000;
    private static final int WINDOWS_KEPT = 10;
    private static final int SALT_BYTES = 32;

    private final AudienceService service;
    private final DemoViewers viewers;
    private final KpiReader reader;
    private final KpiWindows windows = new KpiWindows(WINDOWS_KEPT);
    private final Latencies latencies = new Latencies();
    private final Instant begin;
    private long windowsRead;
    private Instant lastOverall = Instant.MIN;
    private KpiWindow latest;
    private CompletableFuture<Void> closing;

    private DemoAudience(SparkSession spark, AudienceSettings settings, Consumer<String> notices) {
        this.begin = Instant.now();
        this.reader = KpiReader.open(
                new Broker(settings.kafka()), List.of(settings.store().topic()), new Rows(notices));
        this.service = AudienceService.start(spark, settings);
        this.viewers = DemoViewers.start(settings.kafka(), settings.rules());
    }

    /**
     * Starts viewers, pipeline and reader.
     *
     * @param checkpoint folder of the demo's checkpoints
     * @param notices takes what the reader has to say to a person
     */
    static DemoAudience start(SparkSession spark, KafkaSettings kafka, String checkpoint, Consumer<String> notices) {
        byte[] salt = new byte[SALT_BYTES];
        ThreadLocalRandom.current().nextBytes(salt); // of people who do not exist
        return new DemoAudience(
                spark,
                new AudienceSettings(
                        kafka,
                        Topics.PLAYER_EVENTS.name(),
                        TRIGGER,
                        checkpoint,
                        MOST_PER_BATCH,
                        RULES,
                        new KpiStoreSettings(
                                kafka, Topics.AUDIENCE_KPIS.name(), Optional.empty(), Set.of(FileFormat.PARQUET)),
                        Optional.empty(),
                        HexFormat.of().formatHex(salt),
                        false),
                notices);
    }

    /** Slots that the pipeline's widest shuffle needs, beside those of the faces. */
    static int slots() {
        return Topics.PLAYER_EVENTS.partitions();
    }

    /** Windows that have come since the last call, without waiting. */
    List<KpiWindow> poll() {
        if (closing != null) {
            return List.of();
        }
        reader.poll(Duration.ZERO);
        List<KpiWindow> taken = windows.takeNew(Instant.now());
        taken.forEach(window -> latest = window);
        return taken;
    }

    /** The latest window; empty before the first. */
    Optional<KpiWindow> latest() {
        return Optional.ofNullable(latest);
    }

    /** Completes exceptionally when the pipeline was given up. */
    CompletableFuture<Void> end() {
        return service.end();
    }

    /** The end: viewers go, what has come is read, and the query is stopped while the caller does other things. */
    void finish() {
        viewers.close();
        poll();
        closing = CompletableFuture.runAsync(service::close);
    }

    DemoSummary.Audience summary() {
        AudienceCounters.Snapshot counters = service.counters();
        return new DemoSummary.Audience(
                viewers.sent(),
                counters.accepted(),
                counters.rejected(),
                windowsRead,
                latencies.summary().map(DemoSummary.Seconds::of).orElse(null),
                latest().flatMap(KpiWindow::overall)
                        .map(DemoSummary.Figures::of)
                        .orElse(null));
    }

    @Override
    public void close() {
        viewers.close();
        if (closing == null) {
            service.close();
        } else {
            closing.join();
        }
        reader.close();
    }

    /** Rows as they come, but those that a second start on the same data repeats or catches up with. */
    private final class Rows implements KpiHandler {

        private final Consumer<String> notices;

        Rows(Consumer<String> notices) {
            this.notices = notices;
        }

        @Override
        public void row(KpiRow row, Instant readAt) {
            if (row.windowEnd().isBefore(begin)) {
                return;
            }
            windows.put(row, readAt);
            if (row.table().equals(KpiWindow.OVERALL) && row.windowStart().isAfter(lastOverall)) {
                lastOverall = row.windowStart();
                windowsRead++;
                latencies.record(Duration.between(row.windowEnd(), readAt));
            }
        }

        @Override
        public void notice(String sentence) {
            notices.accept(sentence);
        }
    }
}
