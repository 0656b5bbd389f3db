package videolab.embedded.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import videolab.cli.LabCommandLine;
import videolab.contract.Emotion;
import videolab.contract.Json;

/** Reference figures: what training's Python said of the shipped file, by the same rule. */
class EvalEmotionTest {

    private static final Path SHARED = Path.of(System.getenv().getOrDefault("VIDEO_LAB_SHARED", "../../shared"));
    private static final Path REPORT = Path.of("..", "training", "report.json");

    @Test
    void javaScoresTheShippedModelAsTrainingDid() throws IOException {
        Path fer2013 = SHARED.resolve("data/fer2013");
        assumeThat(fer2013).as("labelled face pictures beside the checkout").exists();
        JsonNode report = Json.mapper().readTree(Files.readAllBytes(REPORT));
        JsonNode shipped = report.get("int8");
        JsonNode python = shipped.get("public");

        JsonNode java = eval(
                "--data",
                fer2013.resolve("public").toString(),
                "--exclude",
                fer2013.resolve("public_rows_duplicated_in_train.csv").toString());

        assertThat(java.get("model").asText()).isEqualTo("emotion");
        assertThat(java.get("sha256")).as("the file of the report is shipped").isEqualTo(shipped.get("sha256"));
        assertThat(java.get("bytes")).isEqualTo(shipped.get("bytes"));
        assertThat(java.get("images")).isEqualTo(python.get("images"));
        for (String figure : new String[] {"accuracy", "balanced_accuracy", "ece"}) {
            assertThat(java.get(figure).asDouble())
                    .as(figure)
                    .isCloseTo(python.get(figure).asDouble(), within(0.005));
        }
        int moved = 0;
        for (int label = 0; label < Emotion.values().length; label++) {
            for (int answer = 0; answer < Emotion.values().length; answer++) {
                moved += Math.abs(java.at("/confusion/" + label + "/" + answer).asInt()
                        - python.at("/confusion/" + label + "/" + answer).asInt());
            }
        }
        assertThat(moved)
                .as("faces that Java names otherwise, each counted twice")
                .isLessThanOrEqualTo(10);
        assertThat(java.at("/per_class/surprise/recall").asDouble())
                .isCloseTo(python.at("/per_class/surprise/recall").asDouble(), within(0.01));
        assertThat(java.get("ms_per_face").asDouble()).isBetween(0.01, 100.0);
        // No worse file may follow the one that is here.
        assertThat(java.get("accuracy").asDouble()).isGreaterThanOrEqualTo(0.69);
        assertThat(java.get("ece").asDouble()).isLessThanOrEqualTo(0.05);
        JsonNode drawn = report.get("mock");
        assertThat(drawn.at("/100 px/accuracy").asDouble()).isGreaterThanOrEqualTo(0.9);
        assertThat(drawn.at("/60 px/accuracy").asDouble()).isGreaterThanOrEqualTo(0.8);
    }

    private static JsonNode eval(String... options) throws IOException {
        StringWriter out = new StringWriter();
        String[] args = new String[options.length + 3];
        args[0] = "emotion";
        args[1] = "--summary";
        args[2] = "json";
        System.arraycopy(options, 0, args, 3, options.length);
        int exitCode = LabCommandLine.of(new EvalCommand())
                .setOut(new PrintWriter(out, true))
                .execute(args);
        assertThat(exitCode).isZero();
        return Json.mapper().readTree(out.toString());
    }
}
