package videolab.processor.vision;

import java.util.List;
import videolab.contract.Box;
import videolab.contract.Point;

/**
 * A face as a detector saw it.
 *
 * @param score 0..1; null where the detector gives none
 * @param landmarks right eye, left eye, nose, right and left corner of the mouth (the subject's right and left), in the
 *     picture's pixels; empty where the detector gives none
 */
public record Detection(Box box, Double score, List<Point> landmarks) {

    public Detection {
        landmarks = List.copyOf(landmarks);
    }
}
