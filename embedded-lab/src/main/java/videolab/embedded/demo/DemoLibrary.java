package videolab.embedded.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import videolab.cli.FailedException;
import videolab.cli.LabCommandLine;
import videolab.cli.UsageException;
import videolab.contract.Json;
import videolab.processor.StreamProcessor;
import videolab.results.dashboard.library.LibraryFolder;

/**
 * The library's part of a demo: {@code process library} and {@code process library-report} over a folder of videos, before the
 * cameras start, because both want all cores.
 */
final class DemoLibrary {

    /** The videos that the lab brings with it. */
    static final String SAMPLES = "sample-media";

    private final Path videos;
    private final Path output;
    private final List<String> options;

    /**
     * A library.
     *
     * @param videos folder of videos; {@value #SAMPLES} is the lab's, wherever the command is started
     * @param output written by the library's commands; unchanged videos in it are not worked again
     * @param options of {@code process library}, beside those two
     */
    DemoLibrary(Path videos, Path output, List<String> options) {
        this.videos = videos.equals(Path.of(SAMPLES)) && !Files.isDirectory(videos) ? shipped() : videos;
        this.output = output;
        this.options = List.copyOf(options);
        if (!Files.isDirectory(this.videos)) {
            throw new UsageException("--library", videos, "a folder of videos is expected");
        }
    }

    /** Beside the module that this class was built in. */
    private static Path shipped() {
        Path built = Path.of(DemoLibrary.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath());
        return built.resolveSibling("../../" + SAMPLES).normalize();
    }

    /**
     * Works what the output does not hold yet, and writes the report.
     *
     * @return false when Ctrl-C ended it
     * @throws UsageException when the folder holds no video
     * @throws FailedException when a command fails, which has printed why
     */
    boolean make(PrintWriter err, Consumer<String> progress) {
        progress.accept("library: " + videos + " to " + output);
        StringWriter out = new StringWriter();
        List<String> arguments = new ArrayList<>(
                List.of("library", "--input", videos.toString(), "--output", output.toString(), "--summary", "json"));
        arguments.addAll(options);
        int exitCode = run(arguments, out, err);
        if (out.toString().isBlank()) { // its own sentence stands on standard error
            throw new FailedException("--library " + videos + " could not be processed (exit code " + exitCode + ")");
        }
        JsonNode done = read(out.toString());
        if (done.get("remaining").asInt() > 0) {
            return false;
        }
        if (done.get("videos").asInt() == 0) {
            throw new UsageException("--library", videos, "a folder of videos is expected; it holds none");
        }
        if (run(List.of("library-report", "--library", output.toString()), new StringWriter(), err)
                != LabCommandLine.DONE) {
            throw new FailedException("the report of " + output + " could not be written");
        }
        progress.accept("library: %d videos, %d failed, %d unchanged; report: %s"
                .formatted(
                        done.get("videos").asInt(),
                        done.get("failed").size(),
                        done.get("unchanged").asInt(),
                        report()));
        return true;
    }

    /** What the page shows. */
    LibraryFolder folder() {
        return new LibraryFolder(output, List.of(videos));
    }

    /** For a browser. */
    String report() {
        return output.resolve("report/index.html").toUri().toString();
    }

    private static int run(List<String> arguments, StringWriter out, PrintWriter err) {
        return LabCommandLine.of(new StreamProcessor())
                .setOut(new PrintWriter(out))
                .setErr(err)
                .execute(arguments.toArray(String[]::new));
    }

    private static JsonNode read(String summary) {
        try {
            return Json.mapper().readTree(summary);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
