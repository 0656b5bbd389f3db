package videolab.embedded.bench.library;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.util.stream.Stream;
import videolab.cli.FailedException;
import videolab.cli.LabCommandLine;
import videolab.contract.Json;
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

/** Measures what the library costs, above all in processor time, over one film. Figures are medians of the rounds. */
final class LibraryBench {

    private static final long SECOND = 1_000_000;
    private static final double NANOS = 1e9;
    private static final int PROBES = 50;
    /** Spark's start is in the time of one film and of so many. */
    private static final int FILMS = 4;

    /** Linux: a 5 makes the peak start again. */
    private static final Path PEAK_RESET = Path.of("/proc/self/clear_refs");

    private static final Pattern CPU_OF_FFMPEG = Pattern.compile("bench: utime=([0-9.]+)s stime=([0-9.]+)s");

    /**
     * How much is measured besides the film.
     *
     * @param coresSeconds shortest length of the film that one core and two work
     * @param memorySeconds shortest length of the film whose memory is compared
     * @param tinyFiles files of two seconds
     */
    record Sizes(int coresSeconds, int memorySeconds, int tinyFiles) {

        static final Sizes FULL = new Sizes(20 * 60, 60 * 60, 10_000);
    }

    private final Path film;
    private final Path folder;
    private final Sizes sizes;
    private final List<String> labelModel;
    private final int rounds;
    private final Consumer<String> progress;

    /**
     * A benchmark.
     *
     * @param folder for what is written meanwhile
     * @param labelModel an ONNX file of the YOLOX shape; null leaves its figures out
     */
    LibraryBench(Path film, Path folder, Path labelModel, int rounds, Sizes sizes, Consumer<String> progress) {
        this.sizes = sizes;
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
     * @param twoCoresToOne how much faster two cores work one long film, by the clock
     * @param tinyFilesPerS small files a second of the clock on all cores, without labels and pictures
     * @param peakMib the process's most resident memory while it works the film; null where the system does not tell
     * @param longPeakToPeak the same with the film over and over for an hour, to that
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
            double sparkToLoop,
            double twoCoresToOne,
            double tinyFilesPerS,
            Double peakMib,
            Double longPeakToPeak) {}

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
        progress.accept("one film on one core and on two");
        double cores = twoCoresToOne(seconds);
        progress.accept("small files");
        double tiny = tinyFilesPerSecond();
        progress.accept("memory of a long film");
        Double peak = peakMib(film, "peak");
        Double longPeak = peakMib(repeated(sizes.memorySeconds, seconds), "long-peak");
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
                rounded(both.spark / both.loop),
                rounded(cores),
                rounded(tiny),
                peak == null ? null : rounded(peak),
                peak == null ? null : rounded(longPeak / peak));
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

    /** In seconds of processor time. */
    private double process(Path input, String output) throws IOException {
        long before = processCpu();
        library(input, output, "--master=local[1]");
        return (processCpu() - before) / NANOS;
    }

    /** The command's summary. */
    private JsonNode library(Path input, String output, String... options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "library",
                "--input=" + input,
                "--output=" + folder.resolve(output),
                "--labels=none",
                "--summary=json"));
        arguments.addAll(List.of(options));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = LabCommandLine.of(new StreamProcessor())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments.toArray(String[]::new));
        if (exitCode != LabCommandLine.DONE) {
            throw new FailedException("process library failed: " + err);
        }
        return Json.mapper().readTree(out.toString());
    }

    private double twoCoresToOne(double seconds) throws IOException, InterruptedException {
        Path input = repeated(sizes.coresSeconds, seconds);
        List<Double> ones = new ArrayList<>();
        List<Double> twos = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            ones.add(wallSeconds(library(input, "one-core-" + round, "--master=local[1]")));
            twos.add(wallSeconds(library(input, "two-cores-" + round, "--master=local[2]")));
        }
        return median(ones) / median(twos);
    }

    /** Without Spark's start. */
    private static double wallSeconds(JsonNode summary) {
        return summary.get("wall_seconds").doubleValue();
    }

    private double tinyFilesPerSecond() throws IOException, InterruptedException {
        Path tiny = folder.resolve("tiny.mp4");
        ffmpeg("-f", "lavfi", "-i", "testsrc2=size=320x180:rate=25:duration=2", "-c:v", "mpeg4", tiny.toString());
        Path input = Files.createDirectory(folder.resolve("tiny"));
        for (int i = 0; i < sizes.tinyFiles; i++) {
            Files.createLink(input.resolve(i + ".mp4"), tiny);
        }
        return sizes.tinyFiles / wallSeconds(library(input, "tiny-files", "--no-pictures"));
    }

    /** The film over and over, as one file. */
    private Path repeated(int shortestSeconds, double seconds) throws IOException, InterruptedException {
        Path repeated = folder.resolve("film-of-" + shortestSeconds + "-s.mkv");
        String more = String.valueOf((int) Math.ceil(shortestSeconds / seconds) - 1);
        ffmpeg("-stream_loop", more, "-i", film.toString(), "-an", "-c", "copy", repeated.toString());
        return repeated;
    }

    private static void ffmpeg(String... options) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(FfmpegProgram.path().toString(), "-nostdin", "-loglevel", "error", "-y"));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new FailedException("FFmpeg's command failed: " + told);
        }
    }

    private Double peakMib(Path input, String output) throws IOException {
        if (!Files.isWritable(PEAK_RESET)) {
            return null;
        }
        System.gc(); // what came before is not this film's
        Files.writeString(PEAK_RESET, "5");
        library(input, output, "--master=local[1]");
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024)
                    .findFirst()
                    .orElseThrow();
        }
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
