package videolab.source.mock;

/**
 * Where a person's face is at one moment, in px of the picture, before anything hides it.
 *
 * @param centreX middle between the cheeks
 * @param centreY middle between hairline and chin
 * @param faceHeight hairline to chin, along the face
 * @param tiltDegrees turn in the picture's plane, clockwise positive
 */
record Pose(double centreX, double centreY, double faceHeight, double tiltDegrees) {
    Pose movedTo(double x, double y) {
        return new Pose(x, y, faceHeight, tiltDegrees);
    }
}
