package videolab.contract;

import java.util.List;

/**
 * What a drawn frame really shows; one JSON object a line in a truth file.
 *
 * @param frame the frame id that went to Kafka, or the frame's number in a rendered clip
 * @param faces what a detector has to find: at least 24 px high and 70 % visible
 * @param ignored faces too small or too hidden to be asked for; finding one is no mistake
 */
public record FrameTruth(
        String camera, String frame, int width, int height, List<TruthFace> faces, List<TruthFace> ignored) {

    /**
     * One drawn face.
     *
     * @param person the same number as long as the same person is in the scene
     * @param visibleRatio the share of the face inside the picture, 0..1
     * @param tiltDegrees clockwise
     */
    public record TruthFace(int person, Box box, Emotion emotion, double visibleRatio, double tiltDegrees) {}
}
