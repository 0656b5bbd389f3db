package videolab.embedded.demo;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.commons.io.FileUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import videolab.cli.LabCommandLine;
import videolab.cli.LabFolder;
import videolab.cli.ProcessFolder;
import videolab.cli.StopSignal;
import videolab.cli.SummaryOption;
import videolab.cli.Tuning;
import videolab.cli.UsageException;
import videolab.contract.Json;
import videolab.embedded.run.LabRun;
import videolab.processor.faces.AnalyzerSettings;
import videolab.processor.faces.DetectorSettings;
import videolab.processor.faces.FaceOptions;
import videolab.processor.faces.crops.CropStoreSettings;
import videolab.processor.models.ModelFile;
import videolab.processor.spark.QueryTrigger;
import videolab.processor.spark.SparkStop;
import videolab.processor.spark.files.LocalRoot;
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
                    + " plus about twenty simulated viewers and their KPIs.",
            "Without --input the cameras film a drawn scene, and the summary scores the detections against it."
        },
        footer = {
            "",
            "Examples:",
            "  ./lab demo                                # until Ctrl-C",
            "  ./lab demo --input webcam                 # your own face",
            "  ./lab demo --input clip.mp4 --seconds 20  # a file, repeated",
            "  ./lab demo --library                      # also labels, a report and the Library view of sample-media",
            "  ./lab demo --seconds 60 --headless --summary json",
            "",
            "Exit code 1: no frame was published, a published frame has neither a result nor a reject, or a query failed.",
            "With --strict also: more than 1 %% of the frames were skipped as stale after the first 10 s."
        })
public final class DemoCommand implements Callable<Integer> {

    private static final double USUAL_FPS = 10;

    /** The Haar detector takes several times as long for a frame. */
    private static final double USUAL_FPS_HAAR = 5;

    private static final int MOST_FRAMES_PER_SECOND = 120;

    private static final Logger LOG = LoggerFactory.getLogger(DemoCommand.class);

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--input",
            paramLabel = "FILE|URL|DIR|webcam|N",
            description =
                    "Source of the frames: a video file, URL, folder of pictures, webcam, or a webcam's number or device, such as 0 or /dev/video0 (default: the mock scene).")
    private String input;

    @Option(
            names = "--cameras",
            paramLabel = "N",
            defaultValue = "2",
            description = "Number of mock cameras (default: ${DEFAULT-VALUE}).")
    private int cameras;

    @Option(
            names = "--fps",
            paramLabel = "N",
            description = "Frames per second of each mock camera (default: 10; 5 with the Haar detector).")
    private Double framesPerSecond;

    @Tuning
    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of the mock scene (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "Stop after this many seconds (default: run until Ctrl-C).")
    private Duration duration;

    @Tuning
    @Option(names = "--lines", description = "Print one line per frame instead of a panel (always so in a pipe).")
    private boolean lines;

    @Tuning
    @Option(names = "--headless", description = "Print only progress and the summary.")
    private boolean headless;

    @Tuning
    @Option(
            names = "--strict",
            description = "Exit with 1 if more than 1 %% of the frames were skipped as stale after the first 10 s.")
    private boolean strict;

    @Option(
            names = "--audience",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Run simulated viewers and their KPIs too (default: on; --no-audience turns them off).")
    private boolean audience;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "Keep face crops, Kafka log and checkpoints in this folder (default: no crops, and a temporary folder).")
    private Path data;

    @Option(
            names = "--library",
            paramLabel = "DIR",
            arity = "0..1",
            fallbackValue = DemoLibrary.SAMPLES,
            description =
                    "First process the videos of this folder (sample-media if none is named) into labels and a report,"
                            + " in --data or .lab, and show them in the page's Library view.")
    private Path library;

    @Tuning
    @Option(
            names = "--kafka-port",
            paramLabel = "PORT",
            defaultValue = "0",
            description =
                    "Port of the embedded broker on 127.0.0.1, for other readers and sources (default: any free port).")
    private int kafkaPort;

    @Tuning
    @Option(
            names = "--page",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Serve the page, for this machine alone (default: on; --no-page leaves it out).")
    private boolean page;

    @Tuning
    @Option(
            names = "--page-port",
            paramLabel = "PORT",
            description = "Port of the page; 0 takes any free one (default: 8088, or the next free port).")
    private Integer pagePort;

    @Tuning
    @Option(
            names = "--trigger",
            paramLabel = "TRIGGER",
            defaultValue = "realtime",
            description = "realtime[:<s>] or processing:<ms> (default: realtime:90).")
    private String trigger;

    @Mixin
    private SummaryOption summary;

    @Mixin
    private FaceOptions faceOptions;

    @Override
    public Integer call() throws Exception {
        QueryTrigger when = QueryTrigger.parse(trigger);
        if (when instanceof QueryTrigger.AvailableNow) {
            throw new UsageException("--trigger", trigger, "a demo goes on: realtime or processing:<ms> is expected");
        }
        if (data != null) {
            LocalRoot.requireOwn("--data", data.toAbsolutePath().toString(), List.of("kafka", "checkpoint"));
        }
        AnalyzerSettings analyzer = faceOptions.settings();
        DemoLibrary shelf = library == null ? null : shelf();
        double rate = framesPerSecond(analyzer);
        List<FrameSource> sources = sources(rate);
        print(spec.commandLine().getErr(), frameRateNotice(rate));
        if (shelf != null && !shelf.make(spec.commandLine().getErr(), LOG::info)) {
            sources.forEach(FrameSource::close);
            return LabCommandLine.DONE;
        }
        // Around everything: after Ctrl-C the summary is still printed and the folder deleted.
        try (StopSignal stop = SparkStop.install()) {
            stop.announceBy(LOG::info); // above the panel
            Path folder = data == null ? Files.createTempDirectory(ProcessFolder.get(), "demo") : data.toAbsolutePath();
            try {
                return run(
                        new LabRun.Settings(folder, faces(), kafkaPort, when, analyzer, audience),
                        sources,
                        shelf,
                        stop);
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

    /** With the detector of the demo, and persons where their detector's model is there. */
    private DemoLibrary shelf() {
        List<String> options = new ArrayList<>();
        for (String name : List.of("--detector", "--detect-size", "--models", "--no-emotion")) {
            OptionSpec option = spec.findOption(name);
            if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
                options.add(name.equals("--no-emotion") ? name : name + "=" + option.getValue());
            }
        }
        if (ModelFile.PERSON.state(faceOptions.modelsFolder()) == ModelFile.State.GENUINE) {
            options.add("--labels=faces,person");
        }
        Path output =
                (data == null ? LabFolder.path() : data).resolve("library").toAbsolutePath();
        return new DemoLibrary(library, output, options);
    }

    private int run(LabRun.Settings settings, List<FrameSource> sources, DemoLibrary shelf, StopSignal stop)
            throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        List<DemoHandler> handlers = new ArrayList<>();
        DemoHandler shown = shown(out, err);
        handlers.add(shown);
        LatestWindow latest = new LatestWindow();
        handlers.add(latest);
        if (page) {
            handlers.add(new DemoPage(
                    pagePort, Optional.ofNullable(shelf).map(DemoLibrary::folder), new ProgressLog(shown::progress)));
        }
        Demo demo = new Demo(settings, duration, handlers);
        Optional<DemoSummary> result = demo.run(sources, stop);
        if (result.isEmpty()) {
            print(err, List.of("stopped before the first frame"));
            return LabCommandLine.DONE;
        }
        DemoVerdict verdict = DemoVerdict.of(result.get(), asked(settings.analyzer(), stop));
        if (summary.json()) {
            print(err, verdict.sentences());
            print(err, report(shelf));
            print(out, List.of(Json.line(result.get())));
        } else {
            print(out, List.of(DemoReport.of(result.get())));
            latest.tables().ifPresent(kpis -> print(out, List.of("", kpis)));
            print(err, verdict.sentences());
            print(out, List.of(""));
            print(out, NextSteps.of(data == null ? null : settings.data(), input != null, audience));
            print(out, report(shelf));
        }
        if (demo.failure().isPresent()) {
            throw demo.failure().get();
        }
        return verdict.exitCode();
    }

    private static List<String> report(DemoLibrary shelf) {
        return shelf == null ? List.of() : List.of("The library's report: " + shelf.report());
    }

    private static void print(PrintWriter writer, List<String> lines) {
        lines.forEach(writer::println);
        writer.flush();
    }

    private DemoHandler shown(PrintWriter out, PrintWriter err) {
        if (headless) {
            return new DemoNotices(err);
        }
        return !lines && DemoTerminal.updatesInPlace()
                ? new DemoPanel(out, err, duration, LabCommandLine.colors())
                : new DemoLines(out, err);
    }

    private DemoVerdict.Options asked(AnalyzerSettings analyzer, StopSignal stop) {
        return new DemoVerdict.Options(
                strict,
                stop.requested().isDone(),
                input == null ? cameras : 0,
                framesPerSecond(analyzer),
                audience,
                analyzer.detector().longSidePx());
    }

    /** The rate of each mock camera: what was asked for, else what the detector can take on a small machine. */
    private double framesPerSecond(AnalyzerSettings analyzer) {
        if (framesPerSecond != null) {
            return framesPerSecond;
        }
        return analyzer.detector() instanceof DetectorSettings.Haar ? USUAL_FPS_HAAR : USUAL_FPS;
    }

    private List<String> frameRateNotice(double rate) {
        return framesPerSecond != null || input != null || rate == USUAL_FPS
                ? List.of()
                : List.of(String.format(
                        Locale.ROOT,
                        "the Haar detector is slow: %.0f frames/s a camera instead of %.0f; --fps sets another rate",
                        rate,
                        USUAL_FPS));
    }

    private void refuseOptionsOfTheMockScene() {
        for (String option : List.of("--cameras", "--fps", "--seed")) {
            if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
                throw new UsageException(option + " sets up the mock scene and has no effect with --input '" + input
                        + "'; give one of the two");
            }
        }
    }

    private List<FrameSource> sources(double rate) throws InterruptedException {
        if (input != null) {
            refuseOptionsOfTheMockScene();
            return List.of(FrameSources.of("camera-0", input, true, PictureForm.OWN));
        }
        if (!(rate > 0 && rate <= MOST_FRAMES_PER_SECOND)) {
            throw new UsageException("--fps", rate, "above 0 and at most " + MOST_FRAMES_PER_SECOND + " is expected");
        }
        MockScene.Settings scene = new MockScene.Settings(seed, 640, 480, rate, MockScene.Look.SCORING);
        return FrameSources.mock(new MockCameras("camera", cameras, scene, null));
    }
}
