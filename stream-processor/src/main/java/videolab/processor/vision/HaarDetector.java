package videolab.processor.vision;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.opencv.core.Core;
import org.opencv.core.Mat;
import org.opencv.core.MatOfRect;
import org.opencv.core.Rect;
import org.opencv.core.Size;
import org.opencv.imgproc.Imgproc;
import org.opencv.objdetect.CascadeClassifier;
import videolab.cli.ProcessFolder;
import videolab.contract.Box;

/** Viola and Jones' cascade with Haar features, OpenCV's frontalface_alt2: needs no file beside the jar. */
public final class HaarDetector implements FaceDetector {

    private static final String CASCADE = "/models/haarcascade_frontalface_alt2.xml";

    /** Smaller than YuNet's, because a cascade costs seven times as much a pixel; docs/faces.md has the price in recall. */
    public static final int LONG_SIDE_PX = 400;

    private static final double SCALE_STEP = 1.19;
    private static final int MIN_NEIGHBOURS = 2;

    /** The cascade's own window, in pixels. */
    private static final int WINDOW_PX = 20;

    /** The picture's edge is repeated by so much: the cascade knows whole faces, and one at the edge is cut. */
    private static final int BORDER_PX = WINDOW_PX;

    private final int longSidePx;
    private CascadeClassifier cascade;

    public HaarDetector(int longSidePx) {
        this.longSidePx = longSidePx;
        OpenCv.load();
        cascade = load();
    }

    @Override
    public String name() {
        return "haar";
    }

    @Override
    public Engine engine() {
        return Engine.OPENCV;
    }

    @Override
    public int longSidePx() {
        return longSidePx;
    }

    @Override
    public List<Detection> detect(Picture picture) {
        double factor = WorkingSize.factor(picture.pixels(), longSidePx);
        try (MatScope scope = new MatScope()) {
            Mat small = WorkingSize.shrink(picture.pixels(), factor, scope);
            Mat grey = scope.own(new Mat());
            Imgproc.cvtColor(small, grey, Imgproc.COLOR_BGR2GRAY);
            Mat bordered = scope.own(new Mat());
            Core.copyMakeBorder(grey, bordered, BORDER_PX, BORDER_PX, BORDER_PX, BORDER_PX, Core.BORDER_REPLICATE);
            MatOfRect found = scope.own(new MatOfRect());
            cascade.detectMultiScale(bordered, found, SCALE_STEP, MIN_NEIGHBOURS, 0, new Size(WINDOW_PX, WINDOW_PX));
            List<Detection> detections = new ArrayList<>();
            for (Rect rect : found.toArray()) {
                Box visible = inside(new Box(rect.x - BORDER_PX, rect.y - BORDER_PX, rect.width, rect.height), small);
                detections.add(new Detection(visible.scaled((double) picture.width() / small.cols()), null, List.of()));
            }
            detections.sort(Comparator.comparingLong(
                            (Detection detection) -> detection.box().area())
                    .reversed()
                    .thenComparing(detection -> detection.box().x()));
            return detections;
        }
    }

    /** The part of a box that is in the picture and not in its border. */
    private static Box inside(Box box, Mat picture) {
        int left = Math.max(0, box.x());
        int top = Math.max(0, box.y());
        int right = Math.min(picture.cols(), box.x() + box.width());
        int bottom = Math.min(picture.rows(), box.y() + box.height());
        return new Box(left, top, Math.max(0, right - left), Math.max(0, bottom - top));
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
            Path file = Files.createTempFile(ProcessFolder.get(), "haarcascade", ".xml");
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
