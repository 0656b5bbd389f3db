package videolab.lambda;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** As much of S3 as the function uses: HEAD, GET by range and PUT of objects, on loopback. */
final class LoopbackS3 implements AutoCloseable {

    private static final String MODIFIED = "Fri, 02 Jan 2026 12:00:00 GMT";

    final Map<String, byte[]> objects = new ConcurrentHashMap<>();
    final AtomicLong bytesRead = new AtomicLong();
    private final HttpServer server;

    LoopbackS3() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", this::answer);
        server.start();
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    static String etag(byte[] object) {
        return "e" + object.length;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            if (exchange.getRequestMethod().equals("PUT")) {
                objects.put(path, exchange.getRequestBody().readAllBytes());
                exchange.sendResponseHeaders(200, -1);
                return;
            }
            byte[] object = objects.get(path);
            if (object == null) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            exchange.getResponseHeaders().add("ETag", '"' + etag(object) + '"');
            exchange.getResponseHeaders().add("Last-Modified", MODIFIED);
            if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.getResponseHeaders().add("Content-Length", String.valueOf(object.length));
                exchange.sendResponseHeaders(200, -1);
                return;
            }
            String[] range = exchange.getRequestHeaders()
                    .getFirst("Range")
                    .replace("bytes=", "")
                    .split("-");
            int from = Integer.parseInt(range[0]);
            int until = Math.min(object.length, Integer.parseInt(range[1]) + 1);
            bytesRead.addAndGet(until - from);
            exchange.sendResponseHeaders(206, until - from);
            exchange.getResponseBody().write(object, from, until - from);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
