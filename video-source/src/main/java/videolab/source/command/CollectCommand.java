package videolab.source.command;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import videolab.cli.Broker;
import videolab.cli.FailedException;
import videolab.cli.LabCommandLine;
import videolab.cli.StatusReporter;
import videolab.cli.StopSignal;
import videolab.cli.Tuning;
import videolab.contract.Topics;
import videolab.source.collect.Collector;
import videolab.source.collect.CollectorSettings;

/** Real players' events, over HTTP. */
@Command(
        name = "collect",
        description = {
            "Receives the events of real players over HTTP and publishes them.",
            "Takes EPAS and CMCD, version 1 and 2. Answers 204 when Kafka has the events."
        },
        footer = {
            "",
            "Examples:",
            "  ./lab source collect  # on http://127.0.0.1:8090/",
            "  ./lab source collect --host 0.0.0.0 --allow-origin https://www.example.org",
            "  curl -d '{\"event\":\"init\",\"sessionId\":\"s1\",\"timestamp\":'$(date +%%s000)'}' http://127.0.0.1:8090/"
        })
public final class CollectCommand implements Callable<Integer> {

    private static final Duration CLOSING = Duration.ofSeconds(12);
    private static final Duration PROGRESS = Duration.ofSeconds(30);

    @Spec
    private CommandSpec command;

    @Mixin
    private Broker broker;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            description = "Address to listen on; 0.0.0.0 is every network (default: 127.0.0.1).")
    private String host = "127.0.0.1";

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Port to listen on; 0 takes any free one (default: 8090).")
    private int port = CollectorSettings.PORT;

    @Option(
            names = "--allow-origin",
            paramLabel = "ORIGIN",
            split = ",",
            description = "Site whose pages may send, such as https://www.example.org; several with commas"
                    + " (default: any).")
    private Set<String> origins = Set.of();

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description = "Token that players send as 'Authorization: Bearer TOKEN' or '?token=TOKEN'; better set by"
                    + " VIDEO_LAB_TOKEN (default: none is needed).")
    private String token;

    @Option(
            names = "--trust-proxy",
            paramLabel = "N",
            arity = "0..1",
            fallbackValue = "1",
            description = "Take the viewer's address from X-Forwarded-For, behind N proxies of your own"
                    + " (N default: 1; without the option: the connection's address).")
    private int proxies;

    @Tuning
    @Option(
            names = "--max-rate",
            paramLabel = "N",
            description =
                    "Requests that one address may send in a second; more are answered with 429 (default: 10000).")
    private int perSecond = CollectorSettings.PER_SECOND;

    @Tuning
    @Option(
            names = "--topic",
            paramLabel = "NAME",
            description = "Topic to write the events to (default: player-events).")
    private String topic = Topics.PLAYER_EVENTS.name();

    @Option(names = "--duration", paramLabel = "TIME", description = "Stop after this time (default: Ctrl-C ends it).")
    private Duration duration;

    @Override
    public Integer call() {
        CollectorSettings settings = new CollectorSettings(
                host,
                port,
                topic,
                origins,
                Optional.ofNullable(token).filter(each -> !each.isBlank()),
                proxies,
                perSecond);
        broker.require(topic, Topics.REJECTED_EVENTS.name());
        PrintWriter err = command.commandLine().getErr();
        try (StopSignal signal = StopSignal.install(CLOSING)) {
            try (Collector collector = Collector.start(settings, broker.settings());
                    StatusReporter status = StatusReporter.start(
                            broker.settings(), "source collect", () -> Map.of("collected", collector.summary()))) {
                err.println("players send to " + collector.address() + ", events go to " + topic + " at "
                        + broker.settings().bootstrap() + "; Ctrl-C ends");
                err.flush();
                await(signal, collector, err);
            }
        }
        return LabCommandLine.DONE;
    }

    private void await(StopSignal signal, Collector collector, PrintWriter err) {
        long begin = System.nanoTime();
        long end = duration == null ? Long.MAX_VALUE : duration.toNanos();
        String last = "";
        while (true) {
            long left = end - (System.nanoTime() - begin);
            try {
                signal.requested().get(Math.max(0, Math.min(left, PROGRESS.toNanos())), TimeUnit.NANOSECONDS);
                left = 0;
            } catch (TimeoutException e) {
                left -= Math.min(left, PROGRESS.toNanos());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new FailedException("interrupted", e);
            } catch (ExecutionException e) {
                throw new IllegalStateException(e); // it completes with nothing
            }
            String now = collector.summary();
            if (!now.equals(last) || left <= 0) {
                err.println(now);
                err.flush();
                last = now;
            }
            if (left <= 0) {
                return;
            }
        }
    }
}
