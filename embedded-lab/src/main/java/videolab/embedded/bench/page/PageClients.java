package videolab.embedded.bench.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import videolab.contract.Json;

/** Open pages without a browser: each takes every picture and asks for the next one at once. */
final class PageClients implements AutoCloseable {

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<WebSocket> sockets = new ArrayList<>();
    private final LongAdder pictures = new LongAdder();

    void open(URI page, int count) {
        URI live = URI.create("ws://" + page.getAuthority() + "/live");
        while (sockets.size() < count) {
            WebSocket socket =
                    http.newWebSocketBuilder().buildAsync(live, new Client()).join();
            socket.sendText("{\"looks\":true}", true);
            sockets.add(socket);
        }
    }

    long pictures() {
        return pictures.sum();
    }

    @Override
    public void close() {
        sockets.forEach(WebSocket::abort);
    }

    private final class Client implements WebSocket.Listener {

        private byte[] message = new byte[256 * 1024];
        private int length;

        @Override
        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer part, boolean last) {
            if (message.length < length + part.remaining()) {
                message = Arrays.copyOf(message, (length + part.remaining()) * 2);
            }
            int size = part.remaining();
            part.get(message, length, size);
            length += size;
            socket.request(1);
            if (!last) {
                return null;
            }
            String camera = camera();
            length = 0;
            pictures.increment();
            return socket.sendText("{\"next\":\"" + camera + "\"}", true);
        }

        private String camera() {
            try {
                JsonNode head = Json.mapper()
                        .readTree(message, 4, ByteBuffer.wrap(message).getInt());
                return head.at("/result/camera").asText();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
