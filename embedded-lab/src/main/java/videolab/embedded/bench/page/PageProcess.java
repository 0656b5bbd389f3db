package videolab.embedded.bench.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import videolab.cli.FailedException;
import videolab.contract.Json;
import videolab.results.ResultConsumer;

/** {@code ./lab results page} in a process of its own, so that its processor time and memory are those of the page alone. */
final class PageProcess implements AutoCloseable {

    private static final Pattern ADDRESS = Pattern.compile("the page is at (\\S+);");
    private static final Duration CLOSING = Duration.ofSeconds(10);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Process process;
    private final URI address;

    private PageProcess(Process process, URI address) {
        this.process = process;
        this.address = address;
    }

    /** @param log receives what the page logs */
    static PageProcess start(String bootstrap, PrintWriter log) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m", // as ./lab does
                        "-cp",
                        System.getProperty("java.class.path"),
                        ResultConsumer.class.getName(),
                        "page",
                        "--port",
                        "0",
                        "--bootstrap",
                        bootstrap)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8));
        String last = "nothing was printed";
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            Matcher found = ADDRESS.matcher(line);
            if (found.find()) {
                Thread rest = new Thread(() -> copy(lines, log), "page-log");
                rest.setDaemon(true);
                rest.start();
                return new PageProcess(process, URI.create(found.group(1)));
            }
            last = line;
        }
        throw new FailedException("the page did not start: " + last);
    }

    private static void copy(BufferedReader lines, PrintWriter log) {
        try {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                log.println(line);
            }
        } catch (IOException e) {
            // Ending the process closes its output.
        }
    }

    URI address() {
        return address;
    }

    /** Processor time since its start. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElseThrow(() -> new FailedException("the page has ended"));
    }

    JsonNode system() throws IOException, InterruptedException {
        return Json.mapper().readTree(get("api/system"));
    }

    JsonNode cameras() throws IOException, InterruptedException {
        return Json.mapper().readTree(get("api/cameras"));
    }

    /** @param name of a histogram in {@code /metrics}, in seconds */
    Histogram histogram(String name) throws IOException, InterruptedException {
        TreeMap<Double, Long> upTo = new TreeMap<>();
        Pattern bucket = Pattern.compile(Pattern.quote(name) + "_bucket\\{le=\"([^\"]+)\"\\} (\\S+)");
        List<String> lines = get("metrics").lines().toList();
        for (String line : lines) {
            Matcher found = bucket.matcher(line);
            if (found.matches()) {
                double edge = found.group(1).equals("+Inf")
                        ? Double.POSITIVE_INFINITY
                        : Double.parseDouble(found.group(1)) * 1000;
                upTo.put(edge, (long) Double.parseDouble(found.group(2)));
            }
        }
        return new Histogram(upTo);
    }

    private String get(String path) throws IOException, InterruptedException {
        return HTTP.send(
                        HttpRequest.newBuilder(address.resolve(path)).build(),
                        HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8))
                .body();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(CLOSING.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
