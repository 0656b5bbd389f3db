package videolab.source.mock;

import java.awt.image.BufferedImage;
import java.util.List;

/**
 * One picture of the mock scene with its truth.
 *
 * @param image of type {@link BufferedImage#TYPE_3BYTE_BGR}, owned by the caller
 * @param faces that a detector has to find: at least 24 px tall and 70 % visible
 * @param ignored faces that are drawn too, but too small or too hidden to be asked for; finding them is no error
 * @param jpegQuality 0.60..0.90, the quality at which this frame's camera would send it
 */
public record MockFrame(BufferedImage image, List<DrawnFace> faces, List<DrawnFace> ignored, double jpegQuality) {
    public MockFrame {
        faces = List.copyOf(faces);
        ignored = List.copyOf(ignored);
    }
}
