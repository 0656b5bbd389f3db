package videolab.processor.vision;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.codec.digest.DigestUtils;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.core.Scalar;
import org.opencv.core.Size;
import org.opencv.dnn.Dnn;
import org.opencv.dnn.Net;
import org.opencv.imgproc.Imgproc;
import videolab.cli.UsageException;
import videolab.contract.Box;
import videolab.contract.Emotion;

/**
 * Names the apparent expression of faces. Input of the network: one grey face of 48×48 pixels, each pixel
 * {@code (grey − 127.5) / 64}; output: the probability of each {@link Emotion}, in its order. Holds native memory and
 * belongs to one thread at a time.
 */
public final class EmotionClassifier implements AutoCloseable {

    private static final String SHIPPED = "/models/emotion.onnx";
    private static final int SIDE_PX = 48;

    /** It is read as a whole, on the heap of a service; larger ones are no networks for 48 pixels. */
    private static final long MOST_BYTES = 128L << 20;

    private static final double MEAN = 127.5;
    private static final double SCALE = 1.0 / 64;

    /** The side of the square cut out around a box, as a multiple of the box's longer side; as in training. */
    private static final double MARGIN = 1.0;

    private final Model model;
    private Net net;

    /**
     * Which network it is.
     *
     * @param name as in results: {@code emotion} for the one in the jar, else the file's name with its ending
     * @param sha256 of the file, lower-case hexadecimal
     * @param bytes the file's size
     */
    public record Model(String name, String sha256, long bytes) {}

    private EmotionClassifier(Model model, Net net) {
        this.model = model;
        this.net = net;
    }

    /** The model in the jar. */
    public static EmotionClassifier shipped() {
        try (InputStream onnx = EmotionClassifier.class.getResourceAsStream(SHIPPED)) {
            if (onnx == null) {
                throw new IllegalStateException(SHIPPED + " is not in the jar");
            }
            return load("emotion", onnx.readAllBytes(), "in the jar");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws UsageException when the file is missing, no ONNX model, or of another shape */
    public static EmotionClassifier of(Path model) {
        try {
            if (!Files.isRegularFile(model) || Files.size(model) > MOST_BYTES) {
                throw new UsageException(
                        "--emotion-model", model, "an ONNX file of at most " + (MOST_BYTES >> 20) + " MiB is expected");
            }
            return load(model.getFileName().toString(), Files.readAllBytes(model), model.toString());
        } catch (IOException e) {
            throw new UsageException("--emotion-model", model, "that file cannot be read");
        }
    }

    private static EmotionClassifier load(String name, byte[] onnx, String origin) {
        OpenCv.load();
        String accepted = "an ONNX model from Nx1x" + SIDE_PX + "x" + SIDE_PX + " to Nx" + Emotion.values().length
                + " is expected";
        try (MatScope scope = new MatScope()) {
            EmotionClassifier classifier = new EmotionClassifier(
                    new Model(name, DigestUtils.sha256Hex(onnx), onnx.length),
                    Dnn.readNetFromONNX(scope.own(new MatOfByte(onnx))));
            Mat blank = scope.own(Mat.zeros(SIDE_PX, SIDE_PX, CvType.CV_8UC1));
            // Two, because a model of a fixed batch of one would fail only at the first frame with two faces.
            Mat output = classifier.forward(List.of(blank, blank), scope);
            if (output.rows() != 2 || output.total() != 2L * Emotion.values().length) {
                throw new UsageException("--emotion-model", origin, accepted);
            }
            if (!areProbabilities(output)) {
                throw new UsageException("--emotion-model", origin, accepted + ", whose rows are probabilities");
            }
            return classifier;
        } catch (UsageException e) {
            throw e;
        } catch (Exception e) { // OpenCV's own, and a bare Exception for what C++ throws besides
            throw new UsageException("--emotion-model", origin, accepted);
        }
    }

    private static boolean areProbabilities(Mat output) {
        float[] row = new float[Emotion.values().length];
        output.get(0, 0, row);
        double sum = 0;
        for (float value : row) {
            if (!(value >= 0)) {
                return false;
            }
            sum += value;
        }
        return Math.abs(sum - 1) < 0.01;
    }

    public Model model() {
        return model;
    }

    /**
     * Classifies all faces of a picture in one pass.
     *
     * @param picture BGR, 8 bit; not changed
     * @param boxes in the picture's pixels, at least one; parts outside the picture repeat its edge
     * @return for each box the probability of each expression, adding up to 1
     */
    public List<Map<Emotion, Double>> classify(Mat picture, List<Box> boxes) {
        try (MatScope scope = new MatScope()) {
            List<Mat> faces = new ArrayList<>(boxes.size());
            for (Box box : boxes) {
                faces.add(face(picture, box, scope));
            }
            Mat output = forward(faces, scope);
            List<Map<Emotion, Double>> probabilities = new ArrayList<>(boxes.size());
            float[] row = new float[Emotion.values().length];
            for (int i = 0; i < boxes.size(); i++) {
                output.get(i, 0, row);
                probabilities.add(probabilities(row));
            }
            return probabilities;
        }
    }

    /** The answer: the expression of highest probability. */
    public static Emotion likeliest(Map<Emotion, Double> probabilities) {
        return probabilities.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .orElseThrow()
                .getKey();
    }

    private Mat forward(List<Mat> faces, MatScope scope) {
        Mat blob = scope.own(Dnn.blobFromImages(faces, SCALE, new Size(SIDE_PX, SIDE_PX), new Scalar(MEAN)));
        net.setInput(blob);
        return scope.own(net.forward());
    }

    private static Mat face(Mat picture, Box box, MatScope scope) {
        Mat crop = FaceCrop.square(picture, box, MARGIN, scope);
        Mat grey = scope.own(new Mat());
        Imgproc.cvtColor(crop, grey, Imgproc.COLOR_BGR2GRAY);
        Mat face = scope.own(new Mat());
        int interpolation = grey.cols() > SIDE_PX ? Imgproc.INTER_AREA : Imgproc.INTER_LINEAR;
        Imgproc.resize(grey, face, new Size(SIDE_PX, SIDE_PX), 0, 0, interpolation);
        return face;
    }

    private static Map<Emotion, Double> probabilities(float[] row) {
        Map<Emotion, Double> probabilities = new EnumMap<>(Emotion.class);
        for (Emotion emotion : Emotion.values()) {
            probabilities.put(emotion, Math.round(row[emotion.ordinal()] * 10_000) / 10_000.0);
        }
        return probabilities;
    }

    @Override
    public void close() {
        net = null; // OpenCV's Java classes free the net itself when nobody refers to it.
    }
}
