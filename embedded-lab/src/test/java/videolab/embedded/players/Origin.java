package videolab.embedded.players;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import videolab.contract.Json;

/**
 * A site with a player on it: the page, the players' code, and the stream, which it gives to each viewer at once, slowly or not
 * at all. It keeps an access log, and what the pages have measured.
 */
final class Origin implements AutoCloseable {

    /** So that a start-up has a length that can be measured. */
    private static final long MANIFEST_MS = 600;

    private static final long PATIENCE_MS = 60_000;
    private static final int SLOW_BYTES = 2_048;
    private static final long SLOW_PAUSE_MS = 100;

    /** A line of the access log. */
    record Access(long receivedAt, String userAgent, String url) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Path streams;
    private final Map<String, byte[]> code = new HashMap<>();
    private final Map<String, String> gates = new ConcurrentHashMap<>();
    private final Set<String> over = ConcurrentHashMap.newKeySet();
    private final List<Access> log = new CopyOnWriteArrayList<>();
    private final List<JsonNode> measured = new CopyOnWriteArrayList<>();

    /** @param streams a folder for each content, with its playlist */
    Origin(Path streams, Map<String, byte[]> code) throws IOException {
        this.streams = streams;
        this.code.putAll(code);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Viewers whose script has come to its end. */
    Set<String> over() {
        return over;
    }

    List<Access> log() {
        return log;
    }

    /** A viewing each, as the page has seen it. */
    List<JsonNode> measured() {
        return measured;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String[] path = exchange.getRequestURI().getPath().split("/");
            switch (path.length > 1 ? path[1] : "") {
                case "player.html" -> send(exchange, "text/html", page());
                case "code" -> send(exchange, "text/javascript", code.get(path[2]));
                case "measured" -> {
                    measured.add(Json.mapper().readTree(exchange.getRequestBody()));
                    exchange.sendResponseHeaders(204, -1);
                }
                case "gate" -> {
                    gate(path[2], path[3]);
                    exchange.sendResponseHeaders(204, -1);
                }
                case "streams" ->
                    stream(
                            exchange,
                            path[2],
                            path[3],
                            exchange.getRequestURI().getPath().split("/", 5)[4]);
                default -> exchange.sendResponseHeaders(404, -1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void gate(String viewer, String gate) {
        synchronized (gates) {
            gates.put(viewer, gate);
            gates.notifyAll();
        }
        if (gate.equals("over")) {
            over.add(viewer);
        }
    }

    private void stream(HttpExchange exchange, String viewer, String content, String file)
            throws IOException, InterruptedException {
        log.add(new Access(
                System.currentTimeMillis(),
                exchange.getRequestHeaders().getFirst("User-Agent"),
                exchange.getRequestURI().toString()));
        if (file.startsWith("stream.")) {
            TimeUnit.MILLISECONDS.sleep(MANIFEST_MS);
        }
        if (file.endsWith(".m4s")) {
            awaitOpen(viewer);
        }
        try {
            byte[] bytes = Files.readAllBytes(streams.resolve(content).resolve(file));
            String type = file.endsWith("m3u8")
                    ? "application/vnd.apple.mpegurl"
                    : file.endsWith("mpd") ? "application/dash+xml" : "video/mp4";
            if (!"slow".equals(gates.get(viewer))) {
                send(exchange, type, bytes);
                return;
            }
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(200, bytes.length);
            for (int from = 0; from < bytes.length; from += SLOW_BYTES) {
                exchange.getResponseBody().write(bytes, from, Math.min(SLOW_BYTES, bytes.length - from));
                exchange.getResponseBody().flush();
                if ("slow".equals(gates.get(viewer))) {
                    TimeUnit.MILLISECONDS.sleep(SLOW_PAUSE_MS);
                }
            }
        } catch (NoSuchFileException e) {
            exchange.sendResponseHeaders(404, -1);
        }
    }

    private void awaitOpen(String viewer) throws InterruptedException {
        long end = System.currentTimeMillis() + PATIENCE_MS;
        synchronized (gates) {
            while ("closed".equals(gates.get(viewer)) && System.currentTimeMillis() < end) {
                gates.wait(1_000);
            }
        }
    }

    private static byte[] page() throws IOException {
        try (var page = Origin.class.getResourceAsStream("/players/player.html")) {
            return page.readAllBytes();
        }
    }

    private static void send(HttpExchange exchange, String type, byte[] bytes) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
