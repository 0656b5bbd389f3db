package videolab.processor.library.labels;

import java.util.List;
import org.opencv.core.Mat;

/** Finds labels in pictures. Holds native memory and belongs to one thread at a time. */
public interface LabelDetector extends AutoCloseable {

    /** Which model, such as {@code yunet+emotion}: part of every video's row. */
    String version();

    /**
     * Looks at one picture.
     *
     * @param picture BGR, 8 bit, upright; not changed
     * @return what it holds, in an order that the picture alone decides
     */
    List<Found> detect(Mat picture);

    @Override
    void close();
}
