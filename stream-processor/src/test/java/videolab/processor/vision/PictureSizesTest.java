package videolab.processor.vision;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.opencv.core.Core;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.Rect;
import org.opencv.core.Size;
import org.opencv.imgproc.Imgproc;
import videolab.contract.Box;
import videolab.contract.Limits;
import videolab.contract.PictureHeader;

/** Pictures of every size and shape, and boxes from anywhere, through detector, classifier and crop. */
class PictureSizesTest {

    private static final Path MODEL = Path.of(System.getenv().getOrDefault("VIDEO_LAB_SHARED", "../../shared"))
            .resolve("models/face_detection_yunet_2023mar.onnx");

    private static final int PICTURES = 10_000;
    private static final int WARM_UP = 1_000;

    /** The network sees 48 x 48 pixels whatever the box: the cut before it is tried with every box. */
    private static final int CLASSIFIED_EVERY = 50;

    private static final int MEASURED_EVERY = 20;

    /** In a process of its own, whose heap is resident from the start: what a picture allocates is native. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void neitherABoxNorMemoryGetsOutOfHand() throws Exception {
        assumeTrue(Files.isReadable(MODEL), () -> "no YuNet model at " + MODEL);
        ProcessBuilder program = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms128m",
                "-Xmx128m",
                "-XX:+AlwaysPreTouch",
                "-XX:+UseSerialGC",
                PictureSizesTest.class.getName());
        program.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        Process process = program.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);

        assertThat(process.waitFor()).as(said).isZero();
    }

    /** The program of the process. */
    public static void main(String[] arguments) throws IOException {
        Random random = new Random(1);
        long warm = 0;
        long most = 0;
        try (YunetDetector detector = new YunetDetector(MODEL, 640);
                EmotionClassifier classifier = EmotionClassifier.shipped();
                MatScope scope = new MatScope()) {
            Mat across = scope.own(new Mat(256, 8192, CvType.CV_8UC3));
            Core.randu(across, 0, 256);
            Mat down = scope.own(across.t());
            for (int i = 0; i < PICTURES; i++) {
                // Few are large: the shapes are what matters, and the small ones are what failed.
                int longest = i % 8 == 0 ? 8192 : i % 16 == 1 ? 200 : 64;
                int width = 1 + random.nextInt(longest);
                int height = 1 + random.nextInt(longest == 8192 ? 8 : longest);
                Optional<EmotionClassifier> now =
                        i % CLASSIFIED_EVERY == 0 ? Optional.of(classifier) : Optional.empty();
                one(random.nextBoolean() ? across : down, width, height, random, detector, now);
                if (i % MEASURED_EVERY == 0) {
                    most = Math.max(most, residentKb());
                    warm = i <= WARM_UP ? most : warm;
                }
            }
            assertThat(residentKb()).isLessThan(warm + warm / 20);
        }
        assertThat(most).isLessThan(warm + warm / 20 + (8 << 10));
    }

    private static Box box(Random random) {
        return new Box(any(random), any(random), Math.abs(any(random)), Math.abs(any(random)));
    }

    /** A part of the noise, so that its rows are not in one piece. */
    private static void one(
            Mat noise,
            int longSide,
            int shortSide,
            Random random,
            YunetDetector detector,
            Optional<EmotionClassifier> classifier) {
        int width = noise.cols() > noise.rows() ? longSide : shortSide;
        int height = noise.cols() > noise.rows() ? shortSide : longSide;
        try (MatScope scope = new MatScope()) {
            int x = random.nextInt(noise.cols() - width + 1);
            int y = random.nextInt(noise.rows() - height + 1);
            Mat picture = scope.own(noise.submat(new Rect(x, y, width, height)));
            for (Detection face : detector.detect(picture)) {
                Box box = face.box();
                assertThat(box.iou(new Box(0, 0, width, height))).isPositive();
                assertThat(box.width()).isLessThanOrEqualTo(2 * width + 1);
                assertThat(box.height()).isLessThanOrEqualTo(2 * height + 1);
            }
            Box anywhere = box(random);
            classifier.ifPresent(
                    net -> assertThat(net.classify(picture, List.of(anywhere))).hasSize(1));
            Mat face = FaceCrop.square(picture, anywhere, 1, 48, Imgproc.COLOR_BGR2GRAY, scope);
            assertThat(face.size()).isEqualTo(new Size(48, 48));
            byte[] jpeg = FaceCrop.jpeg(picture, anywhere);
            assertThat(jpeg).hasSizeLessThan(Limits.CROP_BYTES);
            PictureHeader crop = PictureHeader.of(jpeg);
            assertThat(crop.width()).isEqualTo(crop.height()).isBetween(1, 384);
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
