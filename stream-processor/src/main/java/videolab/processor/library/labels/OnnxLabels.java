package videolab.processor.library.labels;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.opencv.core.Core;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.Scalar;
import org.opencv.core.Size;
import org.opencv.imgproc.Imgproc;
import videolab.cli.UsageException;
import videolab.processor.vision.MatScope;
import videolab.processor.vision.OpenCv;

/**
 * An ONNX network of the YOLOX shape, through ONNX Runtime on one thread. Input: one BGR picture {@code 1×3×side×side} of
 * 0..255, its own picture at the top left and the rest 114. Output: {@code 1×anchors×(5 + classes)}, of each anchor center,
 * size, objectness and the class scores, by cells of 8, 16 and 32 pixels, as the YOLOX project exports it.
 */
public final class OnnxLabels implements LabelDetector {

    private static final String ACCEPTED =
            "an ONNX file of the YOLOX shape is expected: input 1x3xSxS, output 1xAx(5 + classes)";

    private static final int[] STRIDES = {8, 16, 32};
    private static final double PADDING = 114;
    private static final double NMS_IOU = 0.45;
    private static final int BEFORE_CLASSES = 5;
    private static final int MOST = 100;

    private final OrtEnvironment environment;
    private final OrtSession session;
    private final String inputName;
    private final int side;
    private final List<String> names;
    private final double minConfidence;
    private final String version;
    private final FloatBuffer pixels;
    private final byte[] bytes;

    private OnnxLabels(
            OrtEnvironment environment,
            OrtSession session,
            int side,
            List<String> names,
            double minConfidence,
            String version) {
        this.environment = environment;
        this.session = session;
        this.inputName = session.getInputNames().iterator().next();
        this.side = side;
        this.names = names;
        this.minConfidence = minConfidence;
        this.version = version;
        this.bytes = new byte[side * side];
        this.pixels = java.nio.ByteBuffer.allocateDirect(3 * bytes.length * Float.BYTES)
                .order(java.nio.ByteOrder.nativeOrder())
                .asFloatBuffer();
    }

    /** @throws UsageException when the file is not such a network, or the number of names is not that of its classes */
    public static OnnxLabels open(Path model, List<String> names, double minConfidence) {
        OpenCv.load();
        OrtSession session = null;
        try {
            OrtEnvironment environment = OrtEnvironment.getEnvironment();
            try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
                options.setIntraOpNumThreads(1);
                options.setInterOpNumThreads(1);
                session = environment.createSession(model.toString(), options);
            }
            long[] in = shape(session.getInputInfo().values().iterator().next().getInfo());
            long[] out =
                    shape(session.getOutputInfo().values().iterator().next().getInfo());
            if (in.length != 4 || in[1] != 3 || in[2] != in[3] || in[2] % 32 != 0 || out.length != 3) {
                throw new UsageException("--label-model", model, ACCEPTED);
            }
            int side = (int) in[2];
            if (out[1] != anchors(side)) {
                throw new UsageException("--label-model", model, ACCEPTED);
            }
            if (out[2] - BEFORE_CLASSES != names.size()) {
                throw new UsageException("--label-names gives " + names.size() + " names, but the network in " + model
                        + " has " + (out[2] - BEFORE_CLASSES) + " classes; one name a line is expected");
            }
            return new OnnxLabels(environment, session, side, names, minConfidence, "onnx:" + model.getFileName());
        } catch (OrtException e) {
            throw new UsageException("--label-model", model, ACCEPTED + " (" + e.getCode() + ")");
        } catch (UsageException e) {
            closeQuietly(session);
            throw e;
        }
    }

    private static long[] shape(ai.onnxruntime.ValueInfo info) {
        return info instanceof TensorInfo tensor ? tensor.getShape() : new long[0];
    }

    private static int anchors(int side) {
        int anchors = 0;
        for (int stride : STRIDES) {
            anchors += (side / stride) * (side / stride);
        }
        return anchors;
    }

    private static void closeQuietly(OrtSession session) {
        try {
            if (session != null) {
                session.close();
            }
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String version() {
        return version;
    }

    @Override
    public List<Found> detect(Mat picture) {
        double scale = Math.min((double) side / picture.cols(), (double) side / picture.rows());
        fill(picture, scale);
        try (OnnxTensor input = OnnxTensor.createTensor(environment, pixels.rewind(), new long[] {1, 3, side, side});
                OrtSession.Result result = session.run(Map.of(inputName, input))) {
            FloatBuffer values = ((OnnxTensor) result.get(0)).getFloatBuffer();
            return best(boxes(values, scale, picture.cols(), picture.rows()));
        } catch (OrtException e) {
            throw new IllegalStateException("the network failed: " + e.getMessage(), e);
        }
    }

    private void fill(Mat picture, double scale) {
        int width = Math.max(1, (int) Math.round(picture.cols() * scale));
        int height = Math.max(1, (int) Math.round(picture.rows() * scale));
        try (MatScope scope = new MatScope()) {
            Mat square = scope.own(new Mat(side, side, CvType.CV_8UC3, new Scalar(PADDING, PADDING, PADDING)));
            Mat corner = scope.own(square.submat(0, height, 0, width));
            Imgproc.resize(picture, corner, new Size(width, height), 0, 0, Imgproc.INTER_LINEAR);
            List<Mat> planes = new ArrayList<>();
            Core.split(square, planes);
            planes.forEach(scope::own);
            int plane = bytes.length;
            for (int i = 0; i < planes.size(); i++) {
                planes.get(i).get(0, 0, bytes);
                for (int k = 0; k < plane; k++) {
                    pixels.put(i * plane + k, bytes[k] & 0xFF);
                }
            }
        }
    }

    private List<Found> boxes(FloatBuffer values, double scale, int pictureWidth, int pictureHeight) {
        List<Found> boxes = new ArrayList<>();
        int row = 0;
        int width = BEFORE_CLASSES + names.size();
        for (int stride : STRIDES) {
            int cells = side / stride;
            for (int y = 0; y < cells; y++) {
                for (int x = 0; x < cells; x++, row += width) {
                    double objectness = values.get(row + 4);
                    if (100 * objectness < minConfidence) {
                        continue;
                    }
                    int best = 0;
                    for (int c = 1; c < names.size(); c++) {
                        if (values.get(row + BEFORE_CLASSES + c) > values.get(row + BEFORE_CLASSES + best)) {
                            best = c;
                        }
                    }
                    double confidence = 100 * objectness * values.get(row + BEFORE_CLASSES + best);
                    if (confidence < minConfidence) {
                        continue;
                    }
                    double boxWidth = Math.exp(values.get(row + 2)) * stride / scale;
                    double boxHeight = Math.exp(values.get(row + 3)) * stride / scale;
                    double centerX = (values.get(row) + x) * stride / scale;
                    double centerY = (values.get(row + 1) + y) * stride / scale;
                    boxes.add(Found.inPicture(
                            names.get(best),
                            confidence,
                            centerX - boxWidth / 2,
                            centerY - boxHeight / 2,
                            boxWidth,
                            boxHeight,
                            pictureWidth,
                            pictureHeight,
                            Map.of()));
                }
            }
        }
        return boxes;
    }

    /** The most confident of boxes of one class that overlap. */
    private static List<Found> best(List<Found> boxes) {
        boxes.sort(Comparator.comparing(Found::confidence)
                .reversed()
                .thenComparing(Found::name)
                .thenComparing(Found::left)
                .thenComparing(Found::top));
        List<Found> kept = new ArrayList<>();
        for (Found box : boxes) {
            boolean repeats =
                    kept.stream().anyMatch(other -> other.name().equals(box.name()) && other.iou(box) > NMS_IOU);
            if (!repeats && kept.size() < MOST) {
                kept.add(box);
            }
        }
        return kept;
    }

    @Override
    public void close() {
        closeQuietly(session);
    }
}
