package videolab.source.mock;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
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
    private static final int CHANNELS = 3;

    private final ImageWriter writer =
            ImageIO.getImageWritersByFormatName("jpeg").next();
    private final ImageWriteParam parameters = writer.getDefaultWriteParam();
    private BufferedImage rgb;
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
            writer.write(null, new IIOImage(inWritersOrder(image), null, null), parameters);
        } catch (IOException e) {
            throw new UncheckedIOException("a picture in memory could not be encoded", e);
        } finally {
            writer.setOutput(null);
        }
        return bytes.toByteArray();
    }

    /** The JDK's writer takes rows of this order as they are, and others pixel by pixel, which takes longer than encoding. */
    private BufferedImage inWritersOrder(BufferedImage image) {
        if (image.getType() != BufferedImage.TYPE_3BYTE_BGR) {
            return image;
        }
        if (rgb == null || rgb.getWidth() != image.getWidth() || rgb.getHeight() != image.getHeight()) {
            ComponentColorModel colors = new ComponentColorModel(
                    ColorSpace.getInstance(ColorSpace.CS_sRGB),
                    false,
                    false,
                    Transparency.OPAQUE,
                    DataBuffer.TYPE_BYTE);
            rgb = new BufferedImage(
                    colors,
                    Raster.createInterleavedRaster(
                            DataBuffer.TYPE_BYTE, image.getWidth(), image.getHeight(), CHANNELS, null),
                    false,
                    null);
        }
        byte[] from = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
        byte[] to = ((DataBufferByte) rgb.getRaster().getDataBuffer()).getData();
        for (int i = 0; i < from.length; i += CHANNELS) {
            to[i] = from[i + 2];
            to[i + 1] = from[i + 1];
            to[i + 2] = from[i];
        }
        return rgb;
    }

    @Override
    public void close() {
        writer.dispose();
    }
}
