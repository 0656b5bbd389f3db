package videolab.processor.vision;

import java.util.ArrayDeque;
import java.util.Deque;
import org.opencv.core.Mat;

/** Owns native pictures for the length of a try block: the garbage collector sees 100 bytes where OpenCV holds megabytes. */
public final class MatScope implements AutoCloseable {

    private final Deque<Mat> owned = new ArrayDeque<>();

    public <T extends Mat> T own(T mat) {
        owned.push(mat);
        return mat;
    }

    @Override
    public void close() {
        while (!owned.isEmpty()) {
            owned.pop().release();
        }
    }
}
