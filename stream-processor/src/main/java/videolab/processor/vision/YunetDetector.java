package videolab.processor.vision;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.opencv.core.Core;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.Rect;
import org.opencv.core.Scalar;
import videolab.cli.UsageException;
import videolab.contract.Box;
import videolab.contract.Point;

/**
 * YuNet (Wu, Peng, Yu: "YuNet: A Tiny Millisecond-level Face Detector", 2023), in ONNX Runtime or OpenCV. Input of the
 * network: one BGR picture as three planes of floats 0..255, whose sides are multiples of 32.
 */
public final class YunetDetector implements FaceDetector {

    /** The working size unless another is asked for. */
    public static final int LONG_SIDE_PX = 640;

    private static final double SCORE_THRESHOLD = 0.7;
    private static final double NMS_IOU = 0.3;
    private static final int TOP_K = 5000;

    /** The network's coarsest grid; a side that is not a multiple of it is padded with black at the right and the bottom. */
    private static final int LARGEST_STRIDE = 32;

    /** OpenCV reads memory that it never wrote where a grid has a single row or column. */
    private static final int SMALLEST_SIDE_PX = 2 * LARGEST_STRIDE;

    private static final int[] STRIDES = {8, 16, 32};

    /** For each stride: class, objectness, box, landmarks. */
    private static final List<String> OUTPUTS = List.of(
            "cls_8", "obj_8", "bbox_8", "kps_8", "cls_16", "obj_16", "bbox_16", "kps_16", "cls_32", "obj_32", "bbox_32",
            "kps_32");

    private static final int OUTPUTS_A_STRIDE = 4;
    private static final int LANDMARKS = 5;

    private final int longSidePx;
    private final Network network;

    /**
     * Opens the model in the preferred engine.
     *
     * @throws UsageException when the file is not the YuNet model
     */
    public YunetDetector(Path model, int longSidePx) {
        this(model, longSidePx, Engine.preferred());
    }

    /** @throws UsageException when the file is not the YuNet model */
    public YunetDetector(Path model, int longSidePx, Engine engine) {
        this.longSidePx = longSidePx;
        OpenCv.load();
        byte[] onnx = YunetModel.read(model);
        network =
                Network.open(engine, engine == Engine.ONNXRUNTIME ? YunetModel.withFreeInputSize(onnx) : onnx, OUTPUTS);
    }

    @Override
    public String name() {
        return "yunet";
    }

    @Override
    public Engine engine() {
        return network.engine();
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
            int width = padded(small.cols());
            int height = padded(small.rows());
            writePlanes(small, network.input(1, 3, height, width), width, height);
            List<Candidate> candidates = candidates(network.run(), width, height);
            candidates.removeIf(candidate -> !candidate.isIn(small.cols(), small.rows()));
            double scaleX = (double) picture.width() / small.cols();
            double scaleY = (double) picture.height() / small.rows();
            return best(candidates).stream()
                    .map(candidate -> candidate.detection(scaleX, scaleY))
                    .toList();
        }
    }

    private static int padded(int side) {
        return Math.max(SMALLEST_SIDE_PX, (side + LARGEST_STRIDE - 1) / LARGEST_STRIDE * LARGEST_STRIDE);
    }

    /** Blue, green and red, one after the other, each in the top left corner of its plane. */
    private static void writePlanes(Mat picture, ByteBuffer input, int width, int height) {
        int planeBytes = width * height * Float.BYTES;
        try (MatScope scope = new MatScope()) {
            Mat channel = scope.own(new Mat());
            for (int c = 0; c < 3; c++) {
                Mat plane = scope.own(new Mat(height, width, CvType.CV_32FC1, input.slice(c * planeBytes, planeBytes)));
                if (picture.cols() < width) {
                    scope.own(plane.submat(new Rect(picture.cols(), 0, width - picture.cols(), height)))
                            .setTo(new Scalar(0));
                }
                if (picture.rows() < height) {
                    scope.own(plane.submat(new Rect(0, picture.rows(), width, height - picture.rows())))
                            .setTo(new Scalar(0));
                }
                Core.extractChannel(picture, channel, c);
                Mat target = scope.own(plane.submat(new Rect(0, 0, picture.cols(), picture.rows())));
                channel.convertTo(target, CvType.CV_32F);
            }
        }
    }

    private static List<Candidate> candidates(List<FloatBuffer> outputs, int width, int height) {
        List<Candidate> candidates = new ArrayList<>();
        for (int i = 0; i < STRIDES.length; i++) {
            int stride = STRIDES[i];
            FloatBuffer classes = outputs.get(i * OUTPUTS_A_STRIDE);
            FloatBuffer objects = outputs.get(i * OUTPUTS_A_STRIDE + 1);
            FloatBuffer boxes = outputs.get(i * OUTPUTS_A_STRIDE + 2);
            FloatBuffer landmarks = outputs.get(i * OUTPUTS_A_STRIDE + 3);
            int columns = width / stride;
            int cells = columns * (height / stride);
            for (int cell = 0; cell < cells; cell++) {
                double score = Math.sqrt(probability(classes.get(cell)) * probability(objects.get(cell)));
                if (score >= SCORE_THRESHOLD) { // false for what is not a number
                    int column = cell % columns;
                    int row = cell / columns;
                    candidates.add(Candidate.of(score, column, row, stride, cell, boxes, landmarks));
                }
            }
        }
        return candidates;
    }

    private static double probability(float value) {
        return Math.max(0, Math.min(1, value));
    }

    /** Non-maximum suppression: of boxes that overlap, the one of the highest score. */
    private static List<Candidate> best(List<Candidate> candidates) {
        candidates.sort(Comparator.comparingDouble(Candidate::score).reversed());
        List<Candidate> kept = new ArrayList<>();
        for (Candidate candidate : candidates.subList(0, Math.min(TOP_K, candidates.size()))) {
            if (kept.stream().noneMatch(better -> better.iou(candidate) > NMS_IOU)) {
                kept.add(candidate);
            }
        }
        return kept;
    }

    /** A cell of a grid that holds a face; in pixels of the network's input, landmarks as x, y, x, y … */
    private record Candidate(double score, double x, double y, double width, double height, double[] landmarks) {

        static Candidate of(
                double score, int column, int row, int stride, int cell, FloatBuffer boxes, FloatBuffer landmarks) {
            double width = Math.exp(boxes.get(cell * 4 + 2)) * stride;
            double height = Math.exp(boxes.get(cell * 4 + 3)) * stride;
            double x = (column + boxes.get(cell * 4)) * stride - width / 2;
            double y = (row + boxes.get(cell * 4 + 1)) * stride - height / 2;
            double[] points = new double[2 * LANDMARKS];
            for (int i = 0; i < points.length; i++) {
                int origin = i % 2 == 0 ? column : row;
                points[i] = (origin + landmarks.get(cell * points.length + i)) * stride;
            }
            return new Candidate(score, x, y, width, height, points);
        }

        /** Whether its centre is in the picture and it is at most twice as large; false for what is not a number. */
        boolean isIn(int columns, int rows) {
            double centreX = x + width / 2;
            double centreY = y + height / 2;
            return centreX >= 0
                    && centreX <= columns
                    && centreY >= 0
                    && centreY <= rows
                    && width <= 2.0 * columns
                    && height <= 2.0 * rows;
        }

        double iou(Candidate other) {
            double overlapX = Math.min(x + width, other.x + other.width) - Math.max(x, other.x);
            double overlapY = Math.min(y + height, other.y + other.height) - Math.max(y, other.y);
            double intersection = Math.max(0, overlapX) * Math.max(0, overlapY);
            return intersection / (width * height + other.width * other.height - intersection);
        }

        Detection detection(double scaleX, double scaleY) {
            Box box = new Box(
                    (int) Math.round(x * scaleX), (int) Math.round(y * scaleY), (int) Math.round(width * scaleX), (int)
                            Math.round(height * scaleY));
            List<Point> points = new ArrayList<>(LANDMARKS);
            for (int i = 0; i < landmarks.length; i += 2) {
                points.add(new Point(landmarks[i] * scaleX, landmarks[i + 1] * scaleY));
            }
            return new Detection(box, Math.round(score * 1000) / 1000.0, points);
        }
    }

    @Override
    public void close() {
        network.close();
    }
}
