package videolab.processor.vision;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.imgcodecs.Imgcodecs;
import videolab.contract.Box;
import videolab.contract.Emotion;

/** Each in a JVM of its own: native libraries are loaded once. */
class EngineTest {

    @TempDir
    private Path folder;

    /** ONNX Runtime 1.29.0 ends the JVM with SIGSEGV here. A long class path makes such a command line. */
    @Test
    void onnxRuntimeLoadsBehindALongCommandLine() throws Exception {
        String output = classify(List.of(), "x".repeat(8 * 1024));

        assertThat(output).contains("engine onnxruntime, 7 expressions");
    }

    @Test
    void withoutALibraryThatLoadsOpenCvTakesOver() throws Exception {
        Path broken = Files.createDirectory(folder.resolve("broken"));
        Files.writeString(broken.resolve(System.mapLibraryName("onnxruntime")), "no library");
        Files.writeString(broken.resolve(System.mapLibraryName("onnxruntime4j_jni")), "no library");

        String output = classify(List.of("-Donnxruntime.native.path=" + broken), "");

        assertThat(output).contains("engine opencv, 7 expressions");
        assertThat(output.split("ONNX Runtime cannot be loaded", -1)).as(output).hasSize(2);
    }

    @Test
    void librariesAreUnpackedIntoTheFolderOfTheProcessAndRemoved() throws Exception {
        Path temporary = Files.createDirectory(folder.resolve("tmp"));

        String output = classify(List.of("-Djava.io.tmpdir=" + temporary), "");

        assertThat(output).contains("engine onnxruntime");
        try (var left = Files.walk(temporary)) {
            assertThat(left.filter(Files::isRegularFile)).isEmpty();
        }
    }

    /** libjpeg complains of bytes that it skipped; what the program itself writes arrives, the last line too. */
    @Test
    void whatLibjpegSaysOfADamagedPictureStaysOffTheTerminal() throws Exception {
        String output = run(List.of(), DecodeDamaged.class, "");

        assertThat(output).contains("first line", "decoded 64x64", "last line").doesNotContain("Corrupt JPEG");
    }

    private static String classify(List<String> options, String argument) throws IOException, InterruptedException {
        return run(options, Classify.class, argument);
    }

    private static String run(List<String> options, Class<?> program, String argument)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.addAll(options);
        command.addAll(List.of("-Xmx256m", "-cp", System.getProperty("java.class.path"), program.getName()));
        command.add(argument);
        Process jvm = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(jvm.getInputStream().readAllBytes());
        assertThat(jvm.waitFor()).as(output).isZero();
        return output;
    }

    static final class Classify {

        public static void main(String[] arguments) {
            try (EmotionClassifier classifier = EmotionClassifier.shipped();
                    EmotionClassifier second = EmotionClassifier.shipped();
                    MatScope scope = new MatScope()) {
                Mat picture = scope.own(Mat.zeros(60, 60, CvType.CV_8UC3));
                Map<Emotion, Double> expressions = classifier
                        .classify(picture, List.of(new Box(5, 5, 50, 50)))
                        .get(0);
                if (!second.engine().equals(classifier.engine())) {
                    throw new AssertionError("one process, two engines");
                }
                System.out.println(
                        "engine " + classifier.engine().label() + ", " + expressions.size() + " expressions");
            }
        }
    }

    static final class DecodeDamaged {

        public static void main(String[] arguments) {
            OpenCv.load();
            System.err.println("first line");
            try (MatScope scope = new MatScope()) {
                MatOfByte encoded = scope.own(new MatOfByte());
                Imgcodecs.imencode(".jpg", scope.own(Mat.zeros(64, 64, CvType.CV_8UC3)), encoded);
                byte[] jpeg = encoded.toArray();
                byte[] junk = Arrays.copyOf(jpeg, jpeg.length + 1);
                int behindFirstSegment = 4 + (jpeg[4] << 8 | jpeg[5]);
                junk[behindFirstSegment] = 1;
                System.arraycopy(
                        jpeg, behindFirstSegment, junk, behindFirstSegment + 1, jpeg.length - behindFirstSegment);
                for (int i = 0; i < 3; i++) {
                    Mat picture = scope.own(Imgcodecs.imdecode(scope.own(new MatOfByte(junk)), Imgcodecs.IMREAD_COLOR));
                    System.err.println("decoded " + picture.cols() + "x" + picture.rows());
                }
            }
            System.err.println("last line");
        }
    }
}
