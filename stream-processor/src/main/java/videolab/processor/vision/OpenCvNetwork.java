package videolab.processor.vision;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.dnn.Dnn;
import org.opencv.dnn.Net;

/** A network in OpenCV's DNN module. */
final class OpenCvNetwork implements Network {

    private final List<String> outputNames;
    private final DirectMemory inputMemory = new DirectMemory();
    private Net net;
    private int[] shape;
    private ByteBuffer inputBytes;

    OpenCvNetwork(byte[] onnx, List<String> outputNames) {
        OpenCv.load();
        try (MatScope scope = new MatScope()) {
            net = Dnn.readNetFromONNX(scope.own(new MatOfByte(onnx)));
            this.outputNames = outputNames.isEmpty() ? net.getUnconnectedOutLayersNames() : outputNames;
        } catch (Exception e) { // OpenCV's own, and a bare Exception for what C++ throws besides
            throw new IllegalArgumentException("OpenCV: " + e.getMessage(), e);
        }
    }

    @Override
    public Engine engine() {
        return Engine.OPENCV;
    }

    @Override
    public ByteBuffer input(int... wanted) {
        if (!Arrays.equals(wanted, shape)) {
            inputBytes = inputMemory.ofBytes(Float.BYTES * Arrays.stream(wanted).reduce(1, Math::multiplyExact));
            shape = wanted.clone();
        }
        return inputBytes.duplicate().order(inputBytes.order());
    }

    @Override
    public List<FloatBuffer> run() {
        try (MatScope scope = new MatScope()) {
            int rows = shape[0] * shape[1] * shape[2];
            Mat flat = scope.own(new Mat(rows, shape[3], CvType.CV_32FC1, inputBytes));
            net.setInput(scope.own(flat.reshape(1, shape)));
            List<Mat> results = new ArrayList<>();
            net.forward(results, outputNames);
            List<FloatBuffer> outputs = new ArrayList<>();
            for (Mat result : results) {
                scope.own(result);
                float[] floats = new float[Math.toIntExact(result.total())];
                scope.own(result.reshape(1, 1)).get(0, 0, floats);
                outputs.add(FloatBuffer.wrap(floats).asReadOnlyBuffer());
            }
            return outputs;
        } catch (Exception e) { // OpenCV's own, and a bare Exception for what C++ throws besides
            throw new IllegalStateException("OpenCV: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        net = null; // OpenCV's Java classes free the net itself when nobody refers to it.
    }
}
