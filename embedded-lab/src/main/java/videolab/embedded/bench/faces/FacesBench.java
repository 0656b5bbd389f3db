package videolab.embedded.bench.faces;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import videolab.embedded.run.EmbeddedBroker;
import videolab.embedded.run.TemporaryRun;
import videolab.processor.faces.AnalyzerSettings;
import videolab.processor.faces.DetectorSettings;
import videolab.processor.spark.QueryTrigger;
import videolab.processor.vision.Engine;
import videolab.processor.vision.FaceDetector;

/** Measures the steps in rounds: every step once a round, the first round not counted. */
final class FacesBench {

    static final String REALTIME = "realtime";
    static final String MICRO_BATCH = "micro_batch";

    private static final QueryTrigger AT_ONCE = new QueryTrigger.Processing(Duration.ZERO);
    private static final double[] LOADS = {0.25, 0.5, 1, 2, 3};
    private static final int[] CAMERAS = {1, 2, 4, 8};
    private static final double HALF = 0.5;

    /** A frame takes the old way twenty times as long. */
    private static final int OLD_WAY_PART = 16;

    /**
     * Loads and numbers of cameras are many, and their medians need fewer frames than the p99 of the pipeline. An overload
     * is measured for the whole time: after its start frames may be old for two seconds.
     */
    private static final int LOAD_PART = 2;

    /** The first round only has to warm up. */
    private static final int WARM_UP_PART = 2;

    private static final String LOAD = "load.";
    private static final String CAMERA = "cameras.";

    private final Settings settings;
    private final PrintWriter err;

    FacesBench(Settings settings, PrintWriter err) {
        this.settings = settings;
        this.err = err;
    }

    /**
     * What is measured.
     *
     * @param live analyzer as the service runs, with its age limit
     * @param all the same, analyzing every frame whatever its age
     * @param rounds that count
     * @param frames of a throughput measurement
     * @param duration of a latency measurement
     * @param steps numbers of the steps; step 1 is always measured, for the others' rates follow from it
     */
    record Settings(
            AnalyzerSettings live,
            AnalyzerSettings all,
            int rounds,
            int frames,
            Duration duration,
            Set<Integer> steps) {

        Settings shortened() {
            return new Settings(live, all, rounds, frames / WARM_UP_PART, duration.dividedBy(WARM_UP_PART), steps);
        }
    }

    /** What finds the faces, and what runs it. */
    private record Detecting(String name, String engine) {

        static Detecting by(DetectorSettings settings) {
            try (FaceDetector detector = settings.open()) {
                return new Detecting(detector.name(), detector.engine().label());
            }
        }
    }

    /** Milliseconds that the pipeline adds to the time for computing. */
    record Added(Double p50, Double p99) {}

    record OldWayFps(Double loadPerFrame, Double loadOnce) {}

    /** Frames a second that were offered and analyzed, the share that was skipped, and ages of the analyzed ones. */
    record LoadFigures(Double offered, Double analyzed, Double skippedRatio, Double ageP50Ms, Double ageP95Ms) {

        static LoadFigures of(Figures figures, String name) {
            return new LoadFigures(
                    figures.median(name + ".offered_fps"),
                    figures.median(name + ".analyzed_fps"),
                    figures.median(name + ".skipped_ratio"),
                    figures.median(name + ".age_p50_ms"),
                    figures.median(name + ".age_p95_ms"));
        }
    }

    /** Frames a second at three times the capacity, and ages of those that were analyzed. */
    record Overload(Double offered, Double analyzed, Double skipped, Double ageP50Ms, Double ageP95Ms) {}

    /** Spark without work. */
    record PassThroughFigures(Double fps, Double p50Ms, Double p99Ms) {

        static PassThroughFigures of(Figures figures, String mode) {
            String name = PassThrough.NAME + mode;
            return new PassThroughFigures(
                    figures.median(name + ".fps"), figures.median(name + ".p50_ms"), figures.median(name + ".p99_ms"));
        }
    }

    /**
     * Medians over the rounds; null where a step was left out.
     *
     * @param bareFps by number of threads
     * @param ratio pipeline to bare loop at two threads
     * @param overload at three times the capacity; frames a second
     * @param loads by offered part of the capacity
     * @param cameras by number of cameras at half of the capacity
     * @param medians of each figure
     * @param detectMs the detector alone, one thread, milliseconds a frame, by engine
     * @param frameMs where the time of a frame goes while the pipeline drains in real-time mode, milliseconds by stage
     * @param ranges smallest and largest value of each figure
     */
    record Summary(
            Map<String, Double> bareFps,
            Double kafkaFps,
            Map<String, PassThroughFigures> passThrough,
            Double pipelineFps,
            Double microBatchFps,
            Double ratio,
            Added addedLatencyMs,
            Added microBatchAddedLatencyMs,
            OldWayFps oldWayFps,
            Overload overload,
            Map<String, LoadFigures> loads,
            Map<String, LoadFigures> cameras,
            Map<String, Double> detectMs,
            Map<String, Double> frameMs,
            String detector,
            String engine,
            int rounds,
            @JsonIgnore Map<String, Double> medians,
            Map<String, List<Double>> ranges) {}

    Summary run() throws Exception {
        return TemporaryRun.of("video-lab-bench", this::run);
    }

    private Summary run(EmbeddedBroker broker, SparkSession spark, Path folder) throws Exception {
        try (BenchLab lab = new BenchLab(broker.kafka(), spark, folder)) {
            Figures figures = new Figures();
            List<Step> warmUp = steps(settings.shortened());
            List<Step> steps = steps(settings);
            for (int round = 0; round <= settings.rounds(); round++) {
                if (round <= 1) {
                    figures = new Figures(); // the round before has warmed up
                }
                for (Step step : round == 0 ? warmUp : steps) {
                    long begin = System.nanoTime();
                    step.measure(lab, figures);
                    say(
                            "round %d of %d%s: %d %s, %.0f s",
                            round,
                            settings.rounds(),
                            round == 0 ? ", not counted" : "",
                            step.number(),
                            step.title(),
                            (System.nanoTime() - begin) / 1e9);
                }
            }
            return summary(figures, Detecting.by(settings.all().detector()));
        }
    }

    private static List<Step> steps(Settings settings) {
        List<Step> steps = new ArrayList<>();
        QueryTrigger realTime = QueryTrigger.RealTime.DEFAULT;
        steps.add(new BareLoop(settings.all(), settings.frames()));
        steps.add(new KafkaAlone(settings.frames()));
        steps.add(new PassThrough(realTime, REALTIME, settings.frames(), settings.duration()));
        steps.add(new PassThrough(AT_ONCE, MICRO_BATCH, settings.frames(), settings.duration()));
        steps.add(new Pipeline(settings.all(), realTime, REALTIME, settings.frames(), settings.duration()));
        steps.add(new Pipeline(settings.all(), AT_ONCE, MICRO_BATCH, settings.frames(), settings.duration()));
        steps.add(new OldWay(false, Math.max(2, settings.frames() / OLD_WAY_PART)));
        steps.add(new OldWay(true, Math.max(2, settings.frames() / OLD_WAY_PART)));
        for (double factor : LOADS) {
            steps.add(new Load(
                    6,
                    "load of " + factor + " x capacity",
                    LOAD + factor,
                    settings.live(),
                    realTime,
                    BenchLab.PARTITIONS,
                    factor,
                    factor > 1 ? settings.duration() : settings.duration().dividedBy(LOAD_PART)));
        }
        for (int cameras : CAMERAS) {
            steps.add(new Load(
                    7,
                    cameras + (cameras == 1 ? " camera" : " cameras"),
                    CAMERA + cameras,
                    settings.live(),
                    realTime,
                    cameras,
                    HALF,
                    settings.duration().dividedBy(LOAD_PART)));
        }
        if (settings.all().detector() instanceof DetectorSettings.Yunet yunet) {
            steps.add(new Engines(yunet, settings.frames() / 2));
        }
        steps.removeIf(step -> step.number() > 1 && !settings.steps().contains(step.number()));
        return steps;
    }

    private Summary summary(Figures figures, Detecting detector) {
        Map<String, Double> bare = new LinkedHashMap<>();
        for (String threads : List.of("1", "2")) {
            bare.put(threads, figures.median(BareLoop.FPS + threads));
        }
        Double pipeline = figures.median(Pipeline.NAME + REALTIME + ".fps");
        return new Summary(
                bare,
                figures.median(KafkaAlone.FPS),
                settings.steps().contains(3)
                        ? Map.of(
                                REALTIME,
                                PassThroughFigures.of(figures, REALTIME),
                                MICRO_BATCH,
                                PassThroughFigures.of(figures, MICRO_BATCH))
                        : null,
                pipeline,
                figures.median(Pipeline.NAME + MICRO_BATCH + ".fps"),
                pipeline == null ? null : Math.round(pipeline / bare.get("2") * 1000) / 1000.0,
                added(figures, REALTIME),
                added(figures, MICRO_BATCH),
                new OldWayFps(figures.median(OldWay.FPS + "load_per_frame"), figures.median(OldWay.FPS + "load_once")),
                overload(figures),
                loads(figures, LOAD),
                loads(figures, CAMERA),
                detectMs(figures),
                frameMs(figures),
                detector.name(),
                detector.engine(),
                settings.rounds(),
                figures.medians(),
                figures.ranges());
    }

    private static Added added(Figures figures, String mode) {
        return new Added(
                figures.median(Pipeline.NAME + mode + ".added_p50_ms"),
                figures.median(Pipeline.NAME + mode + ".added_p99_ms"));
    }

    private static Map<String, Double> detectMs(Figures figures) {
        Map<String, Double> milliseconds = new LinkedHashMap<>();
        for (Engine engine : Engine.values()) {
            Double median = figures.median(Engines.MS + engine.label());
            if (median != null) {
                milliseconds.put(engine.label(), median);
            }
        }
        return milliseconds;
    }

    private static Map<String, Double> frameMs(Figures figures) {
        Map<String, Double> milliseconds = new LinkedHashMap<>();
        Pipeline.STAGES.forEach(
                stage -> milliseconds.put(stage, figures.median(Pipeline.NAME + REALTIME + "." + stage + "_ms")));
        return milliseconds;
    }

    private static Overload overload(Figures figures) {
        LoadFigures most = LoadFigures.of(figures, LOAD + LOADS[LOADS.length - 1]);
        return new Overload(
                most.offered(),
                most.analyzed(),
                most.offered() == null ? null : Math.round(most.offered() * most.skippedRatio() * 100) / 100.0,
                most.ageP50Ms(),
                most.ageP95Ms());
    }

    private static Map<String, LoadFigures> loads(Figures figures, String prefix) {
        Map<String, LoadFigures> loads = new LinkedHashMap<>();
        figures.ranges().keySet().stream()
                .filter(name -> name.startsWith(prefix) && name.endsWith(".offered_fps"))
                .map(name -> name.substring(0, name.length() - ".offered_fps".length()))
                .forEach(name -> loads.put(name.substring(prefix.length()), LoadFigures.of(figures, name)));
        return loads;
    }

    private void say(String format, Object... values) {
        err.printf(Locale.ROOT, format + "%n", values);
        err.flush();
    }
}
