package videolab.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * Serves {@code /healthz} and {@code /metrics} of a service on this machine's loopback. The service registers its meters at
 * {@link #registry()}; memory, processor and uptime are there from the start.
 */
public final class MetricsServer implements AutoCloseable {

    private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";
    private static final String TEXT = "text/plain; charset=utf-8";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final ExecutorService threads = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "metrics");
        thread.setDaemon(true);
        return thread;
    });
    private final HttpServer server;
    private Runnable alsoClosed = () -> {};

    private MetricsServer(HttpServer server, Supplier<Optional<String>> trouble, Supplier<List<String>> facts) {
        this.server = server;
        new JvmMemoryMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        server.createContext("/healthz", exchange -> {
            Optional<String> sentence = trouble.get();
            List<String> lines = new ArrayList<>(List.of(sentence.orElse("ok")));
            lines.addAll(facts.get());
            answer(exchange, "/healthz", sentence.isEmpty() ? 200 : 503, TEXT, String.join("\n", lines) + "\n");
        });
        server.createContext(
                "/metrics", exchange -> answer(exchange, "/metrics", 200, PROMETHEUS_TEXT, registry.scrape()));
        server.setExecutor(threads);
        server.start();
    }

    /**
     * Starts listening.
     *
     * @param port 0 takes any free one
     * @param trouble what is wrong with the service, in one sentence; empty while it works
     * @param facts what {@code /healthz} says besides, a line each
     * @throws UsageException when the port is taken or is not a port
     */
    public static MetricsServer start(int port, Supplier<Optional<String>> trouble, Supplier<List<String>> facts) {
        try {
            return new MetricsServer(
                    HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0),
                    trouble,
                    facts);
        } catch (IOException | IllegalArgumentException e) {
            throw new UsageException("--metrics-port", port, "a free port is expected: " + e.getMessage());
        }
    }

    /** What is closed together with the server. */
    void closeWith(Runnable close) {
        alsoClosed = close;
    }

    public MeterRegistry registry() {
        return registry;
    }

    public int port() {
        return server.getAddress().getPort();
    }

    private static void answer(HttpExchange exchange, String path, int status, String type, String text)
            throws IOException {
        try (exchange) {
            boolean isFound = exchange.getRequestURI().getPath().equals(path);
            String body = isFound ? text : "nothing is served at this address\n";
            byte[] bytes = body.getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", isFound ? type : TEXT);
            exchange.sendResponseHeaders(isFound ? status : 404, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        registry.close();
        alsoClosed.run();
    }
}
