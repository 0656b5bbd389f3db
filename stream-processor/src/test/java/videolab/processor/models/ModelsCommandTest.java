package videolab.processor.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import videolab.cli.LabCommandLine;
import videolab.cli.UsageException;
import videolab.processor.faces.AnalyzerSettings.Detector;
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
        assertThat(Detectors.resolve(Detector.AUTO, folder)).isEqualTo(Detector.HAAR);
        assertThatThrownBy(() -> Detectors.resolve(Detector.YUNET, folder))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("not the file that the lab was tested with");
    }

    @Test
    void withoutTheFileAutoMeansHaar() {
        assertThat(Detectors.resolve(Detector.AUTO, folder)).isEqualTo(Detector.HAAR);
    }

    private int run(String subcommand) {
        return LabCommandLine.of(new ModelsCommand())
                .setOut(new PrintWriter(out, true))
                .execute(subcommand, "--models", folder.toString());
    }
}
