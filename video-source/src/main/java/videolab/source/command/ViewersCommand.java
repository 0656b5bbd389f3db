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
import videolab.cli.UsageException;
import videolab.contract.Topics;
import videolab.source.publish.TimedRecord;
import videolab.source.publish.ViewerPublisher;
import videolab.source.viewers.AudienceTruth;
import videolab.source.viewers.EventFormat;
import videolab.source.viewers.ScenarioSettings;
import videolab.source.viewers.ViewerScenario;

/** People who watch, as their players tell it; what they really did is known. */
@Command(
        name = "viewers",
        description = {
            "Sends what players tell about simulated viewers.",
            "Start-ups, stalls, seeks, pauses, failures, wrong clocks, late and repeated events, and the truth about it."
        },
        defaultValueProvider = EnvironmentTwins.class,
        footer = {
            "",
            "Examples:",
            "  video-source viewers                                       20 viewers per 10 minutes, in real time, for ever",
            "  video-source viewers --viewers 500 --seed 7 --duration 10m --speed max --truth truth.jsonl",
            "  video-source viewers --viewers 200 --duration 10m --speed 20 --format both",
            "  video-source viewers --duration 5m --out events.jsonl      to a file, no Kafka"
        })
public final class ViewersCommand implements Callable<Integer> {

    /** How long the scenarios are that follow each other where no end is named. */
    private static final Duration ROUND = Duration.ofMinutes(10);

    enum Format {
        EPAS,
        CMCD2,
        BOTH;

        List<EventFormat> formats() {
            return switch (this) {
                case EPAS -> List.of(EventFormat.EPAS);
                case CMCD2 -> List.of(EventFormat.CMCD2);
                case BOTH -> List.of(EventFormat.EPAS, EventFormat.EPAS, EventFormat.CMCD2);
            };
        }
    }

    @Spec
    private CommandSpec command;

    @Mixin
    private Broker broker;

    @Option(
            names = "--topic",
            paramLabel = "NAME",
            description = "Topic that takes the events (default: player-events).")
    private String topic = Topics.PLAYER_EVENTS.name();

    @Option(names = "--viewers", paramLabel = "N", description = "How many people (default: 20).")
    private int viewers = 20;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Chooses what they do; the same seed and start give the same records (default: 1).")
    private long seed = 1;

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            description = "Simulated time in which they play (default: for ever, in real time).")
    private Duration duration;

    @Option(
            names = "--speed",
            paramLabel = "X",
            converter = SpeedConverter.class,
            description = "Simulated seconds in a second, or max (default: 1).")
    private Double speed = 1.0;

    @Option(names = "--format", paramLabel = "epas|cmcd2|both", description = "How players tell it (default: epas).")
    private Format format = Format.EPAS;

    @Option(names = "--heartbeat", paramLabel = "TIME", description = "Between a player's heartbeats (default: 10s).")
    private Duration heartbeat = Duration.ofSeconds(10);

    @Option(names = "--window", paramLabel = "TIME", description = "The pipeline's window (default: 30s).")
    private Duration window = Duration.ofSeconds(30);

    @Option(
            names = "--watermark",
            paramLabel = "TIME",
            description = "The pipeline's watermark; what comes late, comes later than it (default: 45s).")
    private Duration watermark = Duration.ofSeconds(45);

    @Option(
            names = "--session-heartbeat",
            paramLabel = "TIME",
            description = "The heartbeat that the pipeline expects; three missed ones end a session (default: 30s).")
    private Duration sessionHeartbeat = Duration.ofSeconds(30);

    @Option(
            names = "--start",
            paramLabel = "INSTANT",
            description = "When the simulated time begins, such as 2026-01-02T03:00:00Z"
                    + " (default: so that it ends about now).")
    private Instant start;

    @Option(
            names = "--truth",
            paramLabel = "FILE",
            description = "Write the KPIs that follow from what they did, as JSON Lines; with --duration.")
    private Path truth;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Write the records to a file as JSON Lines, not to Kafka.")
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
                broker.settings(), topic, pace, command.commandLine().getErr());
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
