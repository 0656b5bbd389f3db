package videolab.processor.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import videolab.cli.LabCommandLine;
import videolab.cli.UsageException;
import videolab.processor.faces.Detector;
import videolab.processor.faces.DetectorSettings;
import videolab.processor.faces.Detectors;

class ModelsCommandTest {

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

    /** No file is closed to the superuser, as whom tests may run; a folder cannot be read by anybody. */
    @Test
    void aFileThatCannotBeReadIsToldInOneSentence() {
        assertThatThrownBy(() -> ModelFile.sha256(folder))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("cannot be read");
    }

    @Test
    void aFileAtHandThatIsAnotherIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("mine.onnx"), "not a model");

        assertThat(run("get", file.toString())).isEqualTo(2);
        assertThat(ModelFile.YUNET.in(folder)).doesNotExist();
    }

    private int run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--models", folder.toString()));
        return LabCommandLine.of(new ModelsCommand())
                .setOut(new PrintWriter(out, true))
                .execute(all.toArray(new String[0]));
    }
}
