package videolab.processor.library.upload;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** As much of S3 as an upload uses, on loopback; checks each body against its Content-MD5. */
final class Bucket implements AutoCloseable {

    private record Stored(byte[] bytes, String etag, String md5) {}

    private final HttpServer server;
    private final Map<String, Stored> objects = new ConcurrentHashMap<>();
    private final Map<Integer, byte[]> parts = new TreeMap<>();
    private String open;
    private String openMd5;

    /** Every request as method and query, but for reads. */
    final List<String> writes = new ArrayList<>();
    /** A part that is refused; 0 for none. */
    int refused;

    Bucket() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    byte[] object(String path) {
        return objects.get(path).bytes;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String query = String.valueOf(exchange.getRequestURI().getQuery());
            String path = exchange.getRequestURI().getPath();
            byte[] body = exchange.getRequestBody().readAllBytes();
            String md5 = exchange.getRequestHeaders().getFirst("x-amz-meta-md5");
            String digest = exchange.getRequestHeaders().getFirst("Content-MD5");
            if (digest != null && !Base64.getEncoder().encodeToString(md5(body)).equals(digest)) {
                send(exchange, 400, "<Error><Code>BadDigest</Code></Error>");
                return;
            }
            switch (exchange.getRequestMethod()) {
                case "HEAD" -> head(exchange, objects.get(path));
                case "GET" -> send(exchange, 200, query.startsWith("uploads") ? uploads(path) : parts());
                case "POST" -> {
                    writes.add("POST " + query.replaceAll("=.*", ""));
                    if (query.startsWith("uploads")) {
                        open = path;
                        openMd5 = md5;
                        parts.clear();
                        send(exchange, 200, "<R><UploadId>u1</UploadId></R>");
                    } else {
                        complete();
                        send(exchange, 200, "<R/>");
                    }
                }
                default -> {
                    int part = query.contains("partNumber=")
                            ? Integer.parseInt(query.replaceAll(".*partNumber=(\\d+).*", "$1"))
                            : 0;
                    if (part > 0 && part == refused) {
                        send(exchange, 403, "<Error><Code>AccessDenied</Code></Error>");
                        return;
                    }
                    writes.add("PUT " + part);
                    if (part == 0) {
                        objects.put(path, new Stored(body, hex(md5(body)), md5));
                    } else {
                        parts.put(part, body);
                    }
                    exchange.getResponseHeaders().add("ETag", '"' + hex(md5(body)) + '"');
                    send(exchange, 200, "");
                }
            }
        }
    }

    private void complete() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ByteArrayOutputStream digests = new ByteArrayOutputStream();
        parts.values().forEach(part -> {
            all.writeBytes(part);
            digests.writeBytes(md5(part));
        });
        objects.put(open, new Stored(all.toByteArray(), hex(md5(digests.toByteArray())) + "-" + parts.size(), openMd5));
        open = null;
    }

    private String uploads(String path) {
        return open == null
                ? "<R/>"
                : "<R><Upload><Key>" + open.substring(path.length()).replaceFirst("^/", "")
                        + "</Key><UploadId>u1</UploadId><Initiated>2026-01-02T12:00:00Z</Initiated></Upload></R>";
    }

    private String parts() {
        StringBuilder text = new StringBuilder("<R>");
        parts.forEach(
                (number, bytes) -> text.append("<Part><PartNumber>%d</PartNumber><ETag>%s</ETag><Size>%d</Size></Part>"
                        .formatted(number, hex(md5(bytes)), bytes.length)));
        return text + "</R>";
    }

    private static void head(HttpExchange exchange, Stored object) throws IOException {
        if (object == null) {
            exchange.sendResponseHeaders(404, -1);
            return;
        }
        exchange.getResponseHeaders().add("ETag", '"' + object.etag + '"');
        exchange.getResponseHeaders().add("x-amz-meta-md5", object.md5);
        exchange.getResponseHeaders().add("Content-Length", String.valueOf(object.bytes.length));
        exchange.sendResponseHeaders(200, -1);
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static byte[] md5(byte[] bytes) {
        try {
            return MessageDigest.getInstance("MD5").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
