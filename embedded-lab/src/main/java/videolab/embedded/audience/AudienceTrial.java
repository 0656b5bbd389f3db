package videolab.embedded.audience;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.spark.sql.SparkSession;
import videolab.cli.KafkaSettings;
import videolab.contract.Topics;
import videolab.embedded.run.EmbeddedBroker;
import videolab.embedded.run.TemporaryRun;
import videolab.processor.audience.AudienceService;
import videolab.processor.audience.AudienceSettings;
import videolab.processor.audience.sessions.SessionRules;
import videolab.processor.kpis.FileFormat;
import videolab.processor.kpis.KpiStoreSettings;
import videolab.processor.spark.QueryTrigger;
import videolab.source.publish.TimedPublisher;
import videolab.source.publish.TimedRecord;
import videolab.source.publish.ViewerPublisher;
import videolab.source.viewers.ScenarioSettings;
import videolab.source.viewers.ViewerScenario;

/** Sends a scenario through Kafka and the service, and compares what comes out, in files and on the topic, with its truth. */
public final class AudienceTrial {

    /**
     * Simulated time that is sent before the service works it off: the watermark moves in steps, as it does in service. Out of a
     * backlog, Spark takes a number of records from each partition, however far apart they are in time.
     */
    private static final Duration STEP = Duration.ofSeconds(20);

    /** Nobody's secret: these viewers do not exist. */
    private static final String SALT = "00".repeat(32);

    private static final long MOST_PER_BATCH = 1_000_000;

    private static final Duration PATIENCE = Duration.ofMinutes(20);

    private final ViewerScenario scenario;
    private final Optional<Path> geo;
    private final boolean restart;
    private final PrintWriter err;

    /**
     * A trial.
     *
     * @param restart end the service in the middle and start it again on its checkpoint
     */
    public AudienceTrial(ViewerScenario scenario, Optional<Path> geo, boolean restart, PrintWriter err) {
        this.scenario = scenario;
        this.geo = geo;
        this.restart = restart;
        this.err = err;
    }

    /**
     * What came out.
     *
     * @param rows that were compared: of KPI tables, and of sessions
     * @param mismatches with the truth, between files and topic, and rows that came twice
     */
    public record Outcome(
            long events,
            long sessions,
            long windows,
            long rows,
            long late,
            long duplicates,
            long rejected,
            List<KpiMismatch> mismatches) {}

    /** Runs it with a broker and a Spark of its own in a folder that is deleted afterwards. */
    public Outcome run() throws Exception {
        return TemporaryRun.of("video-lab-eval", this::run);
    }

    private Outcome run(EmbeddedBroker broker, SparkSession spark, Path folder)
            throws IOException, InterruptedException, ExecutionException {
        keepEverything(broker);
        Truth truth = Truth.of(scenario);
        List<TimedRecord> records = ViewerPublisher.records(scenario, true);
        AudienceSettings settings = settings(scenario.settings(), broker.kafka(), folder, geo);
        long rejected = 0;
        try (AudienceProgress progress = AudienceProgress.of(spark, records.size(), err)) {
            int half = restart ? records.size() / 2 : 0;
            if (restart) {
                try (AudienceService service = AudienceService.start(spark, settings)) {
                    send(records.subList(0, half), broker, service, progress);
                    rejected += service.counters().rejected();
                }
                err.println("the service ended in the middle and starts again");
            }
            try (AudienceService service = AudienceService.start(spark, settings)) {
                send(records.subList(half, records.size()), broker, service, progress);
                progress.awaitIdle(() -> service.end().isDone(), PATIENCE);
                rejected += service.counters().rejected();
            }
        }
        KpiRows files = KpiOutputs.ofFiles(spark, folder.resolve("kpis"));
        KpiRows topic = KpiOutputs.ofTopic(broker.bootstrap(), Topics.AUDIENCE_KPIS.name());
        return new Outcome(
                records.size(),
                truth.rows().count(KpiRows.SESSIONS),
                truth.rows().count("overall"),
                geo.isPresent() ? files.size() : files.size() - files.count("geo"),
                files.sum("overall", "late"),
                files.sum("overall", "duplicates"),
                rejected,
                compare(truth, files, topic, geo.isPresent()));
    }

    /** The records are dated back. On a slow machine the topic would drop them before they are read, and rows would be untrue. */
    private static void keepEverything(EmbeddedBroker broker) throws InterruptedException, ExecutionException {
        var topic = new ConfigResource(ConfigResource.Type.TOPIC, Topics.PLAYER_EVENTS.name());
        var forever = new AlterConfigOp(new ConfigEntry("retention.ms", "-1"), AlterConfigOp.OpType.SET);
        try (Admin admin = Admin.create(broker.kafka().admin(Map.of()))) {
            admin.incrementalAlterConfigs(Map.of(topic, List.of(forever))).all().get();
        }
    }

    /** Step by step, each processed before the next one. */
    private static void send(
            List<TimedRecord> records, EmbeddedBroker broker, AudienceService service, AudienceProgress progress)
            throws InterruptedException {
        long before = progress.read();
        try (TimedPublisher publisher = new TimedPublisher(broker.kafka(), Topics.PLAYER_EVENTS.name(), 0)) {
            for (int from = 0; from < records.size(); ) {
                Instant end = records.get(from).at().plus(STEP);
                int to = from;
                while (to < records.size() && records.get(to).at().isBefore(end)) {
                    to++;
                }
                publisher.send(records.subList(from, to), each -> {});
                progress.awaitRead(before + to, () -> service.end().isDone(), PATIENCE);
                from = to;
            }
        }
    }

    /** All that is wrong with an output: rows in files that came twice, files and topic that differ, and untrue numbers. */
    public static List<KpiMismatch> compare(Truth truth, KpiRows files, KpiRows topic, boolean geo) {
        List<KpiMismatch> mismatches = new ArrayList<>();
        for (KpiRows.Key key : files.repeated()) {
            mismatches.add(new KpiMismatch(
                    key.table(), key.windowStart(), key.dimensions(), "row", "one in the files", "several"));
        }
        mismatches.addAll(KpiComparison.withGeography(geo).compare(truth.rows(), files));
        mismatches.addAll(KpiComparison.identical(files, topic));
        return mismatches;
    }

    /** The service's settings for a scenario. */
    public static AudienceSettings settings(
            ScenarioSettings scenario, KafkaSettings kafka, Path folder, Optional<Path> geo) {
        return new AudienceSettings(
                kafka,
                Topics.PLAYER_EVENTS.name(),
                new QueryTrigger.Processing(Duration.ZERO),
                folder.resolve("checkpoint").toString(),
                MOST_PER_BATCH,
                new SessionRules(scenario.window(), scenario.watermark(), scenario.sessionHeartbeat()),
                new KpiStoreSettings(
                        kafka,
                        Topics.AUDIENCE_KPIS.name(),
                        Optional.of(folder.resolve("kpis").toString()),
                        Set.of(FileFormat.PARQUET)),
                geo,
                SALT,
                false);
    }
}
