package videolab.processor.vision;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.codec.digest.DigestUtils;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
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

    /** OpenCV cannot run the 8-bit form. */
    private static final Map<Engine, String> SHIPPED =
            Map.of(Engine.ONNXRUNTIME, "/models/emotion-int8.onnx", Engine.OPENCV, "/models/emotion.onnx");

    private static final int SIDE_PX = 48;
    private static final int FACE_BYTES = SIDE_PX * SIDE_PX * Float.BYTES;

    /** A picture full of faces does not set how much memory a run takes. */
    private static final int MOST_FACES_A_RUN = 64;

    /** It is read as a whole, on the heap of a service; larger ones are no networks for 48 pixels. */
    private static final long MOST_BYTES = 128L << 20;

    private static final double MEAN = 127.5;
    private static final double SCALE = 1.0 / 64;

    /** The side of the square cut out around a box, as a multiple of the box's longer side; as in training. */
    private static final double MARGIN = 1.0;

    private final Model model;
    private final Network network;

    /**
     * Which network it is.
     *
     * @param name as in results: {@code emotion} for the one in the jar, else the file's name with its ending
     * @param sha256 of the file, lower-case hexadecimal
     * @param bytes the file's size
     */
    public record Model(String name, String sha256, long bytes) {}

    private EmotionClassifier(Model model, Network network) {
        this.model = model;
        this.network = network;
    }

    /** The model in the jar, in the preferred engine. */
    public static EmotionClassifier shipped() {
        return shipped(Engine.preferred());
    }

    /** The model in the jar, in the form that suits the engine: 8-bit weights in ONNX Runtime, else 16-bit ones. */
    public static EmotionClassifier shipped(Engine engine) {
        String file = SHIPPED.get(engine);
        try (InputStream onnx = EmotionClassifier.class.getResourceAsStream(file)) {
            if (onnx == null) {
                throw new IllegalStateException(file + " is not in the jar");
            }
            return load("emotion", onnx.readAllBytes(), "in the jar", engine);
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
            return load(
                    model.getFileName().toString(), Files.readAllBytes(model), model.toString(), Engine.preferred());
        } catch (IOException e) {
            throw new UsageException("--emotion-model", model, "that file cannot be read");
        }
    }

    private static EmotionClassifier load(String name, byte[] onnx, String origin, Engine engine) {
        OpenCv.load();
        String accepted = "an ONNX model from Nx1x" + SIDE_PX + "x" + SIDE_PX + " to Nx" + Emotion.values().length
                + " is expected";
        Network network = null;
        try {
            network = Network.open(engine, onnx, List.of());
            network.input(2, 1, SIDE_PX, SIDE_PX); // Two: a model with a fixed batch of one fails here, not later.
            List<FloatBuffer> outputs = network.run();
            if (outputs.size() != 1 || outputs.get(0).capacity() != 2 * Emotion.values().length) {
                throw new UsageException("--emotion-model", origin, accepted);
            }
            if (!areProbabilities(row(outputs.get(0), 1))) {
                throw new UsageException("--emotion-model", origin, accepted + ", whose rows are probabilities");
            }
            EmotionClassifier classifier =
                    new EmotionClassifier(new Model(name, DigestUtils.sha256Hex(onnx), onnx.length), network);
            network = null;
            return classifier;
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new UsageException("--emotion-model", origin, accepted);
        } finally {
            if (network != null) {
                network.close();
            }
        }
    }

    private static float[] row(FloatBuffer output, int face) {
        float[] row = new float[Emotion.values().length];
        output.get(face * row.length, row);
        return row;
    }

    private static boolean areProbabilities(float[] row) {
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

    /** The engine that runs the network. */
    public Engine engine() {
        return network.engine();
    }

    /**
     * Classifies all faces of a picture, up to {@value #MOST_FACES_A_RUN} in one run of the network.
     *
     * @param picture not changed
     * @param boxes in the pixels of the picture as it was sent; parts outside the picture repeat its edge
     * @return for each box the probability of each expression, adding up to 1
     */
    public List<Map<Emotion, Double>> classify(Picture picture, List<Box> boxes) {
        List<Map<Emotion, Double>> probabilities = new ArrayList<>(boxes.size());
        for (int first = 0; first < boxes.size(); first += MOST_FACES_A_RUN) {
            List<Box> batch = boxes.subList(first, Math.min(boxes.size(), first + MOST_FACES_A_RUN));
            ByteBuffer input = network.input(batch.size(), 1, SIDE_PX, SIDE_PX);
            for (int i = 0; i < batch.size(); i++) {
                writeFace(picture.pixels(), picture.inPixels(batch.get(i)), input.slice(i * FACE_BYTES, FACE_BYTES));
            }
            FloatBuffer output = network.run().get(0);
            for (int i = 0; i < batch.size(); i++) {
                probabilities.add(probabilities(row(output, i)));
            }
        }
        return probabilities;
    }

    /** The same for a picture at its own size, BGR, 8 bit. */
    public List<Map<Emotion, Double>> classify(Mat picture, List<Box> boxes) {
        return classify(Picture.of(picture), boxes);
    }

    /** The answer: the expression of highest probability. */
    public static Emotion likeliest(Map<Emotion, Double> probabilities) {
        return probabilities.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .orElseThrow()
                .getKey();
    }

    private static void writeFace(Mat picture, Box box, ByteBuffer target) {
        try (MatScope scope = new MatScope()) {
            Mat face = FaceCrop.square(picture, box, MARGIN, SIDE_PX, Imgproc.COLOR_BGR2GRAY, scope);
            Mat floats = scope.own(new Mat(SIDE_PX, SIDE_PX, CvType.CV_32FC1, target));
            face.convertTo(floats, CvType.CV_32F, SCALE, -MEAN * SCALE);
        }
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
        network.close();
    }
}
