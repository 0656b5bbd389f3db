package videolab.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import videolab.cli.LabCommandLine;
import videolab.processor.faces.FacesCommand;
import videolab.source.command.CollectCommand;

/** What is wrong is told in one sentence, before anything is started. */
class CommandLinesTest {

    @TempDir
    private Path folder;

    private record Run(int exitCode, String err) {}

    @Test
    void demo() {
        assertUsage(run(new EmbeddedLab(), "demo", "--cameras", "none"), "--cameras", "none");
        assertUsage(run(new EmbeddedLab(), "demo", "--input", "no-such-file.mp4"), "no-such-file.mp4");
        assertUsage(run(new EmbeddedLab(), "demo", "--input", "gopher://host/x"), "gopher");
        for (String option : List.of("--cameras", "--fps", "--seed")) {
            assertUsage(
                    run(new EmbeddedLab(), "demo", "--input", "clip.mp4", option, "3"),
                    option + " sets up the mock scene and has no effect with --input 'clip.mp4'");
        }
        assertUsage(run(new EmbeddedLab(), "demo", "--trigger", "soon"), "--trigger is 'soon'", "realtime");
        assertUsage(run(new EmbeddedLab(), "demo", "--trigger", "available-now"), "--trigger is 'available-now'");
        assertUsage(run(new EmbeddedLab(), "demo", "--fps", "0"), "--fps is '0.0'");
        assertUsage(run(new EmbeddedLab(), "demo", "--cameras", "0"), "--cameras");
        assertUsage(run(new EmbeddedLab(), "demo", "--unknown"), "--unknown");
        assertUsage(
                run(new EmbeddedLab(), "demo", "--detector", "yunet", "--models", folder.toString()),
                "--detector is 'yunet'",
                "./lab models get");
        assertUsage(run(new EmbeddedLab(), "demo", "--emotion-model", "no-such.onnx"), "--emotion-model");
        assertUsage(run(new EmbeddedLab(), "demo", "--emotion-model", "/"), "--emotion-model is '/'", "ONNX file");
        assertUsage(
                run(new EmbeddedLab(), "demo", "--no-emotion", "--emotion-model", "no-such.onnx"),
                "--no-emotion",
                "--emotion-model");
    }

    @Test
    void process() {
        assertUsage(run(new FacesCommand(), "--root", "gopher://host/x"), "--root is 'gopher://host/x'", "hdfs://");
        assertUsage(run(new FacesCommand(), "--root", "s3n://bucket/x"), "--root is 's3n://bucket/x'");
        assertUsage(run(new FacesCommand(), "--bootstrap", "no port"), "--bootstrap is 'no port'");
        assertUsage(
                run(new FacesCommand(), "--aggregate-only", "--root", folder.toString()),
                "--aggregate-only",
                "--root",
                "--keep-faces");
        assertUsage(run(new FacesCommand(), "--aggregate-only", "--keep-faces", "1d"), "--aggregate-only", "--root");
        assertUsage(run(new FacesCommand(), "--keep-faces", "36h"), "--keep-faces", "days");
        Run unreachable = run(
                LabCommandLine.of(
                        new FacesCommand(),
                        Map.of("VIDEO_LAB_ROOT", "", "HADOOP_USER_NAME", "", "KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1")),
                "--detector",
                "haar",
                "--aggregate-only");
        assertThat(unreachable.exitCode()).isEqualTo(1);
        assertThat(unreachable.err()).contains("127.0.0.1:1").hasLineCount(1);
    }

    @Test
    void eval() {
        assertUsage(run(new EmbeddedLab(), "eval", "faces", "--data", folder.toString()), "--data", "boxes.csv");
        assertUsage(run(new EmbeddedLab(), "eval", "faces"), "--data");
        assertUsage(run(new EmbeddedLab(), "eval", "emotion"), "--data");
        assertUsage(run(new EmbeddedLab(), "eval", "emotion", "--data", folder.toString()), "--data", "images.u8");
        assertUsage(
                run(new EmbeddedLab(), "eval", "audience", "--duration", "1m"), "--duration is '60s'", "2m or more");
        assertUsage(run(new EmbeddedLab(), "eval", "audience", "--geo", "no-such.mmdb"), "--geo is 'no-such.mmdb'");
    }

    @Test
    void bench() {
        assertUsage(
                run(new EmbeddedLab(), "bench", "audience", "--sessions", "100", "--events", "100000"),
                "--events is '100000'",
                "at most 180 a session");
        assertUsage(run(new EmbeddedLab(), "bench", "collector", "--rate", "0"), "--rate", "at least 1");
    }

    @Test
    void collect() {
        assertUsage(run(new CollectCommand(), "--port", "70000"), "--port is '70000'");
        assertUsage(
                run(new CollectCommand(), "--allow-origin", "example.org"),
                "--allow-origin is 'example.org'",
                "https://");
        assertUsage(run(new CollectCommand(), "--trust-proxy=-1"), "--trust-proxy is '-1'");
        assertUsage(run(new CollectCommand(), "--token", "a b"), "--token", "A-Z");
    }

    private static void assertUsage(Run run, String... parts) {
        assertThat(run.err()).contains(parts).hasLineCount(1);
        assertThat(run.exitCode()).isEqualTo(2);
    }

    private static Run run(Object command, String... args) {
        return run(LabCommandLine.of(command), args);
    }

    private static Run run(CommandLine line, String... args) {
        StringWriter err = new StringWriter();
        int exitCode = line.setOut(new PrintWriter(new StringWriter()))
                .setErr(new PrintWriter(err, true))
                .execute(args);
        return new Run(exitCode, err.toString());
    }
}
