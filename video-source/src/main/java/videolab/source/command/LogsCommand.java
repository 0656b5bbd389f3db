package videolab.source.command;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import videolab.cli.Broker;
import videolab.cli.FailedException;
import videolab.cli.LabCommandLine;
import videolab.cli.MetricsOptions;
import videolab.cli.MetricsServer;
import videolab.cli.StopSignal;
import videolab.cli.Tuning;
import videolab.cli.UsageException;
import videolab.contract.EventHeaders;
import videolab.contract.Topics;
import videolab.source.logs.FileFailure;
import videolab.source.logs.FileFormat;
import videolab.source.logs.LogRecord;
import videolab.source.logs.LogSender;
import videolab.source.publish.TimedPublisher;
import videolab.source.publish.TimedRecord;

/** Access logs that somebody has in files. */
@Command(
        name = "logs",
        description = {
            "Publishes access logs from files for 'process cdn' (docs/cdn.md).",
            "Files are plain or gzip, and sent one after the other.",
            "For simulated logs: ./lab source cdn-logs."
        },
        footer = {
            "",
            "Examples:",
            "  ./lab source logs access.log.1 access.log --log-format combined",
            "  ./lab source logs /var/log/nginx/access.log --log-format nginx --follow",
            "  ./lab source logs E2EXAMPLE.*.gz --log-format cloudfront-std --speed 60"
        })
public final class LogsCommand implements Callable<Integer> {

    private static final Duration CLOSING = Duration.ofSeconds(10);
    private static final Duration PROGRESS = Duration.ofSeconds(5);

    @Spec
    private CommandSpec command;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Log files, the oldest first.")
    private List<Path> files;

    @Mixin
    private Broker broker;

    @Mixin
    private MetricsOptions metrics;

    @Option(
            names = "--log-format",
            paramLabel = "FORMAT",
            required = true,
            description =
                    "edgecast, cloudfront-rt, cloudfront-std, akamai-ds2, nginx, nginx-json, combined, cloudflare,"
                            + " fastly, google-media-cdn or aws-alb.")
    private String formatName;

    @Option(names = "--follow", description = "Then send lines as they are added, also after a rotation, until Ctrl-C.")
    private boolean follow;

    @Option(
            names = "--speed",
            paramLabel = "X",
            converter = SpeedConverter.class,
            description = "Seconds of the log per second, by the times of its lines, or max (default: max).")
    private Double speed = 0.0;

    @Tuning
    @Option(names = "--topic", paramLabel = "NAME", description = "Topic to write the logs to (default: cdnlogs).")
    private String topic = Topics.CDN_LOGS.name();

    private long lines;
    private long records;
    private long nextProgress;

    @Override
    public Integer call() {
        FileFormat format = FileFormat.of(formatName)
                .orElseThrow(() -> new UsageException(
                        "--log-format", formatName, "one of " + FileFormat.wireNames() + " is expected"));
        for (Path file : files) {
            FileFailure.of(file).ifPresent(why -> {
                throw new UsageException("file '" + file + "' cannot be read: " + why);
            });
        }
        broker.require(topic);
        PrintWriter err = command.commandLine().getErr();
        nextProgress = System.nanoTime() + Duration.ofSeconds(2).toNanos();
        try (StopSignal signal = StopSignal.install(CLOSING);
                MetricsServer server = metrics.start(broker.settings());
                TimedPublisher publisher = new TimedPublisher(broker.settings(), topic, 0)) {
            LogSender sender =
                    new LogSender(format, speed, record -> send(publisher, record, format), () -> progress(err));
            signal.onRequest(sender::stop);
            try {
                sender.send(files, follow);
            } finally {
                err.println(String.format(
                        Locale.ROOT,
                        "%d lines of %s sent to %s, records: %d; %s",
                        lines,
                        files.size() == 1 ? "1 file" : files.size() + " files",
                        topic,
                        records,
                        sender.skipped()));
                err.flush();
            }
            if (!sender.broken().isEmpty()) {
                throw new FailedException(String.join("; ", sender.broken()));
            }
            return LabCommandLine.DONE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FailedException("interrupted", e);
        }
    }

    private void send(TimedPublisher publisher, LogRecord record, FileFormat format) {
        Map<String, String> headers = Map.of(EventHeaders.FORMAT, format.wireName());
        // The time of its arrival: old logs are not to be deleted before they are read.
        TimedRecord timed = new TimedRecord(null, record.value(), headers, Instant.now());
        try {
            publisher.send(List.of(timed), each -> {});
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FailedException("interrupted", e);
        }
        if (publisher.refused() > 0) {
            throw new FailedException("Kafka did not take " + record.lines() + " lines");
        }
        lines += record.lines();
        records++;
    }

    private void progress(PrintWriter err) {
        if (System.nanoTime() < nextProgress) {
            return;
        }
        nextProgress = System.nanoTime() + PROGRESS.toNanos();
        err.println(String.format(Locale.ROOT, "%s: %d lines sent", topic, lines));
        err.flush();
    }
}
