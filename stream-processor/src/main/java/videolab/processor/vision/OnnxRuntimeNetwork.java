package videolab.processor.vision;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A network in ONNX Runtime. The session, which holds the weights, is the JVM's; the input's memory is this
 * object's, and rebound only when its shape changes.
 */
final class OnnxRuntimeNetwork implements Network {

    private final SharedSession session;
    private final Set<String> outputNames;
    private final DirectMemory inputMemory = new DirectMemory();

    private int[] shape;
    private ByteBuffer inputBytes;
    private OnnxTensor input;

    OnnxRuntimeNetwork(byte[] onnx, List<String> outputs) {
        this.session = SharedSession.open(onnx);
        this.outputNames = outputs.isEmpty() ? session.outputNames() : new LinkedHashSet<>(outputs);
        if (!session.outputNames().containsAll(outputs)) {
            session.close();
            throw new IllegalArgumentException("the model has no outputs " + outputs);
        }
    }

    /** ONNX Runtime's own log is off: failures come as exceptions. */
    static OrtEnvironment environment() {
        return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
    }

    @Override
    public Engine engine() {
        return Engine.ONNXRUNTIME;
    }

    @Override
    public ByteBuffer input(int... wanted) {
        if (!Arrays.equals(wanted, shape)) {
            closeInput();
            inputBytes = inputMemory.ofBytes(Float.BYTES * Arrays.stream(wanted).reduce(1, Math::multiplyExact));
            try {
                input = OnnxTensor.createTensor(
                        environment(),
                        inputBytes.asFloatBuffer(),
                        Arrays.stream(wanted).asLongStream().toArray());
            } catch (OrtException e) {
                throw new IllegalStateException("ONNX Runtime: " + e.getMessage(), e);
            }
            shape = wanted.clone();
        }
        return inputBytes.duplicate().order(inputBytes.order());
    }

    /** Outputs are copied out of ONNX Runtime's memory: bound memory would have to be of the shapes that a model records. */
    @Override
    public List<FloatBuffer> run() {
        try (OrtSession.Result result = session.run(input, outputNames)) {
            List<FloatBuffer> outputs = new ArrayList<>(outputNames.size());
            for (String name : outputNames) {
                outputs.add(((OnnxTensor) result.get(name).orElseThrow()).getFloatBuffer());
            }
            return outputs;
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime: " + e.getMessage(), e);
        }
    }

    private void closeInput() {
        if (input != null) {
            input.close();
            input = null;
            shape = null;
        }
    }

    @Override
    public void close() {
        closeInput();
        session.close();
    }
}
