package videolab.source.render;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import videolab.media.AdaptiveStream;

/** Writes an HLS and DASH stream in three renditions. */
final class StreamWriter implements ClipWriter {

    private final AdaptiveStream stream;

    StreamWriter(Path playlist, int width, int height, double framesPerSecond) throws IOException {
        stream = new AdaptiveStream(playlist, AdaptiveStream.renditions(width, height), framesPerSecond);
    }

    @Override
    public void write(BufferedImage picture, double jpegQuality) throws IOException {
        stream.write(picture);
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
