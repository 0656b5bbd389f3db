package videolab.source.command;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import videolab.cli.Broker;
import videolab.cli.LabCommandLine;
import videolab.cli.MetricsOptions;
import videolab.cli.Tuning;
import videolab.cli.UsageException;
import videolab.contract.EventHeaders;
import videolab.contract.Topics;
import videolab.source.cdn.CdnScenario;
import videolab.source.cdn.LogFormat;
import videolab.source.publish.TimedRecord;

/** Access logs of content delivery networks, whose sums are known. */
@Command(
        name = "cdn-logs",
        description = {
            "Publishes simulated access logs of CDNs in their vendors' formats.",
            "For logs that you have in files: ./lab source logs."
        },
        footer = {
            "",
            "Examples:",
            "  ./lab source cdn-logs  # 1000 lines over a minute",
            "  ./lab source cdn-logs --lines 50000 --duration 10m --speed max --truth cdn-truth.jsonl",
            "  # to a file, no Kafka",
            "  ./lab source cdn-logs --log-format nginx --out nginx.jsonl"
        })
public final class CdnLogsCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Mixin
    private Broker broker;

    @Mixin
    private MetricsOptions metrics;

    @Tuning
    @Option(names = "--topic", paramLabel = "NAME", description = "Topic to write the logs to (default: cdnlogs).")
    private String topic = Topics.CDN_LOGS.name();

    @Option(names = "--lines", paramLabel = "N", description = "Number of log lines, one per request (default: 1000).")
    private int lines = 1000;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of the requests (default: 1).")
    private long seed = 1;

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            description = "Simulated time that the log covers (default: 60s).")
    private Duration duration = Duration.ofSeconds(60);

    @Option(
            names = "--speed",
            paramLabel = "X",
            converter = SpeedConverter.class,
            description = "Simulated seconds per second, or max (default: 1).")
    private Double speed = 1.0;

    @Tuning
    @Option(names = "--window", paramLabel = "TIME", description = "Window of the truth (default: 30s).")
    private Duration window = Duration.ofSeconds(30);

    @Option(
            names = "--log-format",
            paramLabel = "FORMAT",
            description = "edgecast, cloudfront-rt, cloudfront-std, akamai-ds2, nginx, or all (default: all).")
    private String format = "all";

    @Tuning
    @Option(
            names = "--start",
            paramLabel = "INSTANT",
            description = "Start of the simulated time (default: so that it ends about now).")
    private Instant start;

    @Option(
            names = "--truth",
            paramLabel = "FILE",
            description = "Write the true sums of each window to FILE as JSON Lines.")
    private Path truth;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Write the records to FILE as JSON Lines instead of Kafka.")
    private Path out;

    @Override
    public Integer call() {
        if (lines < 1 || window.isZero() || duration.isZero()) {
            throw new UsageException("--lines, --window and --duration have to be more than nothing");
        }
        CdnScenario scenario = CdnScenario.of(lines, seed, begin(), duration, window, formats());
        if (out == null) {
            broker.require(topic);
        }
        if (truth != null) {
            Lines.write("--truth", truth, scenario.truth());
        }
        List<TimedRecord> records = scenario.values().stream()
                .map(each -> new TimedRecord(
                        null,
                        each.bytes(),
                        Map.of(EventHeaders.FORMAT, each.format().header()),
                        each.at()))
                .toList();
        String summary = scenario.requestCount() + " log lines";
        if (out != null) {
            Lines.write("--out", out, records.stream().map(Lines::of).toList());
            command.commandLine().getErr().println(records.size() + " records written; " + summary);
            return LabCommandLine.DONE;
        }
        return new TimedRun(
                        broker.settings(),
                        topic,
                        speed,
                        metrics,
                        command.commandLine().getErr())
                .run(List.of(records).iterator(), summary);
    }

    private Instant begin() {
        if (start != null) {
            return start;
        }
        Duration sending = speed > 0 ? Duration.ofMillis(Math.round(duration.toMillis() / speed)) : Duration.ZERO;
        return Instant.ofEpochMilli(
                Instant.now().minus(duration).plus(sending).minusSeconds(1).toEpochMilli());
    }

    private List<LogFormat> formats() {
        if (format.equals("all")) {
            return List.of(LogFormat.values());
        }
        return List.of(List.of(LogFormat.values()).stream()
                .filter(each -> each.header().equals(format))
                .findFirst()
                .orElseThrow(() -> new UsageException(
                        "--log-format",
                        format,
                        "edgecast, cloudfront-rt, cloudfront-std, akamai-ds2, nginx or all is expected")));
    }
}
