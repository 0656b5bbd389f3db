package videolab.source.render;

import java.awt.image.BufferedImage;
import java.io.IOException;

/** Takes the frames of a clip, in order. */
interface ClipWriter extends AutoCloseable {

    /** @param jpegQuality 0..1, at which the frame's camera would send it */
    void write(BufferedImage picture, double jpegQuality) throws IOException;

    @Override
    void close() throws IOException;
}
