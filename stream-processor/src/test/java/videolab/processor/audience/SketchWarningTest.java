package videolab.processor.audience;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.datasketches.hll.HllSketch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In a process of its own, because a class is loaded once. */
class SketchWarningTest {

    @TempDir
    private Path folder;

    /** Reads a sketch, as the audience pipeline does. */
    static final class Program {
        public static void main(String[] args) {
            if (args.length > 0) {
                SketchWarning.silence();
            }
            HllSketch.heapify(new HllSketch(14).toCompactByteArray());
            System.err.println("the sketch is read");
        }
    }

    /** When this fails, Spark has stopped printing it, and the class can go. */
    @Test
    void sparkWarnsOfSketchesThatNobodyUses() throws Exception {
        assertThat(errors()).startsWith("Warning: Java versions").contains("the sketch is read");
    }

    @Test
    void theWarningIsKeptOffTheTerminalAndNothingElse() throws Exception {
        assertThat(errors("silenced")).isEqualTo("the sketch is read" + System.lineSeparator());
    }

    private String errors(String... arguments) throws IOException, InterruptedException {
        Path errors = folder.resolve("errors");
        ProcessBuilder program = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Program.class.getName());
        program.command().addAll(List.of(arguments));
        Process process = program.redirectError(errors.toFile())
                .redirectOutput(Redirect.DISCARD)
                .start();
        assertThat(process.waitFor()).isZero();
        return Files.readString(errors, UTF_8);
    }
}
