package videolab.embedded.bench.library;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import videolab.cli.FailedException;
import videolab.cli.LabCommandLine;
import videolab.media.FfmpegException;
import videolab.media.FfmpegProgram;
import videolab.media.FramePixels;
import videolab.media.FrameSampler;
import videolab.media.SeekableBytes;
import videolab.media.StoredVideo;
import videolab.processor.StreamProcessor;
import videolab.processor.library.LibraryCommand;
import videolab.processor.library.sampling.PartAnalyzer;
import videolab.processor.library.sampling.SamplingSettings;

/** Measures processor time for one film; every figure is the median of the rounds. */
final class LibraryBench {

    private static final long SECOND = 1_000_000;
    private static final double NANOS = 1e9;
    private static final int PROBES = 50;
    /** Spark's start is in the time of one film and of so many. */
    private static final int FILMS = 4;

    private static final Pattern CPU_OF_FFMPEG = Pattern.compile("bench: utime=([0-9.]+)s stime=([0-9.]+)s");

    private final Path film;
    private final Path folder;
    private final List<String> labelModel;
    private final int rounds;
    private final Consumer<String> progress;

    /**
     * A benchmark.
     *
     * @param folder for what is written meanwhile
     * @param labelModel an ONNX file of the YOLOX shape; null leaves its figures out
     */
    LibraryBench(Path film, Path folder, Path labelModel, int rounds, Consumer<String> progress) {
        this.film = film;
        this.folder = folder;
        this.labelModel = labelModel == null ? List.of() : List.of("--labels=onnx", "--label-model=" + labelModel);
        this.rounds = rounds;
        this.progress = progress;
    }

    /**
     * The figures. Those that end in {@code _x} are seconds of video a second of processor time.
     *
     * @param filmSeconds of the film
     * @param ffmpegX FFmpeg's command with one thread: a picture a second as BGR
     * @param decodeSampleX the same by the lab
     * @param decodeSampleToFfmpeg the lab's to FFmpeg's
     * @param probeX opening the film and reading its metadata
     * @param shotsX samples and shots
     * @param facesX samples and faces, without expressions, shots and actions
     * @param onnxX samples and labels of the ONNX file, without shots and actions; null without a file
     * @param onnxActionsX the same with shots and actions; null without a file
     * @param loopX samples, shots and pictures in a bare loop
     * @param sparkX the same by {@code process library} on one core, its rows and pictures written, without Spark's start
     * @param sparkToLoop Spark's to the loop's
     */
    record Summary(
            double filmSeconds,
            int widthPx,
            int heightPx,
            int rounds,
            double ffmpegX,
            double decodeSampleX,
            double decodeSampleToFfmpeg,
            double probeX,
            double shotsX,
            double facesX,
            Double onnxX,
            Double onnxActionsX,
            double loopX,
            double sparkX,
            double sparkToLoop) {}

    private interface Work {
        void run() throws FfmpegException, IOException;
    }

    Summary run() throws FfmpegException, IOException, InterruptedException {
        double seconds;
        int width;
        int height;
        try (SeekableBytes bytes = SeekableBytes.of(film);
                StoredVideo video = StoredVideo.open(bytes)) {
            Long millis = video.metadata().durationMillis();
            if (millis == null) {
                throw new FailedException(film + " does not tell its duration");
            }
            seconds = millis / 1000.0;
            width = video.metadata().frameWidth();
            height = video.metadata().frameHeight();
        }
        progress.accept("decode and sample, against FFmpeg's command");
        List<Double> theirs = new ArrayList<>();
        List<Double> ours = new ArrayList<>();
        cpu(this::decodeAndSample); // compiled now
        for (int round = 0; round < rounds; round++) { // by turns: a busy machine is as busy for both
            theirs.add(ffmpeg());
            ours.add(cpu(this::decodeAndSample));
        }
        double ffmpeg = seconds / median(theirs);
        double decode = seconds / median(ours);
        progress.accept("probe");
        double probe = seconds * PROBES / median(this::probe);
        double shots = analyze("shots", seconds, "--labels=none", "--no-actions", "--no-pictures");
        double faces = analyze(
                "faces", seconds, "--labels=faces", "--no-emotion", "--no-shots", "--no-actions", "--no-pictures");
        Double onnx = null;
        Double onnxActions = null;
        if (!labelModel.isEmpty()) {
            onnx = analyze(
                    "ONNX labels",
                    seconds,
                    labelModel.get(0),
                    labelModel.get(1),
                    "--no-shots",
                    "--no-actions",
                    "--no-pictures");
            onnxActions =
                    analyze("ONNX labels and actions", seconds, labelModel.get(0), labelModel.get(1), "--no-pictures");
        }
        progress.accept("Spark on one core, against a bare loop");
        SparkAndLoop both = sparkAndLoop(seconds);
        return new Summary(
                rounded(seconds),
                width,
                height,
                rounds,
                rounded(ffmpeg),
                rounded(decode),
                rounded(decode / ffmpeg),
                rounded(probe),
                rounded(shots),
                rounded(faces),
                onnx == null ? null : rounded(onnx),
                onnxActions == null ? null : rounded(onnxActions),
                rounded(both.loop),
                rounded(both.spark),
                rounded(both.spark / both.loop));
    }

    private void decodeAndSample() throws FfmpegException, IOException {
        try (SeekableBytes bytes = SeekableBytes.of(film);
                StoredVideo video = StoredVideo.open(bytes);
                FramePixels pixels = new FramePixels()) {
            FrameSampler sampler = new FrameSampler(video, SECOND, 0, Long.MAX_VALUE, false);
            while (sampler.next()) {
                if (sampler.isSample()) {
                    pixels.bgr(video);
                }
            }
        }
    }

    /** In seconds of processor time, as the command tells. */
    private double ffmpeg() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        FfmpegProgram.path().toString(),
                        "-nostdin",
                        "-hide_banner",
                        "-benchmark",
                        "-threads",
                        "1",
                        "-filter_threads",
                        "1",
                        "-i",
                        film.toString(),
                        "-an",
                        "-vf",
                        "fps=1",
                        "-pix_fmt",
                        "bgr24",
                        "-f",
                        "rawvideo",
                        "-y",
                        "/dev/null")
                .redirectErrorStream(true)
                .start();
        String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Matcher cpu = CPU_OF_FFMPEG.matcher(told);
        if (process.waitFor() != 0 || !cpu.find()) {
            throw new FailedException("FFmpeg's command failed: "
                    + told.lines().reduce((a, b) -> b).orElse(""));
        }
        return Double.parseDouble(cpu.group(1)) + Double.parseDouble(cpu.group(2));
    }

    private void probe() throws FfmpegException, IOException {
        for (int i = 0; i < PROBES; i++) {
            try (SeekableBytes bytes = SeekableBytes.of(film);
                    StoredVideo video = StoredVideo.open(bytes)) {
                video.metadata();
                video.keyFrameDistanceMicros();
            }
        }
    }

    private double analyze(String what, double seconds, String... options) throws FfmpegException, IOException {
        progress.accept(what);
        SamplingSettings settings = LibraryCommand.sampling(options);
        try (PartAnalyzer analyzer = new PartAnalyzer(settings)) {
            return seconds
                    / median(() -> {
                        try (SeekableBytes bytes = SeekableBytes.of(film)) {
                            analyzer.analyze(bytes, 0, Long.MAX_VALUE, Math.round(seconds * SECOND));
                        }
                    });
        }
    }

    private record SparkAndLoop(double spark, double loop) {}

    /**
     * By the processor time of the whole process, which compiler and garbage collector share. Spark's is from the time of one
     * film and that of several: what is in both is its start.
     */
    private SparkAndLoop sparkAndLoop(double seconds) throws FfmpegException, IOException {
        List<Path> inputs = new ArrayList<>();
        for (int copies : new int[] {1, FILMS}) {
            Path input = Files.createDirectory(folder.resolve("films-" + copies));
            for (int i = 0; i < copies; i++) {
                Files.createSymbolicLink(input.resolve(i + "-" + film.getFileName()), film.toAbsolutePath());
            }
            inputs.add(input);
        }
        List<Double> sparks = new ArrayList<>();
        List<Double> loops = new ArrayList<>();
        process(inputs.get(0), "warm-up");
        for (int round = 0; round < rounds; round++) {
            double one = process(inputs.get(0), "one-" + round);
            double several = process(inputs.get(1), "several-" + round);
            sparks.add((several - one) / (FILMS - 1));
            loops.add(loop(seconds) / FILMS);
        }
        return new SparkAndLoop(seconds / median(sparks), seconds / median(loops));
    }

    /** The films one after the other in one thread, without writing rows. */
    private double loop(double seconds) throws FfmpegException, IOException {
        try (PartAnalyzer analyzer = new PartAnalyzer(LibraryCommand.sampling("--labels=none"))) {
            long before = processCpu();
            for (int i = 0; i < FILMS; i++) {
                try (SeekableBytes bytes = SeekableBytes.of(film)) {
                    analyzer.analyze(bytes, 0, Long.MAX_VALUE, Math.round(seconds * SECOND));
                }
            }
            return (processCpu() - before) / NANOS;
        }
    }

    private static long processCpu() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private double process(Path input, String output) {
        StringWriter err = new StringWriter();
        long before = processCpu();
        int exitCode = LabCommandLine.of(new StreamProcessor())
                .setOut(new PrintWriter(new StringWriter()))
                .setErr(new PrintWriter(err))
                .execute(
                        "library",
                        "--input",
                        input.toString(),
                        "--output",
                        folder.resolve(output).toString(),
                        "--labels=none",
                        "--master=local[1]");
        if (exitCode != LabCommandLine.DONE) {
            throw new FailedException("process library failed: " + err);
        }
        return (processCpu() - before) / NANOS;
    }

    private double median(Work work) throws FfmpegException, IOException {
        cpu(work); // compiled now
        List<Double> measured = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            measured.add(cpu(work));
        }
        return median(measured);
    }

    /** The processor time of this thread, on which everything runs. */
    private static double cpu(Work work) throws FfmpegException, IOException {
        long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        work.run();
        return (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before) / NANOS;
    }

    private static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static double rounded(double value) {
        return Math.round(value * 100) / 100.0;
    }
}
