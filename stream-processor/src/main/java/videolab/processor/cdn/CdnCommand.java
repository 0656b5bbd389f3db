package videolab.processor.cdn;

import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
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
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import videolab.cli.Broker;
import videolab.cli.LabCommandLine;
import videolab.cli.MetricsOptions;
import videolab.cli.MetricsServer;
import videolab.cli.StatusReporter;
import videolab.cli.StopSignal;
import videolab.cli.SummaryOption;
import videolab.cli.Tuning;
import videolab.cli.UsageException;
import videolab.contract.Topics;
import videolab.processor.cdn.formats.LogFormat;
import videolab.processor.cdn.formats.ReaderSettings;
import videolab.processor.kpis.KpiOptions;
import videolab.processor.spark.LabSpark;
import videolab.processor.spark.QueryStarts;
import videolab.processor.spark.QueryTrigger;
import videolab.processor.spark.ServiceRun;
import videolab.processor.spark.SparkStop;
import videolab.processor.spark.StallOption;
import videolab.processor.spark.StallWatch;

/** {@code process cdn}: access logs to KPIs of delivery. */
@Command(
        name = "cdn",
        description = "Computes delivery KPIs from CDN access logs: reads cdnlogs, writes cdn-kpis and files.",
        footer = {
            "",
            "Examples:",
            "  ./lab process cdn --root kpis",
            "  ./lab process cdn --log-format cloudfront-std --trigger available-now --summary json",
            "  ./lab process cdn --input logs/2026-01-02 --root kpis  # CloudFront's Parquet",
            "  # the log holds 10 %% of the requests",
            "  ./lab process cdn --sampling-rate cloudfront-rt=0.1"
        })
public final class CdnCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(CdnCommand.class);
    private static final int REPORT_EVERY_S = 10;
    private static final Duration SHORTEST_WINDOW = Duration.ofSeconds(1);

    /** Options that are about reading the topic on and on. */
    private static final List<String> OF_THE_TOPIC =
            List.of("--topic", "--trigger", "--watermark", "--max-per-batch", "--checkpoint", "--duration", "--stall");

    @Spec
    private CommandSpec spec;

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
            defaultValue = "cdnlogs",
            description = "Topic to read (default: ${DEFAULT-VALUE}).")
    private String topic;

    @Option(
            names = "--input",
            paramLabel = "URI",
            description =
                    "Read this file or folder once instead of the topic: Parquet of CloudFront, or plain and gzip logs; on any Hadoop filesystem (default: the topic).")
    private String input;

    @Tuning
    @Option(
            names = "--log-format",
            paramLabel = "FORMAT",
            description =
                    "edgecast, cloudfront-rt, cloudfront-std, akamai-ds2, nginx, nginx-json, combined, cloudflare, fastly, google-media-cdn or aws-alb; applies to records without a format header (default: detected per record).")
    private String logFormat;

    @Tuning
    @Option(
            names = "--cloudfront-fields",
            paramLabel = "NAMES",
            split = ",",
            description =
                    "Fields of the CloudFront real-time log configuration, in order, separated by commas (default: all).")
    private List<String> cloudFrontFields = List.of();

    @Tuning
    @Option(
            names = "--akamai-fields",
            paramLabel = "NAMES",
            split = ",",
            description =
                    "Fields of structured DataStream 2 lines, in the stream's order, separated by commas and named as in its JSON (default: JSON alone, or a #Fields line).")
    private List<String> akamaiFields = List.of();

    @Tuning
    @Option(
            names = "--sampling-rate",
            paramLabel = "FORMAT=RATE",
            split = ",",
            description = "Share of requests that are logged, per format: above 0, at most 1 (default: 1).")
    private Map<String, Double> samplingRates = Map.of();

    @Mixin
    private SummaryOption summary;

    @Override
    public Integer call() throws IOException {
        ReaderSettings reader = reader();
        if (options.window().compareTo(SHORTEST_WINDOW) < 0) {
            throw new UsageException("--window", options.window().toMillis() + "ms", "1s or more is expected");
        }
        Duration stall = stallOption.stall(options.trigger(), options.master());
        options.logIn();
        refuseOptionsOfTheTopic();
        Optional<LogFiles> files = Optional.ofNullable(input).map(LogFiles::of);
        CdnSettings settings = settings(reader, files);
        LOG.info(
                "{} at {} -> {}, files {}; checkpoint {}; window {} s, watermark {} s",
                files.isPresent() ? input : topic,
                broker.bootstrap(),
                Topics.CDN_KPIS.name(),
                settings.store().root().orElse("none"),
                settings.checkpoint(),
                settings.window().toSeconds(),
                settings.watermark().toSeconds());
        CdnSummary done;
        Map<String, Long> unknownResults;
        ScheduledExecutorService chores = Executors.newSingleThreadScheduledExecutor();
        try (StopSignal stop = SparkStop.install();
                SparkSession spark = LabSpark.open("video-lab cdn", options.master(), options.ui());
                QueryStarts starts = QueryStarts.of(spark);
                CdnService service = CdnService.start(spark, settings);
                StatusReporter status = StatusReporter.start(settings.kafka(), "process cdn", starts::facts);
                StallWatch watch = service.watch(stall);
                MetricsServer server = metrics.start(service.end(), StallWatch.troubleOf(watch), starts::ages)) {
            stop.begin();
            chores.scheduleAtFixedRate(
                    () -> LOG.info(text(service.summary(), service.unknownResults())),
                    REPORT_EVERY_S,
                    REPORT_EVERY_S,
                    TimeUnit.SECONDS);
            ServiceRun.untilTheEnd(service.end(), stop, options.duration(), chores);
            done = service.summary();
            unknownResults = service.unknownResults();
        }
        summary.print(done, () -> text(done, unknownResults));
        return LabCommandLine.DONE;
    }

    private void refuseOptionsOfTheTopic() {
        if (input == null) {
            return;
        }
        for (String option : OF_THE_TOPIC) {
            if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
                throw new UsageException(option + " is for reading the topic and has no effect with --input '" + input
                        + "'; give one of the two");
            }
        }
    }

    private CdnSettings settings(ReaderSettings reader, Optional<LogFiles> files) {
        QueryTrigger trigger = files.isPresent() ? new QueryTrigger.AvailableNow() : options.trigger();
        long mostPerTrigger = options.mostPerTrigger();
        broker.require(Topics.CDN_KPIS.name(), Topics.REJECTED_EVENTS.name());
        if (files.isEmpty()) {
            broker.require(topic);
        }
        return new CdnSettings(
                broker.settings(),
                topic,
                trigger,
                files.isPresent() ? "none" : options.checkpoint(broker, topic),
                mostPerTrigger,
                options.window(),
                options.watermark(),
                reader,
                options.store(broker, Topics.CDN_KPIS.name()),
                files);
    }

    private ReaderSettings reader() {
        Map<LogFormat, Double> rates = new EnumMap<>(LogFormat.class);
        samplingRates.forEach((format, rate) -> {
            if (!(rate > 0 && rate <= 1)) {
                throw new UsageException(
                        "--sampling-rate", format + "=" + rate, "a rate over 0 and at most 1 is expected");
            }
            rates.put(format("--sampling-rate", format), rate);
        });
        LogFormat assumed = logFormat == null ? null : format("--log-format", logFormat);
        return new ReaderSettings(assumed, cloudFrontFields, akamaiFields, rates);
    }

    private static LogFormat format(String option, String name) {
        return LogFormat.of(name)
                .orElseThrow(
                        () -> new UsageException(option, name, "one of " + LogFormat.wireNames() + " is expected"));
    }

    /** Counted as requests, but neither as hits nor as misses. */
    private static String text(Map<String, Long> counts) {
        return counts.isEmpty() ? "" : "; unknown cache results, by word: " + counts;
    }

    private static String text(CdnSummary sums, Map<String, Long> unknownResults) {
        return "read " + sums.read() + " lines in " + sums.records() + " records, accepted " + sums.accepted()
                + ", rejected " + sums.rejected() + ", late sums " + sums.late() + "; wrote " + sums.windows()
                + " windows, " + sums.rows() + " rows" + text(unknownResults);
    }
}
