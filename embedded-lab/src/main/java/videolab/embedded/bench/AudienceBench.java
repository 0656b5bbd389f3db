package videolab.embedded.bench;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.octet_length;
import static org.apache.spark.sql.functions.sum;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import videolab.cli.FailedException;
import videolab.contract.Topics;
import videolab.embedded.audience.KpiOutputs;
import videolab.embedded.audience.KpiRows;
import videolab.embedded.run.EmbeddedBroker;
import videolab.embedded.run.TemporaryRun;
import videolab.processor.audience.AudienceService;
import videolab.processor.audience.AudienceSettings;
import videolab.processor.audience.sessions.SessionRules;
import videolab.processor.kpis.FileFormat;
import videolab.processor.kpis.KpiStoreSettings;
import videolab.processor.spark.QueryTrigger;

/** Publishes, processes in turns, then watches the delay of rows in real time. */
final class AudienceBench {

    /** The service's defaults. */
    private static final SessionRules RULES =
            new SessionRules(Duration.ofSeconds(30), Duration.ofSeconds(45), Duration.ofSeconds(30));

    /** Nobody's secret: these viewers do not exist. */
    private static final String SALT = "00".repeat(32);

    private static final Duration TRIGGER = Duration.ofSeconds(5);
    private static final long SERVICE_MOST_PER_BATCH = 1_000_000;
    private static final long LIVE_EVENTS_PER_S = 2_000;
    private static final Duration SAID_EVERY = Duration.ofSeconds(2);

    private final Settings settings;
    private final PrintWriter err;

    AudienceBench(Settings settings, PrintWriter err) {
        this.settings = settings;
        this.err = err;
    }

    /** What is measured; see {@link BenchAudienceCommand}. */
    record Settings(int sessions, long events, int turns, long mostPerBatch, int seconds) {}

    /** Seconds from the end of a window to its rows. */
    record Latency(double p50, double p95) {}

    /**
     * What was measured.
     *
     * @param heapPeakMb the largest heap, garbage included
     */
    record Summary(
            long events,
            int sessions,
            double eventsPerS,
            double parseOnlyEventsPerS,
            double ratio,
            List<Double> turnsEventsPerS,
            List<Double> turnsParseOnlyEventsPerS,
            Latency latencyFromWindowEndS,
            long stateBytesPerSession,
            long heapPeakMb) {}

    Summary run() throws Exception {
        return TemporaryRun.of("video-lab-bench", this::run);
    }

    private Summary run(EmbeddedBroker broker, SparkSession spark, Path folder) throws Exception {
        long events = publish(broker);
        List<Double> full = new ArrayList<>();
        List<Double> parseOnly = new ArrayList<>();
        for (int turn = 0; turn <= settings.turns(); turn++) {
            boolean counts = turn > 0;
            double speed = events / parseOnly(spark, settings(broker, folder.resolve("parse-only-" + turn)));
            say("only read and parsed: %,.0f events/s%s", speed, counts ? "" : ", not counted");
            double fullSpeed = events / full(spark, settings(broker, folder.resolve("full-" + turn)));
            say("audience: %,.0f events/s%s", fullSpeed, counts ? "" : ", not counted");
            if (counts) {
                parseOnly.add(rounded(speed));
                full.add(rounded(fullSpeed));
            }
        }
        long state =
                stateBytes(spark, folder.resolve("full-" + settings.turns()).resolve("checkpoint/audience"))
                        / settings.sessions();
        Latency latency = settings.seconds() == 0 ? null : latency(spark, folder);
        return new Summary(
                events,
                settings.sessions(),
                harmonicMean(full),
                harmonicMean(parseOnly),
                Math.round(harmonicMean(full) / harmonicMean(parseOnly) * 1000) / 1000.0,
                full,
                parseOnly,
                latency,
                state,
                heapPeakMb());
    }

    private long publish(EmbeddedBroker broker) throws Exception {
        long perRound = settings.sessions();
        Duration length = Duration.ofMillis(settings.events() / perRound * BulkViewers.HEARTBEAT_MS);
        long beginning = System.currentTimeMillis() - length.toMillis() - 60_000;
        Instant said = Instant.now();
        try (BulkViewers viewers = new BulkViewers(broker.bootstrap(), settings.sessions())) {
            while (viewers.sent() < settings.events()) {
                viewers.sendNext(beginning);
                if (Duration.between(said, Instant.now()).compareTo(SAID_EVERY) > 0) {
                    said = Instant.now();
                    say("%,d of %,d events published", viewers.sent(), settings.events());
                }
            }
            viewers.flush();
            return viewers.sent();
        }
    }

    /** Seconds that the query took for the whole topic. */
    private double full(SparkSession spark, AudienceSettings run) throws InterruptedException {
        long begin = System.nanoTime();
        try (AudienceService service = AudienceService.start(spark, run)) {
            service.end().get();
            return seconds(begin);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof FailedException failed ? failed : new IllegalStateException(e.getCause());
        }
    }

    private double parseOnly(SparkSession spark, AudienceSettings run) throws Exception {
        long begin = System.nanoTime();
        StreamingQuery query = new ParseOnlyPipeline(run).start(spark);
        query.awaitTermination();
        return seconds(begin);
    }

    private Latency latency(SparkSession spark, Path folder) throws Exception {
        int sessions = (int) (LIVE_EVENTS_PER_S * BulkViewers.HEARTBEAT_MS / 1000);
        Path liveFolder = folder.resolve("live");
        try (EmbeddedBroker broker = EmbeddedBroker.start(liveFolder.resolve("kafka"), 0);
                BulkViewers viewers = new BulkViewers(broker.bootstrap(), sessions);
                AudienceService service = AudienceService.start(
                        spark,
                        settings(broker, liveFolder, new QueryTrigger.Processing(TRIGGER), SERVICE_MOST_PER_BATCH))) {
            long beginning = System.currentTimeMillis();
            long end = beginning + settings.seconds() * 1000L;
            Instant said = Instant.now();
            while (System.currentTimeMillis() < end) {
                long due = beginning + viewers.sendNext(beginning);
                long early = due - System.currentTimeMillis();
                if (early > 0) {
                    TimeUnit.MILLISECONDS.sleep(early);
                }
                if (Duration.between(said, Instant.now()).compareTo(SAID_EVERY.multipliedBy(5)) > 0) {
                    said = Instant.now();
                    say("in real time: %d s left", (end - System.currentTimeMillis()) / 1000);
                }
            }
            viewers.flush();
            KpiRows rows = KpiOutputs.ofTopic(broker.bootstrap(), Topics.AUDIENCE_KPIS.name());
            List<Double> delays = new ArrayList<>();
            rows.forEachWindow(row -> delays.add(delay(row)));
            return latency(delays);
        }
    }

    private static Latency latency(List<Double> delays) {
        if (delays.isEmpty()) {
            return null;
        }
        delays.sort(Comparator.naturalOrder());
        return new Latency(quantile(delays, 0.5), quantile(delays, 0.95));
    }

    private static double quantile(List<Double> sorted, double share) {
        return rounded(sorted.get((int) Math.ceil(share * sorted.size()) - 1));
    }

    private static double delay(JsonNode row) {
        Instant end = Instant.parse(row.path("window_end").asText());
        return Duration.between(end, Instant.parse(row.path("emitted_at").asText()))
                        .toMillis()
                / 1000.0;
    }

    /** Keys and values of sessions, and timers, each of which Spark keeps by session and by time. */
    private static long stateBytes(SparkSession spark, Path checkpoint) {
        Row sessions = spark.read()
                .format("statestore")
                .option("path", checkpoint.toString())
                .option("stateVarName", "session")
                .load()
                .agg(sum(octet_length(col("key.value")).plus(octet_length(col("value.value")))))
                .first();
        Row timers = spark.read()
                .format("statestore")
                .option("path", checkpoint.toString())
                .option("readRegisteredTimers", true)
                .load()
                .agg(coalesce(
                        sum(octet_length(col("key.value")).plus(Long.BYTES)).multiply(2), lit(0L)))
                .first();
        return sessions.getLong(0) + timers.getLong(0);
    }

    private AudienceSettings settings(EmbeddedBroker broker, Path folder) {
        return settings(broker, folder, new QueryTrigger.AvailableNow(), settings.mostPerBatch());
    }

    private static AudienceSettings settings(
            EmbeddedBroker broker, Path folder, QueryTrigger trigger, long mostPerBatch) {
        return new AudienceSettings(
                broker.kafka(),
                Topics.PLAYER_EVENTS.name(),
                trigger,
                folder.resolve("checkpoint").toString(),
                mostPerBatch,
                RULES,
                new KpiStoreSettings(
                        broker.kafka(),
                        Topics.AUDIENCE_KPIS.name(),
                        Optional.of(folder.resolve("kpis").toString()),
                        Set.of(FileFormat.PARQUET)),
                Optional.empty(),
                SALT,
                false);
    }

    private static long heapPeakMb() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                        .filter(pool -> pool.getType() == MemoryType.HEAP)
                        .map(MemoryPoolMXBean::getPeakUsage)
                        .mapToLong(usage -> usage.getUsed())
                        .sum()
                >> 20;
    }

    private static double harmonicMean(List<Double> speeds) {
        return rounded(
                speeds.size() / speeds.stream().mapToDouble(speed -> 1 / speed).sum());
    }

    private static double seconds(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }

    private static double rounded(double value) {
        return Math.round(value * 10) / 10.0;
    }

    private void say(String format, Object... values) {
        err.printf(Locale.ROOT, format + "%n", values);
        err.flush();
    }
}
