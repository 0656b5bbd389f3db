package videolab.processor.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.opencv.core.Core;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.imgcodecs.Imgcodecs;
import videolab.contract.Box;
import videolab.contract.Limits;

/** Pictures of every size and shape, and boxes from anywhere, through detector, classifier and crop. */
class PictureSizesTest {

    private static final Path MODEL = Path.of(System.getenv().getOrDefault("VIDEO_LAB_SHARED", "../../shared"))
            .resolve("models/face_detection_yunet_2023mar.onnx");

    private static final int PICTURES = 10_000;
    private static final int WARM_UP = 1_000;

    /** Resident memory, not the heap: what a picture allocates is native. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void neitherABoxNorMemoryGetsOutOfHand() throws IOException {
        assumeTrue(Files.isReadable(MODEL), () -> "no YuNet model at " + MODEL);
        Random random = new Random(1);
        long warm = 0;
        long most = 0;
        try (YunetDetector detector = new YunetDetector(MODEL, 640);
                EmotionClassifier classifier = EmotionClassifier.shipped()) {
            for (int i = 0; i < PICTURES; i++) {
                // Few are large: the shapes are what matters.
                int width = 1 + random.nextInt(i % 4 == 0 ? 8192 : 200);
                int height = 1 + random.nextInt(i % 4 == 0 ? 8 : 200);
                boolean upright = random.nextBoolean();
                one(upright ? height : width, upright ? width : height, random, detector, classifier);
                most = Math.max(most, residentKb());
                if (i == WARM_UP) {
                    warm = most;
                }
            }
        }
        assertThat(residentKb()).isLessThan(warm + warm / 20);
        assertThat(most).isLessThan(warm + warm / 20 + (8 << 10));
    }

    private static void one(
            int width, int height, Random random, YunetDetector detector, EmotionClassifier classifier) {
        try (MatScope scope = new MatScope()) {
            Mat picture = scope.own(new Mat(height, width, CvType.CV_8UC3));
            Core.randu(picture, 0, 256);
            for (Detection face : detector.detect(picture)) {
                Box box = face.box();
                assertThat(box.iou(new Box(0, 0, width, height))).isPositive();
                assertThat(box.width()).isLessThanOrEqualTo(2 * width + 1);
                assertThat(box.height()).isLessThanOrEqualTo(2 * height + 1);
            }
            Box anywhere = new Box(any(random), any(random), Math.abs(any(random)), Math.abs(any(random)));
            assertThat(classifier.classify(picture, List.of(anywhere))).hasSize(1);
            byte[] jpeg = FaceCrop.jpeg(picture, anywhere);
            assertThat(jpeg).hasSizeLessThan(Limits.CROP_BYTES);
            Mat crop = scope.own(Imgcodecs.imdecode(scope.own(new MatOfByte(jpeg)), Imgcodecs.IMREAD_COLOR));
            assertThat(crop.cols()).isEqualTo(crop.rows()).isBetween(1, 384);
        }
    }

    /** Mostly near the picture, sometimes at the ends of the range. */
    private static int any(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextInt(Integer.MIN_VALUE + 1, Integer.MAX_VALUE);
            case 1 -> random.nextInt(-9000, 9000);
            default -> random.nextInt(-50, 250);
        };
    }

    private static long residentKb() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        throw new IOException("no VmRSS");
    }
}
