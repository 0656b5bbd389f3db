package videolab.source.mock;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Encodes pictures as JPEG and keeps its writer between frames; one encoder per thread. */
public final class JpegEncoder implements AutoCloseable {
    private final ImageWriter writer =
            ImageIO.getImageWritersByFormatName("jpeg").next();
    private final ImageWriteParam parameters = writer.getDefaultWriteParam();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(128 * 1024);

    public JpegEncoder() {
        parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    }

    /** @param quality 0..1 in the JDK's scale, where 0.75 is a usual camera */
    public byte[] encode(BufferedImage image, double quality) {
        bytes.reset();
        parameters.setCompressionQuality((float) quality);
        try (MemoryCacheImageOutputStream output = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(output);
            writer.write(null, new IIOImage(image, null, null), parameters);
        } catch (IOException e) {
            throw new UncheckedIOException("a picture in memory could not be encoded", e);
        } finally {
            writer.setOutput(null);
        }
        return bytes.toByteArray();
    }

    @Override
    public void close() {
        writer.dispose();
    }
}
