package videolab.source.capture;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import videolab.source.mock.JpegEncoder;
import videolab.source.mock.MockScene;

/** A network camera on loopback: Motion JPEG over HTTP, as cheap cameras send it, with the faults of cameras. */
final class MjpegCamera implements AutoCloseable {

    /** What it does with a connection. */
    enum Mood {
        /** A new picture 25 times a second. */
        PLAYS,
        /** The same picture again and again. */
        REPEATS,
        /** Takes connections and says nothing, or nothing more. */
        IS_SILENT,
        /** A byte now and then, and never a whole picture. */
        TRICKLES
    }

    private static final String HEAD =
            "HTTP/1.0 200 OK\r\n" + "Content-Type: multipart/x-mixed-replace; boundary=picture\r\n\r\n";

    private final ServerSocket server;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final MockScene scene = new MockScene(new MockScene.Settings(1, 320, 240, 25, MockScene.Look.SCORING));
    private volatile Mood mood;

    private MjpegCamera(int port, Mood mood) throws IOException {
        this.server = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        this.mood = mood;
        daemon("mjpeg camera", this::accept);
    }

    static MjpegCamera start(Mood mood) throws IOException {
        return new MjpegCamera(0, mood);
    }

    /** Another one at the address of one that was closed. */
    static MjpegCamera startAt(int port) throws IOException {
        return new MjpegCamera(port, Mood.PLAYS);
    }

    int port() {
        return server.getLocalPort();
    }

    String url() {
        return "http://user:secret@127.0.0.1:" + port() + "/video.mjpg";
    }

    void turns(Mood newMood) {
        mood = newMood;
    }

    private void accept() {
        try {
            while (true) {
                Socket connection = server.accept();
                connections.add(connection);
                daemon("mjpeg connection", () -> serve(connection));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void serve(Socket connection) {
        try (connection;
                JpegEncoder encoder = new JpegEncoder();
                OutputStream out = connection.getOutputStream()) {
            connection.getInputStream().read();
            boolean headSent = false;
            long number = 0;
            while (true) {
                switch (mood) {
                    case TRICKLES -> out.write('H');
                    case IS_SILENT -> {}
                    case PLAYS, REPEATS -> {
                        if (!headSent) {
                            out.write(HEAD.getBytes(StandardCharsets.US_ASCII));
                            headSent = true;
                        }
                        number += mood == Mood.PLAYS ? 1 : 0;
                        writePicture(out, encoder.encode(scene.frame(number).image(), 0.8));
                    }
                }
                out.flush();
                TimeUnit.MILLISECONDS.sleep(40);
            }
        } catch (IOException | InterruptedException e) {
            // The reader, or the test, has gone.
        }
    }

    private static void writePicture(OutputStream out, byte[] jpeg) throws IOException {
        String head = "--picture\r\nContent-Type: image/jpeg\r\nContent-Length: " + jpeg.length + "\r\n\r\n";
        out.write(head.getBytes(StandardCharsets.US_ASCII));
        out.write(jpeg);
        out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    private static void daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket connection : connections) {
            connection.close();
        }
    }
}
