package videolab.processor.library;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/** Connections to an HTTP server on loopback; at a chosen request all of them end, and the address with them. */
final class BreakingLine implements AutoCloseable {

    private final ServerSocket entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicLong answered = new AtomicLong();
    private final int port;
    private final Predicate<String> breaks;
    private volatile boolean broken;

    /** @param breaks is given the start of each request, such as {@code GET /bucket/object HTTP/1.1} */
    BreakingLine(int port, Predicate<String> breaks) throws IOException {
        this.port = port;
        this.breaks = breaks;
        threads.execute(this::accept);
    }

    String endpoint() {
        return "http://127.0.0.1:" + entrance.getLocalPort();
    }

    boolean isBroken() {
        return broken;
    }

    /** Bytes of answers, headers included. */
    long answered() {
        return answered.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = entrance.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
                open.addAll(List.of(client, server));
                threads.execute(() -> copy(client, server, true));
                threads.execute(() -> copy(server, client, false));
            }
        } catch (IOException e) { // closed
            close();
        }
    }

    private void copy(Socket from, Socket to, boolean requests) {
        byte[] buffer = new byte[8_192];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read > 0; read = in.read(buffer)) {
                if (requests && isTheEnd(new String(buffer, 0, read, StandardCharsets.ISO_8859_1))) {
                    broken = true;
                    close();
                    return;
                }
                if (!requests) {
                    answered.addAndGet(read);
                }
                out.write(buffer, 0, read);
            }
        } catch (IOException e) { // one side has ended
            return;
        }
    }

    private synchronized boolean isTheEnd(String request) {
        return breaks.test(request.lines().findFirst().orElse(""));
    }

    @Override
    public void close() {
        try {
            entrance.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        threads.shutdown();
    }
}
