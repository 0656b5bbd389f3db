package videolab.source.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import videolab.cli.LabCommandLine;
import videolab.contract.FrameTruth;
import videolab.contract.Json;
import videolab.source.VideoSource;
import videolab.source.capture.CapturedFrame;
import videolab.source.capture.FrameSource;
import videolab.source.capture.FrameSources;
import videolab.source.capture.Pace;
import videolab.source.capture.PictureForm;

class CommandsTest {

    /** A port where nobody listens. */
    private static final String NO_BROKER = "127.0.0.1:1";

    @TempDir
    Path folder;

    private record Run(int exitCode, String out, String err) {
        static Run of(String... args) {
            return of(LabCommandLine.of(new VideoSource()), args);
        }

        static Run of(CommandLine line, String... args) {
            StringWriter out = new StringWriter();
            StringWriter err = new StringWriter();
            line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
            return new Run(line.execute(args), out.toString(), err.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mock", "file", "images", "webcam", "stream", "render", "viewers", "cdn-logs"})
    void everyCommandTeachesByExample(String command) {
        Run run = Run.of(command, "--help");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("Examples:", "./lab source " + command);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aTruthThatCannotBeWrittenIsOneSentence() {
        Run run = Run.of("render", folder.toString(), "--count", "1", "--width", "160", "--truth", "/dev/full");

        assertThat(run.err()).contains("the truth file cannot be").hasLineCount(1);
        assertThat(run.exitCode()).isEqualTo(1);
    }

    @Test
    void aFolderMayBeCalledAsAVideosSuffix() {
        Path named = folder.resolve("mp4");

        assertThat(Run.of("render", named.toString(), "--count", "1", "--width", "160")
                        .exitCode())
                .isZero();
        assertThat(named).isDirectory();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "|Missing required subcommand",
                "mock --unknown|--unknown",
                "mock --cameras 0|--cameras is '0', but 1 to 64 are expected",
                "mock --fps 0|framesPerSecond",
                "mock --width 10|width must be 160..3840 px, was 10",
                "mock --look pretty|pretty",
                "mock --quality 101|--quality is '101', but a JPEG quality of 1 to 100 is expected",
                "mock --duration soon|'soon' is not a duration",
                "mock --count 0|--count is '0', but 1 or more is expected",
                "mock --bootstrap nonsense|--bootstrap is 'nonsense', but host:port of a Kafka broker is expected",
                "file nowhere.mp4|there is no file 'nowhere.mp4'",
                "file pom.xml|file 'pom.xml' cannot be opened: Invalid data found",
                "file|FILE",
                "file src|there is no file 'src'",
                "images nowhere|there is no file or folder 'nowhere'",
                "images src|folder 'src' holds no picture",
                "images pom.xml|none of 1 files can be read as a picture; the last: 'pom.xml' cannot be opened",
                "stream ftp://user:secret@host/x|URL is 'ftp://***@host/x', but one that starts with http://",
                "stream camera.local|is expected",
                "stream rtsp://host/x --stall 10ms|--stall is '10ms', but 1 s or more is expected",
                "stream rtsp://host/x --fps 500|--fps is '500.0', but a number above 0 and up to 120 is expected",
                "stream rtsp://host/x --rtsp-transport pigeon|pigeon",
                "stream http://host/x --rtsp-transport udp|--rtsp-transport is 'udp', but the URL http://host/x is not RTSP",
                "render clip.mp4 --count 5 --seconds 5|give one",
                "render clip.mp4 --count 0|1 or more is expected",
                "logs --log-format nginx|FILE",
                "logs pom.xml|--log-format",
                "logs pom.xml --log-format apache|--log-format is 'apache', but one of edgecast, cloudfront-rt",
                "logs nowhere.log --log-format nginx|file 'nowhere.log' cannot be read: it does not exist",
                "logs src --log-format nginx|file 'src' cannot be read: it is a folder",
                "logs pom.xml --log-format nginx --speed fast|'fast' is not a speed",
            })
    void wrongUsageIsOneSentenceAndExitCode2(String args, String sentence) {
        Run run = Run.of(args == null ? new String[0] : args.split(" "));

        assertThat(run.err()).startsWith("error: ").contains(sentence).doesNotContain("secret", "\tat ");
        assertThat(run.err().strip().lines()).hasSize(1);
        assertThat(run.exitCode()).isEqualTo(2);
    }

    @Test
    void aWebcamThatIsNotThereIsOneSentenceAndExitCode1() {
        Run run = Run.of("webcam", folder.resolve("no-webcam").toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err().strip().lines()).hasSize(1);
        assertThat(run.err()).contains("no webcam at", "no-webcam", "--list");
    }

    @Test
    void aStreamWithoutAUrlSaysWhereItMayStand() {
        for (String[] args : new String[][] {{"stream"}, {"stream", ""}}) {
            Run run = Run.of(args);

            assertThat(run.exitCode()).isEqualTo(2);
            assertThat(run.err()).contains("the URL of the camera is missing", "VIDEO_LAB_URL");
        }
    }

    @Test
    void aBrokerThatIsNotThereIsToldWithItsAddress() {
        long start = System.nanoTime();

        Run run = Run.of("mock", "--bootstrap", NO_BROKER);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err().strip().lines()).hasSize(1);
        assertThat(run.err()).contains("no Kafka broker answered at " + NO_BROKER);
        assertThat((System.nanoTime() - start) / 1e9).isLessThan(60);
    }

    @Test
    void anOptionMayComeFromTheEnvironment() {
        CommandLine line =
                LabCommandLine.of(new VideoSource(), Map.of("VIDEO_LAB_CAMERAS", "0", "VIDEO_LAB_HELP", "true"));

        assertThat(Run.of(line, "mock").err()).contains("VIDEO_LAB_CAMERAS in the environment: --cameras is '0'");
    }

    @Test
    void renderWritesAClipAndTheTruthOfEachFrame() throws IOException, InterruptedException {
        Path clip = folder.resolve("new/people.mp4");

        Run run = Run.of("render", clip.toString(), "--count", "5", "--width", "320", "--fps", "5");

        assertThat(run.err()).contains("5 frames");
        assertThat(run.exitCode()).isZero();
        List<String> lines = Files.readAllLines(folder.resolve("new/people.truth.jsonl"));
        assertThat(lines).hasSize(5);
        FrameTruth last = Json.read(lines.get(4).getBytes(), FrameTruth.class);
        assertThat(last.frame()).isEqualTo("4");
        assertThat(last.width()).isEqualTo(320);
        assertThat(last.height()).isEqualTo(240);
        assertThat(frames(clip)).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource({"jpeg, jpg", "png, png"})
    void renderWritesAFolderOfPictures(String type, String suffix) throws IOException {
        Path pictures = folder.resolve("pictures");

        Run run = Run.of("render", pictures.toString(), "--count", "2", "--width", "160", "--pictures", type);

        assertThat(run.exitCode()).isZero();
        assertThat(pictures.resolve("000001." + suffix)).isNotEmptyFile();
        assertThat(Files.readAllLines(pictures.resolve("truth.jsonl"))).hasSize(2);
    }

    @Test
    void theSameSeedRendersTheSameTruth() throws IOException {
        JsonNode first = truthOf("a.avi", "--seed", "7");
        JsonNode second = truthOf("b.avi", "--seed", "7");
        JsonNode other = truthOf("c.avi", "--seed", "8");

        assertThat(first).isEqualTo(second).isNotEqualTo(other);
    }

    private JsonNode truthOf(String name, String option, String value) throws IOException {
        Run.of("render", folder.resolve(name).toString(), "--count", "1", option, value);
        return Json.mapper()
                .readTree(folder.resolve(name.replace(".avi", ".truth.jsonl")).toFile());
    }

    private static int frames(Path clip) throws InterruptedException {
        int frames = 0;
        try (FrameSource source = FrameSources.file("camera-0", clip, new Pace.Unpaced(), false, PictureForm.OWN)) {
            for (var frame = source.next(); frame.isPresent(); frame = source.next()) {
                assertThat(frame.map(CapturedFrame::contentType)).contains("image/jpeg");
                frames++;
            }
        }
        return frames;
    }
}
