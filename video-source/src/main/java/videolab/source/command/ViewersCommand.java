package videolab.source.command;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
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
import videolab.contract.Topics;
import videolab.source.publish.TimedRecord;
import videolab.source.publish.ViewerPublisher;
import videolab.source.viewers.AudienceTruth;
import videolab.source.viewers.EventFormat;
import videolab.source.viewers.ScenarioSettings;
import videolab.source.viewers.ViewerScenario;

/** Simulated viewers, whose real behavior is known. */
@Command(
        name = "viewers",
        description = {
            "Publishes player events of simulated viewers.",
            "They start, stall, seek, pause and fail; some clocks are wrong, some events late or repeated."
        },
        footer = {
            "",
            "Examples:",
            "  ./lab source viewers  # 20 viewers per 10 minutes, in real time, without end",
            "  ./lab source viewers --viewers 500 --seed 7 --duration 10m --speed max --truth truth.jsonl",
            "  ./lab source viewers --viewers 200 --duration 10m --speed 20 --format both",
            "  ./lab source viewers --duration 5m --out events.jsonl  # to a file, no Kafka"
        })
public final class ViewersCommand implements Callable<Integer> {

    /** How long the scenarios are that follow each other where no end is named. */
    private static final Duration ROUND = Duration.ofMinutes(10);

    enum Format {
        EPAS,
        CMCD1,
        CMCD2,
        BOTH;

        List<EventFormat> formats() {
            return switch (this) {
                case EPAS -> List.of(EventFormat.EPAS);
                case CMCD1 -> List.of(EventFormat.CMCD1);
                case CMCD2 -> List.of(EventFormat.CMCD2);
                case BOTH -> List.of(EventFormat.EPAS, EventFormat.EPAS, EventFormat.CMCD2);
            };
        }
    }

    @Spec
    private CommandSpec command;

    @Mixin
    private Broker broker;

    @Mixin
    private MetricsOptions metrics;

    @Tuning
    @Option(
            names = "--topic",
            paramLabel = "NAME",
            description = "Topic to write the events to (default: player-events).")
    private String topic = Topics.PLAYER_EVENTS.name();

    @Option(names = "--viewers", paramLabel = "N", description = "Number of viewers (default: 20).")
    private int viewers = 20;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Seed of their behavior; the same seed and start give the same records (default: 1).")
    private long seed = 1;

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            description = "Length of simulated viewing (default: no limit, in real time).")
    private Duration duration;

    @Option(
            names = "--speed",
            paramLabel = "X",
            converter = SpeedConverter.class,
            description = "Simulated seconds per second, or max (default: 1).")
    private Double speed = 1.0;

    @Option(
            names = "--format",
            paramLabel = "epas|cmcd1|cmcd2|both",
            description = "Format of the events; both is EPAS and CMCD v2 (default: epas).")
    private Format format = Format.EPAS;

    @Tuning
    @Option(
            names = "--heartbeat",
            paramLabel = "TIME",
            description = "Time between two heartbeats of a player (default: 10s).")
    private Duration heartbeat = Duration.ofSeconds(10);

    @Tuning
    @Option(names = "--window", paramLabel = "TIME", description = "Window of the audience pipeline (default: 30s).")
    private Duration window = Duration.ofSeconds(30);

    @Tuning
    @Option(
            names = "--watermark",
            paramLabel = "TIME",
            description = "Watermark of the audience pipeline; the simulated late events exceed it (default: 45s).")
    private Duration watermark = Duration.ofSeconds(45);

    @Tuning
    @Option(
            names = "--session-heartbeat",
            paramLabel = "TIME",
            description =
                    "Heartbeat that the audience pipeline expects; a session ends after three missed ones (default: 30s).")
    private Duration sessionHeartbeat = Duration.ofSeconds(30);

    @Tuning
    @Option(
            names = "--start",
            paramLabel = "INSTANT",
            description =
                    "Start of the simulated time, such as 2026-01-02T03:00:00Z (default: so that it ends about now).")
    private Instant start;

    @Option(
            names = "--truth",
            paramLabel = "FILE",
            description = "Write the true KPIs to FILE as JSON Lines; needs --duration.")
    private Path truth;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Write the records to FILE as JSON Lines instead of Kafka.")
    private Path out;

    @Override
    public Integer call() {
        if (duration == null && (truth != null || out != null || start != null || speed != 1)) {
            throw new UsageException("--truth, --out, --start and --speed need --duration");
        }
        if (out == null) {
            broker.require(topic);
        }
        return duration == null ? forever() : once();
    }

    private int once() {
        ViewerScenario scenario = ViewerScenario.of(settings(duration, seed, begin()));
        if (truth != null) {
            Lines.write("--truth", truth, AudienceTruth.of(scenario).lines());
        }
        List<TimedRecord> records = ViewerPublisher.records(scenario, true);
        String summary = summary(scenario);
        if (out != null) {
            Lines.write("--out", out, records.stream().map(Lines::of).toList());
            command.commandLine().getErr().println(records.size() + " records written; " + summary);
            return LabCommandLine.DONE;
        }
        return timedRun(speed).run(List.of(records).iterator(), summary);
    }

    /** No record may be received in the future, at whatever speed the simulated time passes. */
    private Instant begin() {
        if (start != null) {
            return start;
        }
        Duration sending = speed > 0 ? Duration.ofMillis(Math.round(duration.toMillis() / speed)) : Duration.ZERO;
        return Instant.now()
                .minus(settings(duration, seed, Instant.EPOCH).extent())
                .plus(sending);
    }

    /** One scenario after the other, without their late ends, so that received times go on. */
    private int forever() {
        Instant now = Instant.now();
        Iterator<List<TimedRecord>> rounds = Stream.iterate(0, each -> each + 1)
                .map(round -> {
                    Instant from = now.plus(ROUND.multipliedBy(round));
                    return ViewerPublisher.records(ViewerScenario.of(settings(ROUND, seed + round, from)), false)
                            .stream()
                            .filter(each -> each.at().isBefore(from.plus(ROUND)))
                            .toList();
                })
                .iterator();
        return timedRun(0).run(rounds, "ended by Ctrl-C");
    }

    private TimedRun timedRun(double pace) {
        return new TimedRun(
                broker.settings(), topic, pace, metrics, command.commandLine().getErr());
    }

    private ScenarioSettings settings(Duration length, long someSeed, Instant from) {
        try {
            return new ScenarioSettings(
                    viewers,
                    someSeed,
                    Instant.ofEpochMilli(from.toEpochMilli()),
                    length,
                    heartbeat,
                    window,
                    watermark,
                    sessionHeartbeat,
                    format.formats());
        } catch (IllegalArgumentException e) {
            throw new UsageException("viewers: " + e.getMessage());
        }
    }

    private static String summary(ViewerScenario scenario) {
        return scenario.sessionCount() + " sessions, " + scenario.lateEvents() + " events late, "
                + scenario.repeatedEvents() + " repeated";
    }
}
