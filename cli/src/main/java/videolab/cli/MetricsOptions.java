package videolab.cli;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** The option {@code --metrics-port} of a service. */
public final class MetricsOptions {

    @Tuning
    @Option(
            names = "--metrics-port",
            paramLabel = "PORT",
            description = "Port of 127.0.0.1 that serves /healthz and /metrics (Prometheus); 0 takes any free one"
                    + " (default: not served).")
    private Integer port;

    private MetricsServer start(Supplier<Optional<String>> trouble, Supplier<List<String>> facts) {
        return port == null ? null : MetricsServer.start(port, trouble, facts);
    }

    /**
     * Starts serving where it was asked for, for a service that works while its broker answers.
     *
     * @return null where it was not asked for, as try-with-resources takes it
     * @throws UsageException when the port is taken
     */
    public MetricsServer start(KafkaSettings kafka) {
        if (port == null) {
            return null;
        }
        BrokerProbe probe = new BrokerProbe(kafka);
        MetricsServer server = start(probe::trouble, List::of);
        server.closeWith(probe::close);
        return server;
    }

    /**
     * As {@link #start(KafkaSettings)}, for a service that works until {@code end} completes exceptionally.
     *
     * @param trouble what is wrong with the service, in one sentence; empty while it works
     * @param facts what {@code /healthz} says besides, a line each
     */
    public MetricsServer start(
            CompletableFuture<?> end, Supplier<Optional<String>> trouble, Supplier<List<String>> facts) {
        return start(
                () -> end.isCompletedExceptionally()
                        ? Optional.of("the query has failed for good; the log says why")
                        : trouble.get(),
                facts);
    }
}
