package videolab.processor.vision;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * A model's session in ONNX Runtime, one per JVM: {@code run} may be called by many threads at once. Closed when the last
 * of its users closes it.
 */
final class SharedSession implements AutoCloseable {

    /** By the SHA-256 of the model. */
    private static final Map<String, SharedSession> OPEN = new HashMap<>();

    private final String sha256;
    private final OrtSession session;
    private final String inputName;
    private int users;

    private SharedSession(String sha256, OrtSession session) {
        this.sha256 = sha256;
        this.session = session;
        this.inputName = session.getInputNames().iterator().next();
    }

    /** @throws IllegalArgumentException when ONNX Runtime cannot read the model */
    static SharedSession open(byte[] onnx) {
        String sha256 = DigestUtils.sha256Hex(onnx);
        synchronized (OPEN) {
            SharedSession shared = OPEN.get(sha256);
            if (shared == null) {
                shared = new SharedSession(sha256, session(onnx));
                OPEN.put(sha256, shared);
            }
            shared.users++;
            return shared;
        }
    }

    private static OrtSession session(byte[] onnx) {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1); // frames run in parallel, pictures do not
            options.setInterOpNumThreads(1);
            // A memory plan is kept for each shape that was ever seen; pictures come in any shape.
            options.setMemoryPatternOptimization(false);
            // Failures come as exceptions. YuNet records shapes that belong to one input size; each run would warn of
            // them.
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
            OrtSession session = OnnxRuntimeNetwork.environment().createSession(onnx, options);
            if (session.getNumInputs() != 1) {
                session.close();
                throw new IllegalArgumentException("a model with one input is expected");
            }
            return session;
        } catch (OrtException e) {
            throw new IllegalArgumentException("ONNX Runtime: " + e.getMessage(), e);
        }
    }

    Set<String> outputNames() {
        return session.getOutputNames();
    }

    /** The result is the caller's to close. */
    OrtSession.Result run(OnnxTensor input, Set<String> outputs) throws OrtException {
        return session.run(Map.of(inputName, input), outputs);
    }

    @Override
    public void close() {
        synchronized (OPEN) {
            if (--users > 0) {
                return;
            }
            OPEN.remove(sha256);
        }
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime: " + e.getMessage(), e);
        }
    }
}
