package videolab.source.render;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import videolab.source.mock.JpegEncoder;

/** Writes a folder of pictures, named by the frame's number. */
final class PicturesWriter implements ClipWriter {

    private final Path folder;
    private final PictureType type;
    private final JpegEncoder encoder = new JpegEncoder();
    private int number;

    PicturesWriter(Path folder, PictureType type) {
        this.folder = folder;
        this.type = type;
    }

    @Override
    public void write(BufferedImage picture, double jpegQuality) throws IOException {
        Path file = folder.resolve(String.format("%06d.%s", number++, type.suffix()));
        switch (type) {
            case JPEG -> Files.write(file, encoder.encode(picture, jpegQuality));
            case PNG -> ImageIO.write(picture, "png", file.toFile());
        }
    }

    @Override
    public void close() {
        encoder.close();
    }
}
