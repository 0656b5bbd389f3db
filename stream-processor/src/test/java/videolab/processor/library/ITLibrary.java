package videolab.processor.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import videolab.cli.LabCommandLine;
import videolab.contract.Json;
import videolab.processor.StreamProcessor;
import videolab.processor.library.rekognition.RekognitionServer;

/** The whole command, on Spark. */
class ITLibrary {

    private static final Path SAMPLES = Path.of("../sample-media");
    private static final Path SHARED = Path.of("../../shared");
    private static final List<String> TABLES = List.of("labels", "segments", "shots");

    @TempDir
    private Path folder;

    private record Ran(int exitCode, String out, String err) {
        JsonNode summary() throws IOException {
            return Json.mapper()
                    .readTree(out.lines().reduce((first, second) -> second).orElseThrow());
        }
    }

    private static Ran run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = LabCommandLine.of(new StreamProcessor())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
        return new Ran(exitCode, out.toString(), err.toString());
    }

    private Ran library(String input, Path output, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "library", "--input", input, "--output", output.toString(), "--summary", "json", "--detector", "haar"));
        arguments.addAll(List.of(more));
        return run(arguments.toArray(String[]::new));
    }

    @Test
    void theSameRowsComeFromAnyNumberOfTasksAndFromHdfs() throws IOException {
        Path one = folder.resolve("one");
        assertThat(library(SAMPLES.toString(), one, "--master", "local[1]").exitCode())
                .isZero();
        Path split = folder.resolve("split");
        assertThat(library(SAMPLES.toString(), split, "--master", "local[4]", "--part-length", "2")
                        .exitCode())
                .isZero();
        Path fromHdfs = folder.resolve("hdfs");
        Configuration configuration = new Configuration();
        configuration.set(
                MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder.resolve("cluster").toString());
        MiniDFSCluster hdfs =
                new MiniDFSCluster.Builder(configuration).numDataNodes(1).build();
        try {
            FileSystem files = hdfs.getFileSystem();
            for (String name : List.of("crowd.mp4", "small-and-tilted.mp4")) {
                files.copyFromLocalFile(
                        new org.apache.hadoop.fs.Path(
                                SAMPLES.resolve(name).toAbsolutePath().toUri()),
                        new org.apache.hadoop.fs.Path("/videos/" + name));
            }
            String root = "hdfs://localhost:" + hdfs.getNameNodePort();
            Ran ran = run(
                    "library",
                    "--input",
                    root + "/videos",
                    "--output",
                    root + "/library",
                    "--detector",
                    "haar",
                    "--summary",
                    "json");
            assertThat(ran.exitCode()).as(ran.err()).isZero();
            for (String table : TABLES) {
                Files.createDirectories(fromHdfs.resolve("json/" + table));
                for (FileStatus file : files.listStatus(new org.apache.hadoop.fs.Path("/library/json/" + table))) {
                    Path target = fromHdfs.resolve("json/" + table)
                            .resolve(file.getPath().getName());
                    try (var in = files.open(file.getPath())) {
                        Files.copy(in, target);
                    }
                }
            }
        } finally {
            hdfs.shutdown();
        }
        for (String table : TABLES) {
            List<String> rows = rows(one, table);
            assertThat(rows).as(table).isNotEmpty();
            assertThat(rows(split, table)).as(table + " of parts").isEqualTo(rows);
            assertThat(rows(fromHdfs, table)).as(table + " from HDFS").isEqualTo(rows);
        }
    }

    @Test
    void watchingWorksVideosWhenTheyAreComplete() throws Exception {
        byte[] clip = Files.readAllBytes(SAMPLES.resolve("crowd.mp4"));
        Path videos = Files.createDirectory(folder.resolve("videos"));
        Path output = folder.resolve("library");
        Path log = folder.resolve("watch.log");
        Configuration configuration = new Configuration();
        configuration.set(
                MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder.resolve("cluster").toString());
        MiniDFSCluster hdfs =
                new MiniDFSCluster.Builder(configuration).numDataNodes(1).build();
        Process watch = null;
        try {
            FileSystem files = hdfs.getFileSystem();
            files.mkdirs(new org.apache.hadoop.fs.Path("/videos"));
            watch = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx768m",
                            "-XX:TieredStopAtLevel=1",
                            "-jar",
                            "target/stream-processor.jar",
                            "library",
                            "--watch",
                            "--input",
                            videos.toString(),
                            "hdfs://localhost:" + hdfs.getNameNodePort() + "/videos",
                            "--output",
                            output.toString(),
                            "--labels",
                            "none",
                            "--summary",
                            "json")
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            await(watch, log, () -> Files.readString(log).contains("watching the inputs"));
            try (var open = files.create(new org.apache.hadoop.fs.Path("/videos/slow.mp4"))) {
                open.write(clip, 0, clip.length / 2);
                open.hflush();
                for (int part = 0; part < 8; part++) { // longer than two looks, and never still for so long
                    int from = clip.length * part / 8;
                    Files.write(
                            videos.resolve("grows.mp4"),
                            Arrays.copyOfRange(clip, from, clip.length * (part + 1) / 8),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.APPEND);
                    Thread.sleep(1_000);
                }
                await(watch, log, () -> keys(output).contains("grows.mp4"));
                open.write(clip, clip.length / 2, clip.length - clip.length / 2);
            }
            await(watch, log, () -> keys(output).contains("slow.mp4"));

            watch.destroy(); // SIGTERM, as Ctrl-C

            assertThat(watch.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(watch.exitValue()).isZero();
            assertThat(LibraryRows.of(output, "videos"))
                    .extracting(row -> row.get("video_key").textValue() + " "
                            + row.get("status").textValue())
                    .containsExactlyInAnyOrder("grows.mp4 complete", "slow.mp4 complete");
            assertThat(Files.readString(log))
                    .as("nothing was worked while it was written")
                    .doesNotContain("partial: ")
                    .doesNotContain("failed: ")
                    .contains("\"complete\":2");
            assertThat(output.resolve("catalog.json")).exists();
        } finally {
            if (watch != null) {
                watch.destroyForcibly().waitFor();
            }
            hdfs.shutdown();
        }
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private static void await(Process process, Path log, Condition condition) throws Exception {
        Instant patience = Instant.now().plusSeconds(90);
        while (!condition.holds()) {
            assertThat(process.isAlive()).as(Files.readString(log)).isTrue();
            assertThat(Instant.now()).as(Files.readString(log)).isBefore(patience);
            Thread.sleep(200);
        }
    }

    private static List<String> keys(Path output) throws IOException {
        return Files.exists(output.resolve("json/videos"))
                ? LibraryRows.of(output, "videos").stream()
                        .map(row -> row.get("video_key").textValue())
                        .toList()
                : List.of();
    }

    @Test
    void badFilesAreRowsWithTheirReasonsAndTheOthersAreWorked() throws IOException {
        Path input = Files.createDirectories(folder.resolve("in put #1 100%/üñ'q"));
        Files.copy(SAMPLES.resolve("crowd.mp4"), input.resolve("a \"clip\": 1.mp4"));
        Files.copy(SAMPLES.resolve("small-and-tilted.mp4"), input.getParent().resolve("no-extension"));
        Files.createFile(input.resolve("empty.mp4"));
        Files.writeString(input.resolve("text.mp4"), "some words");
        Files.write(input.resolve("cut.mp4"), Arrays.copyOf(Files.readAllBytes(SAMPLES.resolve("crowd.mp4")), 300_000));
        Files.writeString(input.resolve("list.mp4"), "#EXTM3U\nhttp://127.0.0.1:9/a.ts\n");
        Files.writeString(input.resolve("notes.txt"), "not a video");
        Path output = folder.resolve("library");

        Ran first = library(input.getParent().toString(), output, "--labels", "none");

        assertThat(first.exitCode()).isEqualTo(1);
        assertThat(first.summary().get("complete").asInt()).isEqualTo(2);
        assertThat(first.summary().get("failed")).hasSize(4).allSatisfy(failure -> assertThat(
                        failure.get("reason").textValue())
                .isNotBlank());
        assertThat(first.summary().get("ignored")).hasSize(1);
        assertThat(output.resolve("metadata/üñ'q/a \"clip\"%3A 1.mp4.json")).exists();
        assertThat(LibraryRows.of(output, "videos")).hasSize(6);

        Ran second = library(input.getParent().toString(), output, "--labels", "none");

        assertThat(second.exitCode()).isEqualTo(1);
        assertThat(second.summary().get("unchanged").asInt()).isEqualTo(2);
        assertThat(LibraryRows.of(output, "videos"))
                .as("failed videos are tried again and stand there once")
                .hasSize(6);
    }

    @Test
    void anInputThatIsNotThereIsOneSentence() {
        Ran ran = library(folder.resolve("nowhere").toString(), folder.resolve("library"));

        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err())
                .contains("--input")
                .contains("no such folder or file")
                .hasLineCount(1);
    }

    @Test
    void theReportAndTheSearchReadWhatTheRunWrote() throws IOException {
        Path output = folder.resolve("library");
        assertThat(library(SAMPLES.toString(), output).exitCode()).isZero();

        assertThat(run("library-report", "--library", output.toString()).exitCode())
                .isZero();
        String page = Files.readString(output.resolve("report/index.html"));
        assertThat(page).contains("crowd.mp4").contains("Top 10 Most Common").doesNotContain("src=\"http");
        assertThat(Files.readString(output.resolve("report/common_labels.csv"))).startsWith("label,count\nFace,");

        Ran found = run("library-search", "face", "--library", output.toString(), "--json");
        assertThat(found.exitCode()).isZero();
        JsonNode hit = Json.mapper().readTree(found.out().lines().findFirst().orElseThrow());
        assertThat(hit.get("label").textValue()).isEqualTo("Face");
        assertThat(output.resolve(hit.get("thumbnail").textValue())).exists();
    }

    @Test
    void rekognitionIsPaidForSamplesAndOnlyAsMuchAsTheRunMayCost() throws IOException {
        Path output = folder.resolve("library");
        String clip = SAMPLES.resolve("crowd.mp4").toString();
        try (RekognitionServer server = new RekognitionServer()) {
            Ran refused = library(clip, output, "--labels", "rekognition", "--max-cost", "0.012");
            assertThat(refused.exitCode()).isEqualTo(2);
            assertThat(refused.err())
                    .contains("--max-cost")
                    .contains("$0.013, open")
                    .hasLineCount(1);
            assertThat(server.count("DetectLabels")).isZero();

            Ran ran = library(clip, output, "--labels", "rekognition", "--max-cost", "0.013");

            assertThat(ran.exitCode()).as(ran.err()).isZero();
            assertThat(server.count("DetectLabels")).isEqualTo(12);
        }
        assertThat(LibraryRows.of(output, "labels"))
                .filteredOn(row -> row.get("Label").get("Name").textValue().equals("Running"))
                .hasSize(12)
                .allSatisfy(row -> assertThat(row.get("kind").textValue()).isEqualTo("action"));
        assertThat(LibraryRows.of(output, "segments"))
                .filteredOn(row -> row.get("Label").get("Name").textValue().equals("Car"))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.get("DurationMillis").asInt()).isEqualTo(12_000);
                    assertThat(row.get("Label")
                                    .get("Parents")
                                    .get(0)
                                    .get("Name")
                                    .textValue())
                            .isEqualTo("Vehicle");
                });
        assertThat(LibraryRows.of(output, "videos").get(0).get("detectors").textValue())
                .isEqualTo("rekognition-labels-3.0");
    }

    @Test
    void everyClipOfTheSharedDataGetsARow() throws IOException {
        Path media = SHARED.resolve("data/media");
        Path model = SHARED.resolve("models/yolox_nano_coco.onnx");
        assumeThat(Files.exists(media) && Files.exists(model))
                .as("../shared has the clips and the model")
                .isTrue();
        Path output = folder.resolve("library");

        Ran ran = library(
                media.toString(), output, "--labels", "faces,onnx", "--label-model", model.toString(), "--no-emotion");

        assertThat(ran.exitCode()).as(ran.err()).isZero();
        assertThat(ran.summary().get("complete").asInt()).isEqualTo(15);
        assertThat(ran.summary().get("ignored"))
                .extracting(JsonNode::textValue)
                .containsExactlyInAnyOrder("astronaut.png", "intel/LICENSE.CC-BY-4.0.txt");
        assertThat(labels(output, "car-detection.mp4")).contains("Car");
        assertThat(labels(output, "people-detection.gif")).contains("Person");
        for (String sign : List.of("again", "book", "help", "learn", "night", "sorry", "thanks", "yes")) {
            assertThat(labels(output, sign + ".mkv")).contains("Person", "Face");
        }
        assertThat(labels(output, "sofa-no-people.mp4")).doesNotContain("Person", "Face");
    }

    private static Set<String> labels(Path output, String name) throws IOException {
        return LibraryRows.of(output, "labels").stream()
                .filter(row -> row.get("uri").textValue().endsWith("/" + name))
                .map(row -> row.get("Label").get("Name").textValue())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Without the columns that name the source. */
    private static List<String> rows(Path output, String table) throws IOException {
        return LibraryRows.without(List.of("video", "uri"), output, table);
    }
}
