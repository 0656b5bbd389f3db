package videolab.embedded.bench.library;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.commons.io.FileUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import videolab.cli.FailedException;
import videolab.cli.LabCommandLine;
import videolab.cli.ProcessFolder;
import videolab.cli.SummaryOption;
import videolab.cli.UsageException;
import videolab.source.VideoSource;

/** {@code ./lab bench library} */
@Command(
        name = "library",
        description = {
            "Measures the video library: processor time for one film, against FFmpeg's command and a bare loop.",
            "Speeds are seconds of video per second of processor time, each the median of the rounds. Without --film a"
                    + " drawn film of a minute is rendered first."
        },
        footer = {
            "",
            "Examples:",
            "  ./lab bench library --summary json",
            "  ./lab bench library --film holiday.mp4 --label-model yolox_nano.onnx"
        })
public final class BenchLibraryCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(BenchLibraryCommand.class);

    @Spec
    private CommandSpec spec;

    @Option(names = "--film", paramLabel = "FILE", description = "Video to measure with (default: a drawn one).")
    private Path film;

    @Option(
            names = "--label-model",
            paramLabel = "FILE",
            description = "ONNX file with YOLOX inputs and outputs (default: none, and no figures of it).")
    private Path labelModel;

    @Option(
            names = "--runs",
            paramLabel = "N",
            defaultValue = "3",
            description = "Measured rounds (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Mixin
    private SummaryOption summary;

    @Override
    public Integer call() throws Exception {
        if (rounds < 1) {
            throw new UsageException("--runs", rounds, "1 or more is expected");
        }
        if (film != null && !Files.isRegularFile(film)) {
            throw new UsageException("--film", film, "a video file is expected");
        }
        Path folder = Files.createTempDirectory(ProcessFolder.get(), "bench");
        try {
            Path measured = film == null ? render(folder) : film;
            LibraryBench.Summary result =
                    new LibraryBench(measured, folder, labelModel, rounds, LibraryBench.Sizes.FULL, LOG::info).run();
            summary.print(result, () -> text(result));
            return LabCommandLine.DONE;
        } finally {
            FileUtils.deleteDirectory(folder.toFile());
        }
    }

    private Path render(Path folder) {
        LOG.info("rendering a film of a minute, 640x360 at 25 frames/s");
        Path drawn = folder.resolve("drawn.mp4");
        PrintWriter err = spec.commandLine().getErr();
        int exitCode = LabCommandLine.of(new VideoSource())
                .setOut(err)
                .setErr(err)
                .execute("render", drawn.toString(), "--seconds=60", "--width=640", "--height=360", "--fps=25");
        if (exitCode != LabCommandLine.DONE) {
            throw new FailedException("the film could not be rendered");
        }
        return drawn;
    }

    private static String text(LibraryBench.Summary result) {
        String text = String.format(
                Locale.ROOT,
                "film of %.0f s, %d×%d; × real time a core:%n"
                        + "decode and sample %.0f, FFmpeg's command %.0f: ratio %.2f%n"
                        + "probe %,.0f; shots %.0f; faces %.0f%n"
                        + "bare loop %.0f, Spark %.0f: ratio %.2f%n"
                        + "two cores to one %.2f; small files %.0f/s",
                result.filmSeconds(),
                result.widthPx(),
                result.heightPx(),
                result.decodeSampleX(),
                result.ffmpegX(),
                result.decodeSampleToFfmpeg(),
                result.probeX(),
                result.shotsX(),
                result.facesX(),
                result.loopX(),
                result.sparkX(),
                result.sparkToLoop(),
                result.twoCoresToOne(),
                result.tinyFilesPerS());
        if (result.peakMib() != null) {
            text += String.format(
                    Locale.ROOT,
                    "%npeak memory %.0f MiB, of an hour %.2f times that",
                    result.peakMib(),
                    result.longPeakToPeak());
        }
        return result.onnxX() == null
                ? text
                : text
                        + String.format(
                                Locale.ROOT,
                                "%nONNX labels %.0f, with shots and actions %.0f",
                                result.onnxX(),
                                result.onnxActionsX());
    }
}
