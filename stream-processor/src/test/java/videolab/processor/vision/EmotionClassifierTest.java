package videolab.processor.vision;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.imgcodecs.Imgcodecs;
import videolab.cli.UsageException;
import videolab.contract.Box;
import videolab.contract.Emotion;

class EmotionClassifierTest {

    /** The sample of the training: a sheet of drawn faces, and what PyTorch said of each. */
    private static final int TILE_PX = 64;

    private static final int TILES_IN_A_ROW = 20;

    private static EmotionClassifier classifier;

    @BeforeAll
    static void open() {
        classifier = EmotionClassifier.shipped();
    }

    @AfterAll
    static void close() {
        classifier.close();
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void saysWhatPythonSaysOfTheSameFaces(Engine engine, @TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("emotion.onnx"), resource("/models/emotion.onnx"));
        try (EmotionClassifier tested =
                engine == Engine.OPENCV ? EmotionClassifier.shipped(engine) : EmotionClassifier.of(file)) {
            assertThat(tested.engine()).isEqualTo(engine);
            assertSaysWhatPythonSays(tested, 0.01, 0.001);
        }
    }

    @Test
    void theEightBitFormSaysNearlyTheSame() throws IOException {
        assertThat(classifier.engine()).isEqualTo(Engine.ONNXRUNTIME);
        assertSaysWhatPythonSays(classifier, 0.15, 0.005);
    }

    /** Probabilities of the sample within {@code most} each, and within {@code mean} in the mean. */
    private static void assertSaysWhatPythonSays(EmotionClassifier tested, double most, double mean)
            throws IOException {
        List<String> rows = new String(resource("/emotion/drawn-faces.csv"), UTF_8)
                .lines()
                .filter(line -> line.matches(".*\\d$"))
                .toList();
        assertThat(rows).hasSize(200);
        try (MatScope scope = new MatScope()) {
            Mat sheet = scope.own(Imgcodecs.imdecode(
                    scope.own(new MatOfByte(resource("/emotion/drawn-faces.png"))), Imgcodecs.IMREAD_COLOR));
            List<Box> tiles = new ArrayList<>();
            for (int i = 0; i < rows.size(); i++) {
                tiles.add(new Box(i % TILES_IN_A_ROW * TILE_PX, i / TILES_IN_A_ROW * TILE_PX, TILE_PX, TILE_PX));
            }
            List<Map<Emotion, Double>> probabilities = tested.classify(sheet, tiles);
            int right = 0;
            double differences = 0;
            for (int i = 0; i < rows.size(); i++) {
                String[] cells = rows.get(i).split(",");
                right += EmotionClassifier.likeliest(probabilities.get(i))
                                .wireName()
                                .equals(cells[0])
                        ? 1
                        : 0;
                for (Emotion emotion : Emotion.values()) {
                    double python = Double.parseDouble(cells[cells.length - 7 + emotion.ordinal()]);
                    double ours = probabilities.get(i).get(emotion);
                    assertThat(ours).as("face %d, %s", i, emotion).isCloseTo(python, within(most));
                    differences += Math.abs(ours - python);
                }
            }
            assertThat(differences / rows.size() / Emotion.values().length)
                    .as("mean difference")
                    .isLessThan(mean);
            assertThat(right).as("named as they were drawn").isGreaterThanOrEqualTo(190);
        }
    }

    @Test
    void aFaceAtTheEdgeOrOfOnePixelIsPadded() {
        try (MatScope scope = new MatScope()) {
            Mat picture = scope.own(Mat.zeros(100, 100, CvType.CV_8UC3));

            List<Map<Emotion, Double>> probabilities = classifier.classify(
                    picture, List.of(new Box(-40, -40, 60, 60), new Box(99, 99, 1, 1), new Box(500, 500, 0, 0)));

            assertThat(probabilities).allSatisfy(face -> assertThat(
                            face.values().stream().mapToDouble(p -> p).sum())
                    .isCloseTo(1, within(0.001)));
        }
    }

    @Test
    void whatIsNoModelOfTheShapeIsWrongUsage(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("mine.onnx");
        assertThatThrownBy(() -> EmotionClassifier.of(file))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("mine.onnx");

        Files.writeString(file, "no model");
        assertThatThrownBy(() -> EmotionClassifier.of(file))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("ONNX model");

        // Sparse: takes no space on the disk.
        try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
            large.setLength(3L << 30);
        }
        assertThatThrownBy(() -> EmotionClassifier.of(file))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("at most 128 MiB");
    }

    @Test
    void aModelOfOnesOwnIsToldFromTheShippedOneByItsName(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("emotion.onnx");
        Files.write(file, resource("/models/emotion.onnx"));
        try (EmotionClassifier own = EmotionClassifier.of(file);
                EmotionClassifier shipped = EmotionClassifier.shipped()) {
            assertThat(own.model().name()).isEqualTo("emotion.onnx");
            assertThat(shipped.model().name()).isEqualTo("emotion");
        }
    }

    /** Models of three layers that both engines read. */
    @ParameterizedTest
    @ValueSource(strings = {"eight-classes", "one-face", "logits"})
    void whatGivesNoProbabilitiesOfSevenClassesForTwoFacesIsWrongUsage(String model, @TempDir Path folder)
            throws IOException {
        Path file = folder.resolve(model + ".onnx");
        Files.write(file, resource("/emotion/wrong/" + model + ".onnx"));
        assertThatThrownBy(() -> EmotionClassifier.of(file))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("Nx7 is expected");
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = EmotionClassifierTest.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        }
    }
}
