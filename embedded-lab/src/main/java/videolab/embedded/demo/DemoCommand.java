package videolab.embedded.demo;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.commons.io.FileUtils;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import videolab.cli.LabCommandLine;
import videolab.cli.UsageException;
import videolab.contract.Json;
import videolab.embedded.SummaryFormat;
import videolab.embedded.run.LabRun;
import videolab.processor.faces.AnalyzerSettings;
import videolab.processor.faces.FaceOptions;
import videolab.processor.faces.crops.CropStoreSettings;
import videolab.processor.spark.OrderlyStop;
import videolab.processor.spark.QueryTrigger;
import videolab.source.capture.FrameSource;
import videolab.source.capture.FrameSources;
import videolab.source.capture.MockCameras;
import videolab.source.capture.PictureForm;
import videolab.source.mock.MockScene;

/** {@code ./lab demo} */
@Command(
        name = "demo",
        description = {
            "The whole lab in one process: a Kafka broker, Spark's real-time mode, cameras, and the results as lines;"
                    + " beside it some twenty simulated viewers and their KPIs.",
            "Without --input the cameras look at drawn people, and the summary scores what was found against the drawing."
        },
        footer = {
            "",
            "Examples:",
            "  ./lab demo                                   # until Ctrl-C",
            "  ./lab demo --input webcam                    # your own face",
            "  ./lab demo --input clip.mp4 --seconds 20     # a file, again and again",
            "  ./lab demo --seconds 60 --headless --summary json",
            "",
            "Exit code 1: no frame was sent, one went missing, or more than 1 %% were skipped as stale after the first 10 s."
        })
public final class DemoCommand implements Callable<Integer> {

    private static final double TOLERATED_SKIPPED = 0.01;
    private static final int MOST_FRAMES_PER_SECOND = 120;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--input",
            paramLabel = "FILE|URL|DIR|webcam",
            description = "Where frames come from (default: the mock scene).")
    private String input;

    @Option(
            names = "--cameras",
            paramLabel = "N",
            defaultValue = "2",
            description = "Mock cameras (default: ${DEFAULT-VALUE}).")
    private int cameras;

    @Option(
            names = "--fps",
            paramLabel = "N",
            defaultValue = "10",
            description = "Frames a second of each mock camera (default: ${DEFAULT-VALUE}).")
    private double framesPerSecond;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of the mock scene (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--seconds", paramLabel = "N", description = "End after so long (default: Ctrl-C ends it).")
    private Duration duration;

    @Option(names = "--headless", description = "No line a frame, only progress and the summary.")
    private boolean headless;

    @Option(
            names = "--audience",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description =
                    "Simulated viewers and their KPIs beside the faces (default: on; --no-audience leaves them out).")
    private boolean audience;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "Store face pictures there, and keep the broker's log and checkpoints (default: no pictures, and a"
                            + " folder that is deleted at the end).")
    private Path data;

    @Option(
            names = "--kafka-port",
            paramLabel = "PORT",
            defaultValue = "0",
            description = "Where the broker listens, for other readers and sources; 0 takes a free port (default).")
    private int kafkaPort;

    @Option(
            names = "--trigger",
            defaultValue = "realtime",
            description = "realtime[:<s>] or processing:<ms> (default: realtime:30).")
    private String trigger;

    @Option(
            names = "--summary",
            defaultValue = "text",
            description = "text, or json: one object as the last line of standard output (default: ${DEFAULT-VALUE}).")
    private SummaryFormat summary;

    @Mixin
    private FaceOptions faceOptions;

    @Override
    public Integer call() throws Exception {
        QueryTrigger when = QueryTrigger.parse(trigger);
        if (when instanceof QueryTrigger.AvailableNow) {
            throw new UsageException("--trigger", trigger, "a demo goes on: realtime or processing:<ms> is expected");
        }
        AnalyzerSettings analyzer = faceOptions.settings();
        List<FrameSource> sources = sources();
        // Around everything: after Ctrl-C the summary is still printed and the folder deleted.
        try (OrderlyStop stop = OrderlyStop.install()) {
            Path folder = data == null ? Files.createTempDirectory("video-lab-demo") : data.toAbsolutePath();
            try {
                return run(new LabRun.Settings(folder, faces(), kafkaPort, when, analyzer, audience), sources, stop);
            } finally {
                if (data == null) {
                    FileUtils.deleteDirectory(folder.toFile());
                }
            }
        }
    }

    /** In a folder that is deleted at the end they would only fill the disk. */
    private Optional<CropStoreSettings> faces() {
        return Optional.ofNullable(data)
                .map(folder ->
                        new CropStoreSettings(folder.toAbsolutePath().toString(), CropStoreSettings.DEFAULT_KEEP));
    }

    private int run(LabRun.Settings settings, List<FrameSource> sources, OrderlyStop stop) throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        List<DemoHandler> handlers = new ArrayList<>();
        handlers.add(headless ? new DemoNotices(err) : new DemoLines(out, err));
        LatestWindow latest = new LatestWindow();
        handlers.add(latest);
        Demo demo = new Demo(settings, duration, handlers, new ProgressLog(err));
        Optional<DemoSummary> result = demo.run(sources, stop.requested());
        result.ifPresent(end -> {
            if (summary == SummaryFormat.JSON) {
                out.println(Json.line(end));
            } else {
                out.println(DemoReport.of(end));
                latest.tables().ifPresent(kpis -> out.println(System.lineSeparator() + kpis));
            }
            out.flush();
        });
        return result.map(end -> judge(end, demo.skippedWarm())).orElse(LabCommandLine.FAILED);
    }

    private List<FrameSource> sources() throws InterruptedException {
        if (input != null) {
            return List.of(FrameSources.of("camera-0", input, true, PictureForm.OWN));
        }
        if (!(framesPerSecond > 0 && framesPerSecond <= MOST_FRAMES_PER_SECOND)) {
            throw new UsageException(
                    "--fps", framesPerSecond, "above 0 and at most " + MOST_FRAMES_PER_SECOND + " is expected");
        }
        MockScene.Settings scene = new MockScene.Settings(seed, 640, 480, framesPerSecond, MockScene.Look.SCORING);
        return FrameSources.mock(new MockCameras("camera", cameras, scene, null));
    }

    private int judge(DemoSummary result, long skippedWarm) {
        PrintWriter err = spec.commandLine().getErr();
        if (result.missing() > 0) {
            err.println("failed: " + result.missing() + " of " + result.published() + " frames have no result");
        }
        if (result.published() == 0) {
            err.println("failed: no frame reached the broker");
            return LabCommandLine.FAILED;
        }
        boolean late = skippedWarm > TOLERATED_SKIPPED * result.published();
        if (late) {
            err.println("failed: " + skippedWarm + " of " + result.published()
                    + " frames were skipped as stale after the first 10 s; "
                    + (input == null ? "fewer --fps or --cameras, or " : "a smaller --detect-size, or ")
                    + "--detector yunet");
        }
        return result.missing() > 0 || late ? LabCommandLine.FAILED : LabCommandLine.DONE;
    }
}
