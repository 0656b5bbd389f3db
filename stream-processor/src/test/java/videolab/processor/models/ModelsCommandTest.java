package videolab.processor.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import videolab.cli.FailedException;
import videolab.cli.LabCommandLine;
import videolab.cli.UsageException;
import videolab.processor.faces.Detector;
import videolab.processor.faces.DetectorSettings;
import videolab.processor.faces.Detectors;

class ModelsCommandTest {

    private static final byte[] CONTENT = {1, 2, 3};

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();

    @Test
    void aMissingFileIsToldWithItsOrigin() {
        assertThat(run("list")).isZero();
        assertThat(out.toString()).contains("missing", "face_detection_yunet_2023mar.onnx", "MIT", "opencv_zoo");
        assertThat(run("verify")).isEqualTo(1);
    }

    @Test
    void anotherFileUnderTheNameIsNotTaken() throws IOException {
        Files.writeString(ModelFile.YUNET.in(folder), "not a model");

        assertThat(run("verify")).isEqualTo(1);
        assertThat(out.toString()).contains("changed");
        assertThat(Detectors.resolve(Detector.AUTO, folder)).isEqualTo(DetectorSettings.haar());
        assertThatThrownBy(() -> Detectors.resolve(Detector.YUNET, folder))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("not the file that the lab was tested with");
    }

    @Test
    void withoutTheFileAutoMeansHaar() {
        assertThat(Detectors.resolve(Detector.AUTO, folder)).isEqualTo(DetectorSettings.haar());
    }

    @Test
    void everyUserCanReadAFetchedFile() throws IOException {
        HttpServer origin = origin(exchange -> {
            exchange.sendResponseHeaders(200, CONTENT.length);
            exchange.getResponseBody().write(CONTENT);
            exchange.close();
        });
        try {
            ModelFile model = modelFrom(origin);

            ModelsCommand.fetch(model, folder, Duration.ofSeconds(10));

            assertThat(model.state(folder)).isEqualTo(ModelFile.State.GENUINE);
            assertThat(Files.getPosixFilePermissions(model.in(folder)))
                    .contains(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);
        } finally {
            origin.stop(0);
        }
    }

    @Test
    @Timeout(30)
    void aTransferThatStallsIsGivenUp() throws IOException {
        HttpServer origin = origin(exchange -> {
            exchange.sendResponseHeaders(200, CONTENT.length);
            exchange.getResponseBody().write(CONTENT, 0, 1);
            exchange.getResponseBody().flush();
        });
        try {
            assertThatThrownBy(() -> ModelsCommand.fetch(modelFrom(origin), folder, Duration.ofSeconds(1)))
                    .isInstanceOf(FailedException.class)
                    .hasMessageContaining("cannot fetch")
                    .hasMessageContaining("not transferred within 1 s");
            assertThat(folder).isEmptyDirectory();
        } finally {
            origin.stop(0);
        }
    }

    @Test
    void aFolderThatIsNoneIsNotTheNetworksFault() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        HttpServer origin = origin(exchange -> exchange.close());
        try {
            assertThatThrownBy(() -> ModelsCommand.fetch(modelFrom(origin), file, Duration.ofSeconds(10)))
                    .isInstanceOf(FailedException.class)
                    .hasMessageContaining("cannot be written to")
                    .hasMessageContaining("--models");
        } finally {
            origin.stop(0);
        }
    }

    /** No file is closed to the superuser, as whom tests may run; a folder cannot be read by anybody. */
    @Test
    void aFileThatCannotBeReadIsToldInOneSentence() {
        assertThatThrownBy(() -> ModelFile.sha256(folder))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("cannot be read");
    }

    private static HttpServer origin(HttpHandler answer) throws IOException {
        HttpServer origin = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        origin.createContext("/", answer);
        origin.start();
        return origin;
    }

    private static ModelFile modelFrom(HttpServer origin) {
        return new ModelFile(
                "test.onnx",
                "a test",
                "none",
                CONTENT.length,
                DigestUtils.sha256Hex(CONTENT),
                URI.create("http://127.0.0.1:" + origin.getAddress().getPort() + "/test.onnx"));
    }

    private int run(String subcommand) {
        return LabCommandLine.of(new ModelsCommand())
                .setOut(new PrintWriter(out, true))
                .execute(subcommand, "--models", folder.toString());
    }
}
