package videolab.processor.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** S3Proxy as a process of its own on loopback: a server that speaks S3, checks signatures, and keeps its objects as files. */
final class S3Store implements AutoCloseable {

    /** Those that {@link videolab.processor.library.rekognition.RekognitionServer} takes. */
    static final String KEY = "test";

    static final String SECRET = "secret";

    private static final Path JAR = Path.of("target/test-servers/s3proxy.jar");

    private final Path data;
    private final int port;
    private final Process server;

    /** @param folder gets the buckets, the server's settings and its log */
    S3Store(Path folder, String... buckets) throws IOException, InterruptedException {
        data = folder.resolve("buckets");
        for (String bucket : buckets) {
            Files.createDirectories(data.resolve(bucket));
        }
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Path settings = Files.write(
                folder.resolve("s3proxy.conf"),
                List.of(
                        "s3proxy.endpoint=" + endpoint(),
                        "s3proxy.authorization=aws-v2-or-v4",
                        "s3proxy.identity=" + KEY,
                        "s3proxy.credential=" + SECRET,
                        // The AWS SDK sends headers that it does not know.
                        "s3proxy.ignore-unknown-headers=true",
                        "jclouds.provider=filesystem",
                        "jclouds.filesystem.basedir=" + data));
        Path log = folder.resolve("s3proxy.log");
        server = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-jar",
                        JAR.toString(),
                        "--properties",
                        settings.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Instant patience = Instant.now().plusSeconds(60);
        while (!answers()) {
            assertThat(server.isAlive()).as(Files.readString(log)).isTrue();
            assertThat(Instant.now()).as(Files.readString(log)).isBefore(patience);
            Thread.sleep(100);
        }
    }

    private boolean answers() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    int port() {
        return port;
    }

    String endpoint() {
        return "http://127.0.0.1:" + port;
    }

    /** The folder that holds the bucket's objects. */
    Path bucket(String name) {
        return data.resolve(name);
    }

    @Override
    public void close() {
        server.destroyForcibly();
    }
}
