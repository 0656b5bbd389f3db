package videolab.processor.library;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import videolab.cli.LabCommandLine;
import videolab.contract.Json;
import videolab.media.FfmpegProgram;
import videolab.processor.StreamProcessor;
import videolab.processor.library.assembly.Probed;
import videolab.processor.library.assembly.VideoFile;
import videolab.processor.library.inputs.S3Options;
import videolab.processor.library.rekognition.RekognitionServer;

/**
 * The commands on an object store. Hadoop keeps one filesystem for each bucket, whatever its settings: each address or key
 * that is wrong has a bucket of its own here.
 */
class ITLibraryS3 {

    private static final Path SAMPLES = Path.of("../sample-media");

    @TempDir
    private static Path shared;

    private static S3Store store;

    @TempDir
    private Path folder;

    private record Ran(int exitCode, String out, String err) {
        JsonNode summary() throws IOException {
            return Json.mapper()
                    .readTree(out.lines().reduce((first, second) -> second).orElseThrow());
        }
    }

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        store = new S3Store(shared, "videos", "library", "refused", "breaks", "paid", "probed");
    }

    @AfterAll
    static void stop() {
        store.close();
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
    }

    @BeforeEach
    void useTheRightKey() {
        System.setProperty("aws.accessKeyId", S3Store.KEY);
        System.setProperty("aws.secretAccessKey", S3Store.SECRET);
    }

    private static Ran run(String endpoint, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--s3-endpoint", endpoint));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = LabCommandLine.of(new StreamProcessor())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all.toArray(String[]::new));
        return new Ran(exitCode, out.toString(), err.toString());
    }

    private static Ran library(String endpoint, String input, String output, String... more) {
        List<String> arguments = new ArrayList<>(
                List.of("library", "--input", input, "--output", output, "--detector", "haar", "--summary", "json"));
        arguments.addAll(List.of(more));
        return run(endpoint, arguments.toArray(String[]::new));
    }

    @Test
    void theRowsOfABucketAreThoseOfAFolder() throws IOException {
        Path input = Files.createDirectories(folder.resolve("videos"));
        Path odd = Files.copy(SAMPLES.resolve("crowd.mp4"), input.resolve("a #1 100% \"ü'q\"+.mp4"));
        Path small = Files.copy(SAMPLES.resolve("small-and-tilted.mp4"), input.resolve("b.mp4"));
        Path local = folder.resolve("library");
        assertThat(library(store.endpoint(), input.toString(), local.toString()).exitCode())
                .isZero();
        Ran uploaded =
                run(store.endpoint(), "library-upload", odd.toString(), small.toString(), "s3a://videos/some folder/");
        assertThat(uploaded.exitCode()).as(uploaded.err()).isZero();

        Ran first = library(store.endpoint(), "s3a://videos/some folder/", "s3a://library/out");

        assertThat(first.exitCode()).as(first.err()).isZero();
        assertThat(first.summary().get("complete").asInt()).isEqualTo(2);
        Path written = store.bucket("library").resolve("out");
        for (String table : List.of("labels", "segments", "shots")) {
            assertThat(rows(written, table)).as(table).isNotEmpty().isEqualTo(rows(local, table));
        }
        assertThat(LibraryRows.of(written, "videos"))
                .extracting(row -> row.get("video_key").textValue())
                .containsExactlyInAnyOrder("a #1 100% \"ü'q\"+.mp4", "b.mp4");

        Ran second = library(store.endpoint(), "s3a://videos/some folder/", "s3a://library/out");

        assertThat(second.summary().get("unchanged").asInt()).as(second.err()).isEqualTo(2);
        assertThat(LibraryRows.of(written, "videos")).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        "s3a://refused/videos, wrong credentials",
        "s3a://nowhere/videos, there is no such bucket",
    })
    void anAddressOrAKeyThatIsWrongIsOneSentence(String address, String why) throws IOException {
        if (address.contains("refused")) {
            System.setProperty("aws.secretAccessKey", "another");
        }
        String clip = SAMPLES.resolve("crowd.mp4").toString();

        Ran in = library(store.endpoint(), address, folder.resolve("library").toString());
        Ran out = library(store.endpoint(), clip, address);

        assertThat(in.exitCode()).as(in.err()).isEqualTo(1);
        assertThat(in.err()).contains("--input " + address).contains(why).hasLineCount(1);
        assertThat(out.exitCode()).as(out.err()).isEqualTo(1);
        assertThat(out.err()).contains("--output " + address).contains(why).hasLineCount(1);
    }

    @Test
    @Timeout(120)
    void anAddressWhereNothingAnswersIsOneSentence() throws IOException {
        String nothing;
        try (BreakingLine line = new BreakingLine(store.port(), request -> false)) {
            nothing = line.endpoint();
        }

        Ran ran = library(
                nothing, "s3a://silent/videos", folder.resolve("library").toString());

        assertThat(ran.exitCode()).as(ran.err()).isEqualTo(1);
        assertThat(ran.err())
                .contains("--input s3a://silent/videos")
                .contains("nothing answers at its address")
                .hasLineCount(1);
    }

    /** By Hadoop's own settings the run would go on for minutes a video. */
    @Test
    @Timeout(120)
    void aStoreThatGoesDownFailsTheVideosThatItStillHadToGive() throws IOException {
        Path output = folder.resolve("library");
        for (String name : List.of("crowd.mp4", "small-and-tilted.mp4")) {
            assertThat(run(
                                    store.endpoint(),
                                    "library-upload",
                                    SAMPLES.resolve(name).toString(),
                                    "s3a://breaks/")
                            .exitCode())
                    .isZero();
        }
        // The first clip is probed, then the second; the first is worked, and at the second the store is gone.
        List<String> turns = new ArrayList<>();
        Predicate<String> atTheFourthTurn = request -> {
            String object = request.replaceAll("GET /breaks/(\\S+[.]mp4).*", "$1");
            if (!object.equals(request) && (turns.isEmpty() || !object.equals(turns.get(turns.size() - 1)))) {
                turns.add(object);
            }
            return turns.size() == 4;
        };
        try (BreakingLine line = new BreakingLine(store.port(), atTheFourthTurn)) {
            Ran broken = library(
                    line.endpoint(), "s3a://breaks/", output.toString(), "--labels", "none", "--master", "local[1]");

            assertThat(line.isBroken()).isTrue();
            assertThat(broken.exitCode()).as(broken.err()).isEqualTo(1);
            assertThat(broken.summary().get("complete").asInt()).isEqualTo(1);
            assertThat(broken.summary().get("failed")).singleElement().satisfies(failure -> assertThat(
                            failure.get("reason").textValue())
                    .isEqualTo("nothing answers at its address"));
        }
        assertThat(LibraryRows.of(output, "videos"))
                .extracting(row ->
                        row.get("status").textValue() + " " + row.get("reason").asText())
                .containsExactlyInAnyOrder("complete null", "failed nothing answers at its address");
    }

    @Test
    void aProbeReadsAFewPercentOfAFilmWhoseIndexIsAtItsEnd() throws Exception {
        Path film = folder.resolve("ten-minutes.mp4");
        Process ffmpeg = new ProcessBuilder(
                        FfmpegProgram.path().toString(),
                        "-nostdin",
                        "-loglevel",
                        "error",
                        "-f",
                        "lavfi",
                        "-i",
                        "testsrc2=size=192x108:rate=25:duration=600",
                        "-c:v",
                        "mpeg4",
                        "-b:v",
                        "140k",
                        "-g",
                        "250",
                        film.toString())
                .inheritIO()
                .start();
        assertThat(ffmpeg.waitFor()).isZero();
        long bytes = Files.size(film);
        assertThat(bytes).isBetween(8_000_000L, 14_000_000L);
        assertThat(run(store.endpoint(), "library-upload", film.toString(), "s3a://probed/")
                        .exitCode())
                .isZero();
        try (BreakingLine line = new BreakingLine(store.port(), request -> false)) {
            S3Options options = new S3Options();
            LabCommandLine.of(options).parseArgs("--s3-endpoint", line.endpoint());
            PartWork work =
                    new PartWork(null, options.settings(), folder.toUri().toString());
            VideoFile file = new VideoFile("0", "s3a://probed/ten-minutes.mp4", "f", bytes, Instant.EPOCH, "e");

            Probed probed = work.probe(List.of(new PartWork.ToProbe(0, file)).iterator())
                    .get(0)
                    .probed();

            assertThat(probed.failure()).isNull();
            assertThat(probed.metadata().durationMillis()).isEqualTo(600_000L);
            assertThat(line.answered()).isBetween(1L, bytes / 20);
        }
    }

    @Test
    @Timeout(180)
    void aRunThatWasKilledWhileRekognitionWorkedReadsTheJobThatItOrdered() throws Exception {
        String clip = SAMPLES.resolve("crowd.mp4").toString();
        assertThat(run(store.endpoint(), "library-upload", clip, "s3a://paid/").exitCode())
                .isZero();
        Path output = folder.resolve("library");
        try (RekognitionServer rekognition = new RekognitionServer()) {
            rekognition.inProgress = Integer.MAX_VALUE;
            Path log = folder.resolve("killed.log");
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx768m"));
            for (String name :
                    List.of("aws.endpointUrlRekognition", "aws.region", "aws.accessKeyId", "aws.secretAccessKey")) {
                command.add("-D" + name + "=" + System.getProperty(name));
            }
            command.addAll(List.of("-XX:TieredStopAtLevel=1", "-jar", "target/stream-processor.jar"));
            command.addAll(List.of("library", "--input", "s3a://paid/", "--output", output.toString()));
            command.addAll(List.of("--labels", "rekognition", "--rekognition", "stored", "--max-cost", "0.1"));
            command.addAll(List.of("--s3-endpoint", store.endpoint()));
            Process killed = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            try {
                while (rekognition.count("GetLabelDetection") == 0) {
                    assertThat(killed.isAlive()).as(Files.readString(log)).isTrue();
                    Thread.sleep(100);
                }
            } finally {
                killed.destroyForcibly().waitFor();
            }
            rekognition.inProgress = 0;

            Ran again = library(
                    store.endpoint(),
                    "s3a://paid/",
                    output.toString(),
                    "--labels=rekognition",
                    "--rekognition=stored",
                    "--max-cost=0.1");

            assertThat(again.exitCode()).as(again.err()).isZero();
            assertThat(again.summary().get("complete").asInt()).isEqualTo(1);
            assertThat(rekognition.count("StartLabelDetection"))
                    .as("jobs that were paid")
                    .isEqualTo(1);
            assertThat(rekognition.count("DetectLabels")).isZero();
        }
        assertThat(LibraryRows.of(output, "segments"))
                .extracting(row -> row.get("Label").get("Name").textValue() + " " + row.get("DurationMillis"))
                .contains("Car 3000", "Running 1000");
    }

    /** Without the columns that name the source. */
    private static List<String> rows(Path output, String table) throws IOException {
        return LibraryRows.without(List.of("video", "uri", "modified_at", "etag"), output, table);
    }
}
