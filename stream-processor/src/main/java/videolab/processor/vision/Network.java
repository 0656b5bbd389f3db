package videolab.processor.vision;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * A neural network with one input, run by an {@link Engine} on the calling thread. Holds native memory and belongs to
 * one thread at a time.
 */
sealed interface Network extends AutoCloseable permits OnnxRuntimeNetwork, OpenCvNetwork {

    /**
     * Opens a network.
     *
     * @param onnx the model file's bytes
     * @param outputs the names of the wanted outputs; empty for all
     * @throws IllegalArgumentException when the engine cannot read the model
     */
    static Network open(Engine engine, byte[] onnx, List<String> outputs) {
        return switch (engine) {
            case ONNXRUNTIME -> new OnnxRuntimeNetwork(onnx, outputs);
            case OPENCV -> new OpenCvNetwork(onnx, outputs);
        };
    }

    Engine engine();

    /**
     * The memory of the next run's input, to be filled by the caller; the same from run to run while the shape is the same.
     *
     * @param shape such as batch, channels, height, width; each at least 1
     * @return floats in native order, as many as the shape has; not cleared
     */
    ByteBuffer input(int... shape);

    /**
     * Runs the network on what is in {@link #input}.
     *
     * @return the wanted outputs in their order, valid until the next call of a method of this network
     * @throws IllegalStateException when the engine fails on this input
     */
    List<FloatBuffer> run();

    @Override
    void close();
}
