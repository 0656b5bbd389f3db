package videolab.processor.vision;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.opencv.core.Mat;
import org.opencv.core.Size;
import org.opencv.objdetect.FaceDetectorYN;
import videolab.cli.UsageException;
import videolab.contract.Box;

/** YuNet (Wu, Peng, Yu: "YuNet: A Tiny Millisecond-level Face Detector", 2023) through OpenCV's {@code FaceDetectorYN}. */
public final class YunetDetector implements FaceDetector {

    /** Where it looks unless told otherwise. */
    public static final int LONG_SIDE_PX = 640;

    private static final float SCORE_THRESHOLD = 0.7f;
    private static final float NMS_IOU = 0.3f;
    private static final int TOP_K = 5000;

    /** A row of the result: x, y, width, height, ten landmark coordinates, score. */
    private static final int COLUMNS = 15;

    private static final int SCORE_COLUMN = 14;

    private final int longSidePx;
    private FaceDetectorYN net;
    private final Mat found = new Mat();

    /** @throws UsageException when the file is no YuNet model */
    public YunetDetector(Path model, int longSidePx) {
        this.longSidePx = longSidePx;
        OpenCv.load();
        try {
            net = FaceDetectorYN.create(model.toString(), "", new Size(320, 320), SCORE_THRESHOLD, NMS_IOU, TOP_K);
        } catch (Exception e) { // OpenCV's own, and a bare Exception for what C++ throws besides
            throw new UsageException(
                    "the YuNet model", model, "OpenCV cannot read that file; ./lab models get replaces it");
        }
    }

    @Override
    public String name() {
        return "yunet";
    }

    @Override
    public List<Detection> detect(Mat picture) {
        double factor = WorkingSize.factor(picture, longSidePx);
        try (MatScope scope = new MatScope()) {
            Mat small = WorkingSize.shrink(picture, factor, scope);
            net.setInputSize(small.size());
            net.detect(small, found);
            return detections(found, 1 / factor);
        }
    }

    private static List<Detection> detections(Mat found, double scale) {
        float[] row = new float[COLUMNS];
        List<Detection> detections = new ArrayList<>(found.rows());
        for (int i = 0; i < found.rows(); i++) {
            found.get(i, 0, row);
            Box box = new Box(
                    (int) Math.round(row[0] * scale),
                    (int) Math.round(row[1] * scale),
                    Math.max(0, (int) Math.round(row[2] * scale)),
                    Math.max(0, (int) Math.round(row[3] * scale)));
            detections.add(new Detection(box, Math.round(row[SCORE_COLUMN] * 1000) / 1000.0));
        }
        detections.sort(Comparator.comparing(Detection::score).reversed());
        return detections;
    }

    @Override
    public void close() {
        found.release();
        net = null; // OpenCV's Java classes free the net itself when nobody refers to it.
    }
}
