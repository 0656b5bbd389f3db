package videolab.processor.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opencv.core.Core;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.Scalar;
import org.opencv.core.Size;
import org.opencv.imgproc.Imgproc;
import org.opencv.objdetect.FaceDetectorYN;
import videolab.cli.UsageException;
import videolab.contract.Box;
import videolab.contract.Point;
import videolab.source.mock.MockScene;

class YunetDetectorTest {

    private static final Path MODEL = Path.of(System.getenv().getOrDefault("VIDEO_LAB_SHARED", "../../shared"))
            .resolve("models/face_detection_yunet_2023mar.onnx");

    @BeforeAll
    static void requireModel() {
        assumeTrue(Files.isReadable(MODEL), () -> "no YuNet model at " + MODEL);
        OpenCv.load();
    }

    @ParameterizedTest
    @CsvSource({"640,640", "640,480", "320,640", "1280,736", "500,333"})
    void bothEnginesFindWhatOpenCvsOwnDetectorFinds(int width, int height) {
        int longSide = Math.max(width, height);
        int faces = 0;
        try (YunetDetector onnxRuntime = new YunetDetector(MODEL, longSide, Engine.ONNXRUNTIME);
                YunetDetector openCv = new YunetDetector(MODEL, longSide, Engine.OPENCV);
                MatScope scope = new MatScope()) {
            assertThat(onnxRuntime.engine()).isEqualTo(Engine.ONNXRUNTIME);
            assertThat(openCv.engine()).isEqualTo(Engine.OPENCV);
            for (Mat picture : scenes(width, height, scope)) {
                List<Detection> reference = byOpenCvsDetector(picture, scope);
                assertSame(onnxRuntime.detect(picture), reference);
                assertSame(openCv.detect(picture), reference);
                faces += reference.size();
            }
        }
        assertThat(faces).isGreaterThan(10);
    }

    @Test
    void landmarksLieWhereAFaceHasThem() {
        try (YunetDetector detector = new YunetDetector(MODEL, 640);
                MatScope scope = new MatScope()) {
            List<Detection> found = scenes(640, 480, scope).stream()
                    .flatMap(picture -> detector.detect(picture).stream())
                    .toList();

            assertThat(found).isNotEmpty().allSatisfy(face -> {
                var points = face.landmarks();
                assertThat(points).hasSize(5);
                // The subject's right eye is at the left of the picture; eyes above the nose, the nose above the mouth.
                assertThat(points.get(0).x()).isLessThan(points.get(1).x());
                assertThat(points.get(3).x()).isLessThan(points.get(4).x());
                assertThat((points.get(0).y() + points.get(1).y()) / 2)
                        .isLessThan(points.get(2).y());
                assertThat(points.get(2).y())
                        .isLessThan((points.get(3).y() + points.get(4).y()) / 2);
            });
        }
    }

    /** Worst of a picture that is thin after shrinking: memory that nobody wrote was read as faces. */
    @ParameterizedTest
    @CsvSource({"640,24", "24,640", "1,1", "8192,8", "32,32", "33,31", "640,1", "17,400"})
    void aThinOrTinyGreyPictureHasNoFaceEachTime(int width, int height) {
        for (Engine engine : Engine.values()) {
            try (YunetDetector detector = new YunetDetector(MODEL, 640, engine);
                    MatScope scope = new MatScope()) {
                List<Mat> busy = scenes(640, 480, scope);
                Mat grey = scope.own(new Mat(height, width, CvType.CV_8UC3, new Scalar(128, 128, 128)));
                for (int i = 0; i < 5; i++) {
                    detector.detect(busy.get(i)); // leaves its numbers in memory
                    assertThat(detector.detect(grey)).as("%s", engine).isEmpty();
                }
            }
        }
    }

    @Test
    void manyThreadsShareOneSession() throws Exception {
        try (MatScope scope = new MatScope()) {
            List<Mat> pictures = new ArrayList<>(scenes(640, 480, scope));
            pictures.addAll(scenes(320, 640, scope));
            List<List<Detection>> alone = detectAll(pictures);
            ExecutorService threads = Executors.newFixedThreadPool(4);
            try {
                List<Future<List<List<Detection>>>> together = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    together.add(threads.submit(() -> detectAll(pictures)));
                }
                for (Future<List<List<Detection>>> result : together) {
                    assertThat(result.get()).isEqualTo(alone);
                }
            } finally {
                threads.shutdownNow();
            }
        }
    }

    @Test
    void anotherFileIsRefusedBeforeItIsOpened(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("other.onnx");
        byte[] onnx = Files.readAllBytes(MODEL);
        onnx[onnx.length / 2]++;
        Files.write(file, onnx);

        assertThatThrownBy(() -> new YunetDetector(file, 640))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("SHA-256")
                .hasMessageContaining("./lab models get");
    }

    private static List<List<Detection>> detectAll(List<Mat> pictures) {
        try (YunetDetector detector = new YunetDetector(MODEL, 640)) {
            return pictures.stream().map(detector::detect).toList();
        }
    }

    private static void assertSame(List<Detection> found, List<Detection> reference) {
        assertThat(found).hasSameSizeAs(reference);
        for (Detection face : found) {
            assertThat(reference).anySatisfy(other -> {
                assertThat(face.score()).isCloseTo(other.score(), within(0.01));
                assertThat(face.box().x()).isCloseTo(other.box().x(), within(1));
                assertThat(face.box().y()).isCloseTo(other.box().y(), within(1));
                assertThat(face.box().width()).isCloseTo(other.box().width(), within(1));
                assertThat(face.box().height()).isCloseTo(other.box().height(), within(1));
                for (int i = 0; i < 5; i++) {
                    assertThat(face.landmarks().get(i).x())
                            .isCloseTo(other.landmarks().get(i).x(), within(1.0));
                    assertThat(face.landmarks().get(i).y())
                            .isCloseTo(other.landmarks().get(i).y(), within(1.0));
                }
            });
        }
    }

    private static List<Detection> byOpenCvsDetector(Mat picture, MatScope scope) {
        FaceDetectorYN detector = FaceDetectorYN.create(MODEL.toString(), "", picture.size(), 0.7f, 0.3f, 5000);
        Mat found = scope.own(new Mat());
        detector.detect(picture, found);
        List<Detection> faces = new ArrayList<>();
        float[] row = new float[15];
        for (int i = 0; i < found.rows(); i++) {
            found.get(i, 0, row);
            List<Point> landmarks = new ArrayList<>();
            for (int p = 4; p < 14; p += 2) {
                landmarks.add(new Point(row[p], row[p + 1]));
            }
            Box box = new Box(Math.round(row[0]), Math.round(row[1]), Math.round(row[2]), Math.round(row[3]));
            faces.add(new Detection(box, (double) row[14], landmarks));
        }
        return faces;
    }

    /** Drawn scenes, whatever their own size, filled into pictures of the wanted one. */
    private static List<Mat> scenes(int width, int height, MatScope scope) {
        MockScene scene = new MockScene(new MockScene.Settings(7, 640, 480, 10, MockScene.Look.SCORING));
        List<Mat> pictures = new ArrayList<>();
        for (long number = 0; number < 120; number += 10) {
            Mat drawn = mat(scene.frame(number).image(), scope);
            int side = Math.min(width, height);
            Mat fitted = scope.own(new Mat());
            Imgproc.resize(drawn, fitted, new Size(side, side * 3 / 4));
            Mat picture = scope.own(new Mat());
            Core.copyMakeBorder(
                    fitted, picture, 0, height - fitted.rows(), 0, width - fitted.cols(), Core.BORDER_REFLECT_101);
            pictures.add(picture);
        }
        return pictures;
    }

    private static Mat mat(BufferedImage image, MatScope scope) {
        BufferedImage bgr = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_3BYTE_BGR);
        bgr.createGraphics().drawImage(image, 0, 0, null);
        Mat mat = scope.own(new Mat(image.getHeight(), image.getWidth(), CvType.CV_8UC3));
        mat.put(0, 0, ((DataBufferByte) bgr.getRaster().getDataBuffer()).getData());
        return mat;
    }
}
