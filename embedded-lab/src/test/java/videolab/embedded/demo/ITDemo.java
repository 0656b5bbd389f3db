package videolab.embedded.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import videolab.cli.LabCommandLine;
import videolab.contract.Json;
import videolab.embedded.EmbeddedLab;

/** The whole lab, scored by what the mock scene knows. */
class ITDemo {

    @TempDir
    private Path folder;

    private record Run(int exitCode, String out, String err) {
        JsonNode summary() throws IOException {
            String[] lines = out.split("\n");
            return Json.mapper().readTree(lines[lines.length - 1]);
        }
    }

    @Test
    void everyFrameComesBackAndTheDrawnFacesAreFound() throws IOException {
        // Slow enough for a shared machine, long enough for some windows: this test is of correctness, docs/faces.md
        // has
        // the speeds.
        Path data = folder.resolve("my data");
        Run run = demo(
                "--seconds",
                "75",
                "--fps",
                "1",
                "--headless",
                "--summary",
                "json",
                "--data",
                data.toString(),
                "--detector",
                "haar",
                "--max-age",
                "60s");

        JsonNode summary = run.summary();
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(summary.get("cameras")).hasSize(2).allSatisfy(camera -> {
            assertThat(camera.get("published").asInt()).isGreaterThan(30);
            assertThat(camera.get("analyzed")).isEqualTo(camera.get("published"));
            assertThat(camera.get("missing").asInt()).isZero();
            assertThat(camera.get("rejected").asInt()).isZero();
        });
        assertThat(summary.at("/truth/faces").asInt()).isGreaterThan(100);
        assertThat(summary.at("/truth/recall").asDouble()).isGreaterThanOrEqualTo(0.9);
        assertThat(summary.at("/truth/precision").asDouble()).isGreaterThanOrEqualTo(0.95);
        assertThat(summary.at("/truth/emotion_accuracy").asDouble()).isGreaterThanOrEqualTo(0.85);
        assertThat(data.resolve("latest/camera-0/face.jpg")).exists();
        assertThat(data.resolve("checkpoint")).exists();
        JsonNode audience = summary.get("audience");
        assertThat(audience.get("published").asInt()).as(run.err()).isGreaterThan(50);
        assertThat(audience.get("events").asInt())
                .isBetween(20, audience.get("published").asInt());
        assertThat(audience.get("rejected").asInt()).isZero();
        assertThat(audience.get("windows").asInt()).isPositive();
        // The watermark and the settling of a window are the least; the most is the machine's.
        assertThat(audience.at("/latency_from_window_end_s/p50").asDouble()).isGreaterThanOrEqualTo(5.0);
        // None where the only window came in the last moment.
        if (audience.has("last") && !audience.get("last").isNull()) {
            assertThat(audience.at("/last/concurrent_viewers").asInt()).isBetween(1, 60);
            assertThat(audience.at("/last/unique_viewers").asInt()).isPositive();
        }

        // A second start on the same folder goes on with its log and checkpoint, here with the library of sample-media.
        Run second = demo(
                "--seconds",
                "5",
                "--fps",
                "2",
                "--data",
                data.toString(),
                "--detector",
                "haar",
                "--max-age",
                "60s",
                "--no-audience",
                "--library",
                "--page-port",
                "0");

        assertThat(second.exitCode()).as(second.err()).isZero();
        assertThat(second.out())
                .contains("camera-0", "camera-1", "against the drawing")
                .doesNotContain("audience");
        Path report = data.resolve("library/report/index.html");
        assertThat(second.out()).endsWith("The library's report: " + report.toUri() + System.lineSeparator());
        assertThat(report).content().contains("crowd.mp4", "small-and-tilted.mp4");
        assertThat(second.out() + second.err()).contains("/#library");
        assertThat(folder.toFile().list()).containsExactly("my data");
    }

    private static Run demo(String... options) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] args = new String[options.length + 1];
        args[0] = "demo";
        System.arraycopy(options, 0, args, 1, options.length);
        int exitCode = LabCommandLine.of(new EmbeddedLab())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(args);
        return new Run(exitCode, out.toString(), err.toString());
    }
}
