package videolab.processor.library.labels;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.core.Scalar;
import org.opencv.core.Size;
import org.opencv.dnn.Dnn;
import org.opencv.dnn.Net;
import videolab.cli.UsageException;
import videolab.processor.vision.MatScope;
import videolab.processor.vision.OpenCv;

/**
 * SSDLite for persons alone, 300×300 px, through OpenCV's DNN: label {@code Person}. The weights are fetched by
 * {@code ./lab models get}; how OpenCV reads them is described by a text graph in the jar.
 */
final class PersonLabels implements LabelDetector {

    private static final String GRAPH = "/library/person.pbtxt";
    private static final int SIDE_PX = 300;

    /** Columns of a result: picture, class, score, left, top, right, bottom. */
    private static final int COLUMNS = 7;

    private static final int SCORE = 2;
    private static final int LEFT = 3;

    private final double minConfidence;
    private Net net;

    PersonLabels(Path model, double minConfidence) {
        this.minConfidence = minConfidence;
        OpenCv.load();
        try (InputStream graph = PersonLabels.class.getResourceAsStream(GRAPH);
                MatScope scope = new MatScope()) {
            if (graph == null) {
                throw new IllegalStateException(GRAPH + " is not in the jar");
            }
            net = Dnn.readNetFromTensorflow(
                    scope.own(new MatOfByte(Files.readAllBytes(model))),
                    scope.own(new MatOfByte(graph.readAllBytes())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            throw new UsageException(
                    "the person model", model, "OpenCV cannot read it; './lab models get' replaces it");
        }
    }

    @Override
    public String version() {
        return "person-ssdlite-0.2";
    }

    @Override
    public List<Found> detect(Mat picture) {
        try (MatScope scope = new MatScope()) {
            Mat blob = scope.own(Dnn.blobFromImage(
                    picture, 1 / 127.5, new Size(SIDE_PX, SIDE_PX), new Scalar(127.5, 127.5, 127.5), true, false));
            net.setInput(blob);
            Mat output = scope.own(net.forward());
            Mat rows = scope.own(output.reshape(1, (int) (output.total() / COLUMNS)));
            List<Found> found = new ArrayList<>();
            float[] row = new float[COLUMNS];
            for (int i = 0; i < rows.rows(); i++) {
                rows.get(i, 0, row);
                if (100 * row[SCORE] >= minConfidence) {
                    found.add(Found.inPicture(
                            "Person",
                            100 * row[SCORE],
                            row[LEFT],
                            row[LEFT + 1],
                            row[LEFT + 2] - row[LEFT],
                            row[LEFT + 3] - row[LEFT + 1],
                            1,
                            1,
                            Map.of()));
                }
            }
            return found;
        }
    }

    @Override
    public void close() {
        net = null; // OpenCV's Java classes free the net itself when nobody refers to it.
    }
}
