package videolab.embedded.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import videolab.cli.LabCommandLine;
import videolab.contract.Json;

/** Reference figures: plain OpenCV calls on the same photographs by the same rule. */
class EvalFacesTest {

    private static final Path SHARED = Path.of(System.getenv().getOrDefault("VIDEO_LAB_SHARED", "../../shared"));

    @Test
    void yunetIsNotBelowPlainOpenCv() throws IOException {
        JsonNode score = eval("yunet");

        assertThat(score.get("images").asInt()).isEqualTo(100);
        assertThat(score.get("recall").asDouble()).isGreaterThanOrEqualTo(0.775);
        assertThat(score.get("precision").asDouble()).isGreaterThanOrEqualTo(0.973);
    }

    @Test
    void haarIsNotBelowPlainOpenCv() throws IOException {
        JsonNode score = eval("haar");

        assertThat(score.get("recall").asDouble()).isGreaterThanOrEqualTo(0.285);
        assertThat(score.get("precision").asDouble()).isGreaterThanOrEqualTo(0.813);
    }

    private static JsonNode eval(String detector) throws IOException {
        Path photographs = SHARED.resolve("data/faces");
        assumeThat(photographs).as("labelled photographs beside the checkout").exists();
        StringWriter out = new StringWriter();
        int exitCode = LabCommandLine.of(new EvalCommand())
                .setOut(new PrintWriter(out, true))
                .execute(
                        "faces",
                        "--data",
                        photographs.toString(),
                        "--detector",
                        detector,
                        "--models",
                        SHARED.resolve("models").toString(),
                        "--summary",
                        "json");
        assertThat(exitCode).isZero();
        return Json.mapper().readTree(out.toString());
    }
}
