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
     * @param picture not changed
     * @return boxes in the pixels of the picture as it was sent, best first; may reach over its edges
     */
    List<Detection> detect(Picture picture);

    /** The same for a picture at its own size, BGR, 8 bit. */
    default List<Detection> detect(Mat picture) {
        return detect(Picture.of(picture));
    }

    @Override
    void close();
}
