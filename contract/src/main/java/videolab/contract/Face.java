package videolab.contract;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;

/**
 * A face found in a frame.
 *
 * @param index from 0, in the order of decreasing score: with camera and frame it identifies the face
 * @param box in the frame's pixels
 * @param score the detector's confidence, 0..1; null where the detector gives none (Haar)
 * @param emotion the apparent expression of highest probability; null when none was classified
 * @param emotions the probability of each expression, 0..1, adding up to 1; empty when none was classified
 * @param landmarksPx in the frame's pixels: right eye, left eye, nose, right and left corner of the mouth (the subject's
 *     right and left); empty where the detector gives none (Haar), and then left out of the JSON
 */
public record Face(
        int index,
        Box box,
        Double score,
        Emotion emotion,
        Map<Emotion, Double> emotions,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Point> landmarksPx) {

    public Face {
        emotions = emotions == null ? Map.of() : emotions;
        landmarksPx = landmarksPx == null ? List.of() : List.copyOf(landmarksPx);
    }

    /** A face without landmarks. */
    public Face(int index, Box box, Double score, Emotion emotion, Map<Emotion, Double> emotions) {
        this(index, box, score, emotion, emotions, List.of());
    }
}
