package videolab.processor.cdn;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
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
import videolab.cli.UsageException;
import videolab.contract.Json;
import videolab.contract.Topics;
import videolab.processor.cdn.formats.LogFormat;
import videolab.processor.cdn.formats.ReaderSettings;
import videolab.processor.kpis.KpiOptions;
import videolab.processor.spark.LabSpark;
import videolab.processor.spark.OrderlyStop;
import videolab.processor.spark.QueryTrigger;
import videolab.processor.spark.ServiceRun;

/** {@code process cdn}: access logs to KPIs of delivery. */
@Command(
        name = "cdn",
        description = "Turns access logs of CDNs into KPIs: cdnlogs in, cdn-kpis and files out.",
        footer = {
            "",
            "Examples:",
            "  ./lab process cdn --root kpis",
            "  ./lab process cdn --log-format cloudfront-std --trigger available-now --summary json",
            "  ./lab process cdn --sampling-rate cloudfront-rt=0.1        # the log holds a tenth of the requests"
        })
public final class CdnCommand implements Callable<Integer> {

    /** How the command ends. */
    enum Summary {
        TEXT,
        JSON
    }

    private static final Logger LOG = LoggerFactory.getLogger(CdnCommand.class);
    private static final int REPORT_EVERY_S = 10;
    private static final Duration SHORTEST_WINDOW = Duration.ofSeconds(1);

    @Spec
    private CommandSpec spec;

    @Mixin
    private Broker broker;

    @Mixin
    private KpiOptions options;

    @Option(names = "--topic", defaultValue = "cdnlogs", description = "Topic to read (default: ${DEFAULT-VALUE}).")
    private String topic;

    @Option(
            names = "--log-format",
            paramLabel = "FORMAT",
            description =
                    "edgecast, cloudfront-rt, cloudfront-std, akamai-ds2 or nginx, of records without a header that says"
                            + " it (default: found out from each record).")
    private String logFormat;

    @Option(
            names = "--cloudfront-fields",
            paramLabel = "NAMES",
            split = ",",
            description =
                    "Fields of the real-time log configuration, in its order, with commas (default: all of them).")
    private List<String> cloudFrontFields = List.of();

    @Option(
            names = "--sampling-rate",
            paramLabel = "FORMAT=RATE",
            split = ",",
            description = "The part of the requests that logs of a format hold, over 0 and at most 1 (default: 1).")
    private Map<String, Double> samplingRates = Map.of();

    @Option(
            names = "--summary",
            defaultValue = "text",
            description = "text, or json: one object as the last line of standard output (default: ${DEFAULT-VALUE}).")
    private Summary summary;

    @Override
    public Integer call() throws IOException {
        ReaderSettings reader = reader();
        if (options.window().compareTo(SHORTEST_WINDOW) < 0) {
            throw new UsageException("--window", options.window().toMillis() + "ms", "1s or more is expected");
        }
        options.logIn();
        CdnSettings settings = settings(reader);
        LOG.info(
                "{} at {} -> {}, files {}; window {} s, watermark {} s",
                topic,
                broker.bootstrap(),
                Topics.CDN_KPIS.name(),
                settings.store().root().orElse("none"),
                settings.window().toSeconds(),
                settings.watermark().toSeconds());
        CdnSummary done;
        ScheduledExecutorService chores = Executors.newSingleThreadScheduledExecutor();
        try (OrderlyStop stop = OrderlyStop.install();
                SparkSession spark = LabSpark.open("video-lab cdn", options.master(), options.ui());
                CdnService service = CdnService.start(spark, settings)) {
            chores.scheduleAtFixedRate(
                    () -> LOG.info(text(service.summary())), REPORT_EVERY_S, REPORT_EVERY_S, TimeUnit.SECONDS);
            ServiceRun.untilTheEnd(service.end(), stop, options.duration(), chores);
            done = service.summary();
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(summary == Summary.JSON ? Json.line(done) : text(done));
        out.flush();
        return LabCommandLine.DONE;
    }

    private CdnSettings settings(ReaderSettings reader) {
        QueryTrigger trigger = options.trigger();
        long mostPerTrigger = options.mostPerTrigger();
        broker.require(topic, Topics.CDN_KPIS.name(), Topics.REJECTED_EVENTS.name());
        return new CdnSettings(
                broker.settings(),
                topic,
                trigger,
                options.checkpoint(broker, topic),
                mostPerTrigger,
                options.window(),
                options.watermark(),
                reader,
                options.store(broker, Topics.CDN_KPIS.name()));
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
        return new ReaderSettings(assumed, cloudFrontFields, rates);
    }

    private static LogFormat format(String option, String name) {
        return LogFormat.of(name)
                .orElseThrow(
                        () -> new UsageException(option, name, "one of " + LogFormat.wireNames() + " is expected"));
    }

    private static String text(CdnSummary sums) {
        return "read " + sums.read() + " lines in " + sums.records() + " records, accepted " + sums.accepted()
                + ", rejected " + sums.rejected() + ", late sums " + sums.late() + "; wrote " + sums.windows()
                + " windows, " + sums.rows() + " rows";
    }
}
