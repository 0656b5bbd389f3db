package videolab.source.mock;

import java.awt.geom.Rectangle2D;
import videolab.contract.Emotion;

/** A person at one moment: enough to draw and to say what is hidden. */
record Person(int id, Appearance appearance, Pose pose, Emotion emotion, Expression expression) {

    /** The upright box around the oval from hairline to chin and cheek to cheek, in px. */
    Rectangle2D faceBox() {
        double tilt = Math.toRadians(pose.tiltDegrees());
        double across = appearance.shape().halfWidth() * pose.faceHeight();
        double along = 0.5 * pose.faceHeight();
        double halfWidth = Math.hypot(across * Math.cos(tilt), along * Math.sin(tilt));
        double halfHeight = Math.hypot(across * Math.sin(tilt), along * Math.cos(tilt));
        return new Rectangle2D.Double(
                pose.centreX() - halfWidth, pose.centreY() - halfHeight, 2 * halfWidth, 2 * halfHeight);
    }

    /** Whether this person's head or body covers a point of the picture. */
    boolean covers(double x, double y) {
        double across = (x - pose.centreX()) / pose.faceHeight();
        double down = (y - pose.centreY()) / pose.faceHeight();
        double headX = across / 0.52;
        double headY = (down + 0.1) / 0.64;
        return headX * headX + headY * headY < 1 || FaceSketch.bodyCovers(across, down);
    }
}
