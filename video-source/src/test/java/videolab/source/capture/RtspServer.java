package videolab.source.capture;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** GStreamer's RTSP server in a process of its own, so that it can be killed and halted like a camera. */
final class RtspServer implements AutoCloseable {

    /** What the tests need on Debian and Ubuntu. */
    static final String PACKAGES = "gir1.2-gst-rtsp-server-1.0 python3-gi gstreamer1.0-plugins-good";

    /** The distribution's own Python: another one on the path does not see the distribution's modules. */
    private static final String PYTHON = "/usr/bin/python3";

    private static final String SCRIPT =
            Path.of("src/test/resources/rtsp/server.py").toString();

    private final int port;
    private Process process;

    private RtspServer(int port) {
        this.port = port;
    }

    static boolean isInstalled() {
        try {
            Process check = new ProcessBuilder(PYTHON, SCRIPT).start();
            return check.waitFor(20, TimeUnit.SECONDS) && check.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    static RtspServer start() throws IOException {
        RtspServer server = new RtspServer(freePort());
        server.startAgain();
        return server;
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    /** Returns when it listens, on the same port as before. */
    void startAgain() throws IOException {
        process = new ProcessBuilder(PYTHON, SCRIPT, String.valueOf(port))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String line = process.inputReader().readLine();
        if (!"ready".equals(line)) {
            throw new IOException("the RTSP server did not start: " + line);
        }
    }

    String url() {
        return "rtsp://user:secret@127.0.0.1:" + port + "/live";
    }

    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Leaves connections open and answers nothing, like a camera that hangs. */
    void halt() throws IOException, InterruptedException {
        signal("STOP");
    }

    void goOn() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                .start()
                .waitFor();
    }

    @Override
    public void close() {
        kill();
    }
}
