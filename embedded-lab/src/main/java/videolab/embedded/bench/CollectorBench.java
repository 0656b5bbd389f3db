package videolab.embedded.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.apache.commons.io.FileUtils;
import videolab.cli.FailedException;
import videolab.embedded.run.EmbeddedBroker;
import videolab.source.VideoSource;

/**
 * Measures the collector in a process of its own, so that its processor time is not that of the broker and the players, which
 * are in this one.
 */
final class CollectorBench {

    private static final int CONNECTIONS = 64;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long MOST_MS = 60_000;

    /** @param requests of a run; a run of as many goes before, and does not count */
    record Settings(int runs, int requests, int perSecond, int seconds) {}

    record Summary(
            @JsonProperty("connections") int connections,
            @JsonProperty("cpu_ms_per_request") double cpuMsPerRequest,
            @JsonProperty("cpu_ms_per_request_runs") List<Double> cpuMsPerRequestRuns,
            @JsonProperty("requests_per_s") double requestsPerS,
            @JsonProperty("paced_requests_per_s") int pacedRequestsPerS,
            @JsonProperty("acknowledged_p50_ms") double acknowledgedP50Ms,
            @JsonProperty("acknowledged_p99_ms") double acknowledgedP99Ms) {}

    private final Settings settings;
    private int port;

    CollectorBench(Settings settings) {
        this.settings = settings;
    }

    Summary run() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("bench-collector");
        ExecutorService players = Executors.newFixedThreadPool(CONNECTIONS);
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("kafka"), 0)) {
            Process collector = start(broker);
            try {
                return measured(collector, players);
            } finally {
                collector.destroyForcibly().waitFor();
            }
        } finally {
            players.shutdownNow();
            FileUtils.deleteQuietly(folder.toFile());
        }
    }

    private Process start(EmbeddedBroker broker) throws IOException, InterruptedException {
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Process collector = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        VideoSource.class.getName(),
                        "collect",
                        "--port",
                        String.valueOf(port),
                        "--max-rate",
                        "1000000",
                        "--bootstrap",
                        broker.bootstrap())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!isListening()) {
            if (!collector.isAlive() || System.nanoTime() > end) {
                collector.destroyForcibly();
                throw new FailedException("the collector did not start");
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        return collector;
    }

    private boolean isListening() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private Summary measured(Process collector, ExecutorService players) throws InterruptedException {
        send(players, settings.requests(), 0);
        List<Double> cpu = new ArrayList<>();
        List<Double> speed = new ArrayList<>();
        for (int i = 0; i < settings.runs(); i++) {
            Duration before = cpu(collector);
            long begin = System.nanoTime();
            send(players, settings.requests(), 0);
            speed.add(settings.requests() * 1e9 / (System.nanoTime() - begin));
            cpu.add(cpu(collector).minus(before).toNanos() / 1e6 / settings.requests());
        }
        Histogram paced = send(players, settings.perSecond() * settings.seconds(), settings.perSecond());
        return new Summary(
                CONNECTIONS,
                median(cpu),
                cpu.stream().map(CollectorBench::rounded).toList(),
                median(speed),
                settings.perSecond(),
                paced.getValueAtPercentile(50) / 1e3,
                paced.getValueAtPercentile(99) / 1e3);
    }

    private static Duration cpu(Process process) {
        return process.info().totalCpuDuration().orElseThrow();
    }

    private static double median(List<Double> values) {
        return rounded(values.stream().sorted().toList().get(values.size() / 2));
    }

    private static double rounded(double value) {
        return Math.round(value * 1e4) / 1e4;
    }

    /**
     * Sends reports over all connections, and waits for each answer.
     *
     * @param perSecond in all; 0 sends the next as soon as one is answered
     * @return µs from when a request was due until it was acknowledged
     */
    private Histogram send(ExecutorService players, int requests, int perSecond) throws InterruptedException {
        Histogram micros = new ConcurrentHistogram(TimeUnit.MILLISECONDS.toMicros(MOST_MS), 3);
        AtomicInteger next = new AtomicInteger();
        long begin = System.nanoTime();
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            running.add(players.submit(() -> {
                try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                    socket.setTcpNoDelay(true);
                    InputStream answers = new BufferedInputStream(socket.getInputStream());
                    for (int number = next.getAndIncrement(); number < requests; number = next.getAndIncrement()) {
                        long due = perSecond == 0 ? System.nanoTime() : begin + number * 1_000_000_000L / perSecond;
                        long wait = due - System.nanoTime();
                        if (wait > 0) {
                            TimeUnit.NANOSECONDS.sleep(wait);
                        }
                        socket.getOutputStream().write(request(number));
                        awaitAcknowledgement(answers);
                        micros.recordValue(
                                Math.min(TimeUnit.MILLISECONDS.toMicros(MOST_MS), (System.nanoTime() - due) / 1_000));
                    }
                    return null;
                }
            }));
        }
        for (Future<?> each : running) {
            try {
                each.get();
            } catch (ExecutionException e) {
                throw new FailedException(
                        "a request was not acknowledged: " + e.getCause().getMessage(), e);
            }
        }
        return micros;
    }

    /** What hls.js sends each few seconds. */
    private static byte[] request(int number) {
        String report = "bl=(11900),br=(1200),cid=\"show-" + number % 50 + "\",e=t,mtp=(8400),pr=1,sf=h,sid=\"player-"
                + number % 5_000 + "\",sn=" + number + ",st=v,sta=p,ts=" + System.currentTimeMillis() + ",v=2\n";
        return ("POST /cmcd HTTP/1.1\r\nHost: collector\r\nOrigin: https://www.example.org\r\n"
                        + "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36\r\n"
                        + "Content-Type: application/cmcd\r\nContent-Length: "
                        + report.length() + "\r\n\r\n" + report)
                .getBytes(US_ASCII);
    }

    /** An answer 204 ends with its head. */
    private static void awaitAcknowledgement(InputStream answers) throws IOException {
        StringBuilder head = new StringBuilder(256);
        while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
            int next = answers.read();
            if (next < 0) {
                throw new IOException("the connection was closed");
            }
            head.append((char) next);
        }
        if (!head.toString().startsWith("HTTP/1.1 204")) {
            throw new IOException(head.substring(0, head.indexOf("\r\n")));
        }
    }
}
