package videolab.processor.vision;

import java.util.List;
import org.opencv.core.Mat;

/** Finds faces. Holds native memory and belongs to one thread at a time. */
public sealed interface FaceDetector extends AutoCloseable permits HaarDetector, YunetDetector {

    /** The name in results: {@code haar} or {@code yunet}. */
    String name();

    /** What runs it. */
    Engine engine();

    /** The working size: larger pictures are shrunk to this long side, in pixels, before it looks at them. */
    int longSidePx();

    /**
     * Finds the faces of a picture.
     *
     * @param picture BGR, 8 bit; not changed
     * @return boxes in the picture's pixels, best first; may reach over its edges
     */
    List<Detection> detect(Mat picture);

    @Override
    void close();
}
