package videolab.embedded.bench.page;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.commons.io.FileUtils;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import videolab.cli.FailedException;
import videolab.cli.LabCommandLine;
import videolab.cli.StopSignal;
import videolab.cli.SummaryOption;
import videolab.cli.UsageException;
import videolab.processor.faces.FaceOptions;
import videolab.processor.spark.SparkStop;

/** {@code ./lab bench page} */
@Command(
        name = "page",
        description = {
            "Measures the page: the age of its pictures on the screen, and what its server costs.",
            "Broker, Spark, two drawn cameras and viewers run in this JVM as in the demo, the page in a process of its own."
                    + " Chromium, without a window, opens the page; the page reports the time from the capture of a frame until"
                    + " its picture was painted.",
            "Then the page's processor time is measured without a page, with the browser, with one client that takes every"
                    + " picture, and with --pages of them. A long --seconds shows whether the page's heap and the tab's memory stay flat."
        },
        footer = {"", "Example:", "  ./lab bench page --summary json"})
public final class BenchPageCommand implements Callable<Integer> {

    private static final int LEAST_SECONDS = 10;
    private static final int MOST_PAGES = 200;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "30",
            description = "Length of the measurement in the browser; the other three take at most 30 s each (default:"
                    + " ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--pages",
            paramLabel = "N",
            defaultValue = "50",
            description = "Open pages in the last measurement (default: ${DEFAULT-VALUE}).")
    private int pages;

    @Option(
            names = "--cameras",
            paramLabel = "N",
            defaultValue = "2",
            description = "Number of mock cameras (default: ${DEFAULT-VALUE}).")
    private int cameras;

    @Option(
            names = "--fps",
            paramLabel = "N",
            defaultValue = "10",
            description = "Frames per second of each camera (default: ${DEFAULT-VALUE}).")
    private double framesPerSecond;

    @Option(
            names = "--browser",
            paramLabel = "FILE",
            description = "Chromium's or Chrome's executable file (default: looked for in the PATH).")
    private Path browser;

    @Mixin
    private FaceOptions faceOptions;

    @Mixin
    private SummaryOption summary;

    @Override
    public Integer call() throws Exception {
        if (seconds < LEAST_SECONDS) {
            throw new UsageException("--seconds", seconds, LEAST_SECONDS + " or more are expected");
        }
        if (pages < 1 || pages > MOST_PAGES) {
            throw new UsageException("--pages", pages, "1 to " + MOST_PAGES + " are expected");
        }
        PageBench bench = new PageBench(
                new PageBench.Settings(
                        faceOptions.settings(),
                        cameras,
                        framesPerSecond,
                        Duration.ofSeconds(seconds),
                        pages,
                        Chromium.find(browser)),
                spec.commandLine().getErr());
        Thread runner = Thread.currentThread();
        try (StopSignal stop = SparkStop.install()) {
            stop.requested().thenRun(runner::interrupt);
            Path folder = Files.createTempDirectory("video-lab-bench");
            try {
                PageBench.Summary result = bench.run(folder, stop::begin);
                summary.print(result, () -> text(result));
            } catch (InterruptedException e) {
                throw new FailedException("stopped before the end; there is no result", e);
            } finally {
                FileUtils.deleteDirectory(folder.toFile());
            }
        }
        return LabCommandLine.DONE;
    }

    private static String text(PageBench.Summary result) {
        return String.format(
                Locale.ROOT,
                """
                %d cameras at %.0f frames/s, %.0f s in a browser
                capture to pixels    p50 %.0f ms, p95 %.0f ms, %.1f %% within 200 ms (%d pictures)
                capture to result    p95 %.0f ms
                first picture        %.0f ms after opening
                the page's process   %.1f %% of a core without an open page, %.1f %% with the browser
                                     %.1f %% with 1 client, %.1f %% with %d, each with %.1f pictures/s
                its heap, MB         %s after collections, over time
                the tab, MB          %s over time""",
                result.cameras(),
                result.framesPerSecond(),
                result.seconds(),
                result.pixelsP50Ms(),
                result.pixelsP95Ms(),
                100 * result.within200msRatio(),
                result.pictures(),
                result.resultP95Ms(),
                result.firstPictureMs(),
                result.cpuIdlePercent(),
                result.cpuBrowserPercent(),
                result.cpuOneClientPercent(),
                result.cpuAllClientsPercent(),
                result.clients(),
                result.picturesPerClient(),
                result.heapMb(),
                result.tabMb());
    }
}
