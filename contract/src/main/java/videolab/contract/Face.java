package videolab.contract;

import java.util.Map;

/**
 * A face found in a frame.
 *
 * @param index from 0, in the order of decreasing score: with camera and frame it identifies the face
 * @param box in the frame's pixels
 * @param score the detector's confidence, 0..1; null where the detector gives none (Haar)
 * @param emotion the apparent expression of highest probability; null when none was classified
 * @param emotions the probability of each expression, 0..1, adding up to 1; empty when none was classified
 */
public record Face(int index, Box box, Double score, Emotion emotion, Map<Emotion, Double> emotions) {

    public Face {
        emotions = emotions == null ? Map.of() : emotions;
    }
}
