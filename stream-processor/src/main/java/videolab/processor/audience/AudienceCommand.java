package videolab.processor.audience;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import videolab.cli.Broker;
import videolab.cli.LabCommandLine;
import videolab.cli.LabFolder;
import videolab.cli.MetricsOptions;
import videolab.cli.MetricsServer;
import videolab.cli.StatusReporter;
import videolab.cli.StopSignal;
import videolab.cli.Tuning;
import videolab.contract.Topics;
import videolab.processor.audience.sessions.SessionRules;
import videolab.processor.audience.viewers.Geo;
import videolab.processor.audience.viewers.ViewerSalt;
import videolab.processor.kpis.KpiOptions;
import videolab.processor.spark.LabSpark;
import videolab.processor.spark.QueryStarts;
import videolab.processor.spark.QueryTrigger;
import videolab.processor.spark.ServiceRun;
import videolab.processor.spark.SparkStop;
import videolab.processor.spark.StallOption;
import videolab.processor.spark.StallWatch;

/** {@code process audience}: the service. */
@Command(
        name = "audience",
        description = "Computes audience KPIs: reads player-events, writes audience-kpis and files (docs/kpis.md).",
        footer = {
            "",
            "Examples:",
            "  ./lab process audience --root kpis --format parquet,json",
            "  ./lab process audience --geo dbip-city-lite.mmdb --root hdfs://namenode:8020/kpis --user hadoop",
            "  # faster rows, for players with this heartbeat",
            "  ./lab process audience --window 10s --watermark 5s --heartbeat 10s"
        })
public final class AudienceCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(AudienceCommand.class);
    private static final int REPORT_EVERY_S = 10;

    @Mixin
    private Broker broker;

    @Mixin
    private MetricsOptions metrics;

    @Mixin
    private StallOption stallOption;

    @Mixin
    private KpiOptions options;

    @Tuning
    @Option(
            names = "--topic",
            paramLabel = "NAME",
            defaultValue = "player-events",
            description = "Topic to read (default: ${DEFAULT-VALUE}).")
    private String topic;

    @Option(
            names = "--heartbeat",
            paramLabel = "TIME",
            defaultValue = "30s",
            description =
                    "Longest expected time between two events of a player (default: ${DEFAULT-VALUE}). A session ends after three times this long without an event.")
    private Duration heartbeat;

    @Tuning
    @Option(
            names = "--resume",
            paramLabel = "TIME",
            defaultValue = "60m",
            description = "Keep the id of a silent session for this long; playback that continues within it counts as a"
                    + " resumed session (default: ${DEFAULT-VALUE}).")
    private Duration resume;

    @Tuning
    @Option(
            names = "--abandon",
            paramLabel = "TIME",
            defaultValue = "10m",
            description = "End a session without a first frame after this much silence (default: ${DEFAULT-VALUE}).")
    private Duration abandon;

    @Tuning
    @Option(
            names = "--max-sessions",
            paramLabel = "N",
            defaultValue = "" + SessionRules.MOST_SESSIONS,
            description =
                    "Most live sessions; events of further new ids are dropped and counted as over_limit (default:"
                            + " ${DEFAULT-VALUE}).")
    private int mostSessions;

    @Option(
            names = "--geo",
            paramLabel = "FILE",
            description =
                    "MaxMind database of cities or countries, such as DB-IP Lite or GeoLite2 (default: country and region are unknown).")
    private Path geo;

    @Tuning
    @Option(
            names = "--salt",
            paramLabel = "FILE",
            defaultValue = LabFolder.VARIABLE + "/viewer-salt",
            description =
                    "File with the salt of the viewer hashes, created if missing. Keep it secret: it can identify a known viewer (default: .lab/viewer-salt).")
    private Path salt;

    @Tuning
    @Option(
            names = "--keep-addresses",
            description = "Write viewer addresses into session rows. They are personal data (default: dropped).")
    private boolean keepAddresses;

    @Override
    public Integer call() throws IOException {
        options.logIn();
        if (geo != null) {
            Geo.open(geo).close(); // says at once what would fail in every task
        }
        Duration stall = stallOption.stall(options.trigger(), options.master());
        SessionRules rules =
                new SessionRules(options.window(), options.watermark(), heartbeat, resume, abandon, mostSessions);
        AudienceSettings settings = settings(rules);
        LOG.info(
                "{} at {} -> {}, files {}; checkpoint {}, salt {}; window {} s, watermark {} s",
                topic,
                broker.bootstrap(),
                Topics.AUDIENCE_KPIS.name(),
                settings.store().root().orElse("none"),
                settings.checkpoint(),
                salt,
                rules.window().toSeconds(),
                rules.watermark().toSeconds());
        if (rules.window().compareTo(rules.heartbeat()) < 0) {
            LOG.warn(
                    "--window {} s is shorter than --heartbeat {} s: a viewer who only plays is missing from a window"
                            + " without a heartbeat, and concurrent viewers, sessions and unique viewers are too low",
                    rules.window().toSeconds(),
                    rules.heartbeat().toSeconds());
        }
        if (geo == null) {
            LOG.info("country and region are unknown: --geo names no database");
        }
        ScheduledExecutorService chores = Executors.newSingleThreadScheduledExecutor();
        try (StopSignal stop = SparkStop.install();
                SparkSession spark = LabSpark.open("video-lab audience", options.master(), options.ui());
                QueryStarts starts = QueryStarts.of(spark);
                AudienceService service = AudienceService.start(spark, settings);
                StatusReporter status = StatusReporter.start(settings.kafka(), "process audience", starts::facts);
                StallWatch watch = service.watch(stall);
                MetricsServer server = metrics.start(service.end(), StallWatch.troubleOf(watch), starts::ages)) {
            stop.begin();
            chores.scheduleAtFixedRate(() -> report(service), REPORT_EVERY_S, REPORT_EVERY_S, TimeUnit.SECONDS);
            ServiceRun.untilTheEnd(service.end(), stop, options.duration(), chores);
            report(service);
        }
        return LabCommandLine.DONE;
    }

    private AudienceSettings settings(SessionRules rules) {
        // What is wrong with the options is told before a broker is waited for.
        QueryTrigger trigger = options.trigger();
        long mostPerTrigger = options.mostPerTrigger();
        broker.require(topic, Topics.AUDIENCE_KPIS.name(), Topics.REJECTED_EVENTS.name());
        return new AudienceSettings(
                broker.settings(),
                topic,
                trigger,
                options.checkpoint(broker, topic),
                mostPerTrigger,
                rules,
                options.store(broker, Topics.AUDIENCE_KPIS.name()),
                Optional.ofNullable(geo),
                HexFormat.of().formatHex(ViewerSalt.readOrCreate(salt)),
                keepAddresses);
    }

    private static void report(AudienceService service) {
        AudienceCounters.Snapshot sums = service.counters();
        LOG.info(
                "events {}, rejected {}, behind the watermark {}; {} sessions in memory",
                sums.accepted(),
                sums.rejected(),
                sums.behindWatermark(),
                sums.liveSessions());
    }
}
