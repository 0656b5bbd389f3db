package videolab.processor.faces;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.opencv.core.Mat;
import org.opencv.core.MatOfRect;
import org.opencv.core.Rect;
import org.opencv.core.Size;
import org.opencv.imgproc.Imgproc;
import org.opencv.objdetect.CascadeClassifier;
import videolab.contract.Box;

/** Viola and Jones' cascade with Haar features, OpenCV's frontalface_alt2: needs no file beside the jar. */
final class HaarDetector implements FaceDetector {

    private static final String CASCADE = "/models/haarcascade_frontalface_alt2.xml";

    /** Smaller than YuNet's, because a cascade costs ten times as much a pixel; docs/faces.md has the price in recall. */
    static final int LONG_SIDE_PX = 480;

    private static final double SCALE_STEP = 1.1;
    private static final int MIN_NEIGHBOURS = 3;

    /** The cascade's own window. */
    private static final Size SMALLEST = new Size(20, 20);

    private final int longSidePx;
    private CascadeClassifier cascade;

    HaarDetector(int longSidePx) {
        this.longSidePx = longSidePx;
        OpenCv.load();
        cascade = load();
    }

    @Override
    public String name() {
        return "haar";
    }

    @Override
    public List<Detection> detect(Mat picture) {
        double factor = WorkingSize.factor(picture, longSidePx);
        try (MatScope scope = new MatScope()) {
            Mat small = WorkingSize.shrink(picture, factor, scope);
            Mat grey = scope.own(new Mat());
            Imgproc.cvtColor(small, grey, Imgproc.COLOR_BGR2GRAY);
            MatOfRect found = scope.own(new MatOfRect());
            cascade.detectMultiScale(grey, found, SCALE_STEP, MIN_NEIGHBOURS, 0, SMALLEST);
            List<Detection> detections = new ArrayList<>();
            for (Rect rect : found.toArray()) {
                Box box = new Box(rect.x, rect.y, rect.width, rect.height);
                detections.add(new Detection(box.scaled(1 / factor), null));
            }
            detections.sort(Comparator.comparingLong(
                            (Detection detection) -> detection.box().area())
                    .reversed()
                    .thenComparing(detection -> detection.box().x()));
            return detections;
        }
    }

    @Override
    public void close() {
        cascade = null; // OpenCV's Java classes free the cascade itself when nobody refers to it.
    }

    /** OpenCV reads a cascade by a file's name only. */
    private static CascadeClassifier load() {
        try (InputStream xml = HaarDetector.class.getResourceAsStream(CASCADE)) {
            if (xml == null) {
                throw new IllegalStateException(CASCADE + " is not in the jar");
            }
            Path file = Files.createTempFile("haarcascade", ".xml");
            try {
                Files.copy(xml, file, StandardCopyOption.REPLACE_EXISTING);
                return new CascadeClassifier(file.toString());
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
