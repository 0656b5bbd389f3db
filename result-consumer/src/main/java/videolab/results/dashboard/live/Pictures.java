package videolab.results.dashboard.live;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import videolab.contract.Box;
import videolab.contract.Face;

/** Blurs faces in pictures and draws boxes on them, in plain Java 2D: the readers of results carry no OpenCV. */
final class Pictures {

    /** Cells across a face: what is left shows that somebody is there, and not who. */
    private static final int MOSAIC_CELLS = 6;

    /** Hair and chin tell a person too; the box ends at the face. */
    private static final double MARGIN = 0.25;

    private static final float QUALITY = 0.8f;

    /** Larger pictures are sent by no lab source, and decoding one for each viewer would take all memory. */
    private static final long MOST_PIXELS = 25_000_000;

    /** The wire form of the Cisco lab's frames: no header, blue, green, red. */
    private static final int RAW_WIDTH = 640;

    private static final int RAW_HEIGHT = 480;

    private static final Color BOX = new Color(0x22, 0xd3, 0xee);
    private static final Color LABEL_BACK = new Color(0, 0, 0, 190);

    static {
        // Pictures are small and many: a file for each would be the slowest part.
        ImageIO.setUseCache(false);
    }

    private Pictures() {}

    static boolean isRaw(byte[] picture) {
        return picture.length == RAW_WIDTH * RAW_HEIGHT * 3 && !isJpeg(picture) && !isPng(picture);
    }

    static boolean isJpeg(byte[] picture) {
        return picture.length > 2 && (picture[0] & 0xff) == 0xff && (picture[1] & 0xff) == 0xd8;
    }

    private static boolean isPng(byte[] picture) {
        return picture.length > 3 && (picture[0] & 0xff) == 0x89 && picture[1] == 'P';
    }

    /** @throws IOException where it is no picture, or too large to decode */
    static BufferedImage decode(byte[] picture) throws IOException {
        if (isRaw(picture)) {
            BufferedImage raw = new BufferedImage(RAW_WIDTH, RAW_HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
            System.arraycopy(
                    picture, 0, ((DataBufferByte) raw.getRaster().getDataBuffer()).getData(), 0, picture.length);
            return raw;
        }
        try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(picture))) {
            var readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw new IOException("neither JPEG nor PNG");
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(in, true, true);
                if ((long) reader.getWidth(0) * reader.getHeight(0) > MOST_PIXELS) {
                    throw new IOException("more than " + MOST_PIXELS / 1_000_000 + " megapixels");
                }
                return reader.read(0);
            } catch (RuntimeException e) { // of a picture that is broken inside
                throw new IOException("broken picture: " + e.getMessage(), e);
            } finally {
                reader.dispose();
            }
        }
    }

    /** A copy as JPEG that holds RGB, whatever the picture held. */
    static byte[] jpeg(BufferedImage picture) throws IOException {
        BufferedImage rgb = picture;
        if (picture.getColorModel().hasAlpha()) {
            rgb = new BufferedImage(picture.getWidth(), picture.getHeight(), BufferedImage.TYPE_3BYTE_BGR);
            Graphics2D graphics = rgb.createGraphics();
            graphics.drawImage(picture, 0, 0, null);
            graphics.dispose();
        }
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(64 * 1024);
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            ImageWriteParam parameters = writer.getDefaultWriteParam();
            parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            parameters.setCompressionQuality(QUALITY);
            writer.setOutput(out);
            writer.write(null, new IIOImage(rgb, null, null), parameters);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    /** Replaces each face, with a margin, by a coarse mosaic. What the detector missed stays as it is. */
    static void blur(BufferedImage picture, List<Face> faces) {
        for (Face face : faces) {
            Box box = face.box();
            int marginX = (int) Math.round(box.width() * MARGIN);
            int marginY = (int) Math.round(box.height() * MARGIN);
            int left = Math.max(0, box.x() - marginX);
            int top = Math.max(0, box.y() - marginY);
            int right = (int) Math.min(picture.getWidth(), (long) box.x() + box.width() + marginX);
            int bottom = (int) Math.min(picture.getHeight(), (long) box.y() + box.height() + marginY);
            if (right > left && bottom > top) {
                mosaic(picture, left, top, right - left, bottom - top);
            }
        }
    }

    private static void mosaic(BufferedImage picture, int x, int y, int width, int height) {
        for (int row = 0; row < MOSAIC_CELLS; row++) {
            for (int column = 0; column < MOSAIC_CELLS; column++) {
                int left = x + width * column / MOSAIC_CELLS;
                int top = y + height * row / MOSAIC_CELLS;
                int right = x + width * (column + 1) / MOSAIC_CELLS;
                int bottom = y + height * (row + 1) / MOSAIC_CELLS;
                if (right > left && bottom > top) {
                    fillWithMean(picture, left, top, right - left, bottom - top);
                }
            }
        }
    }

    private static void fillWithMean(BufferedImage picture, int x, int y, int width, int height) {
        int[] pixels = picture.getRGB(x, y, width, height, null, 0, width);
        long red = 0;
        long green = 0;
        long blue = 0;
        for (int pixel : pixels) {
            red += pixel >> 16 & 0xff;
            green += pixel >> 8 & 0xff;
            blue += pixel & 0xff;
        }
        int count = pixels.length;
        int mean = 0xff000000 | (int) (red / count) << 16 | (int) (green / count) << 8 | (int) (blue / count);
        Arrays.fill(pixels, mean);
        picture.setRGB(x, y, width, height, pixels, 0, width);
    }

    /** Draws boxes, expressions and scores, for those who embed the picture without the page. */
    static void annotate(BufferedImage picture, List<Face> faces) {
        Graphics2D graphics = picture.createGraphics();
        try {
            graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            graphics.setFont(new Font(Font.SANS_SERIF, Font.BOLD, Math.max(12, picture.getHeight() / 32)));
            graphics.setStroke(new BasicStroke(Math.max(2, picture.getHeight() / 240f)));
            for (Face face : faces) {
                Box box = face.box();
                graphics.setColor(BOX);
                graphics.drawRoundRect(box.x(), box.y(), box.width(), box.height(), 8, 8);
                String label = label(face);
                if (!label.isEmpty()) {
                    int height = graphics.getFontMetrics().getHeight();
                    int width = graphics.getFontMetrics().stringWidth(label) + 8;
                    int top = box.y() - height >= 0 ? box.y() - height : box.y();
                    graphics.setColor(LABEL_BACK);
                    graphics.fillRect(box.x(), top, width, height);
                    graphics.setColor(Color.WHITE);
                    graphics.drawString(
                            label, box.x() + 4, top + graphics.getFontMetrics().getAscent());
                }
            }
        } finally {
            graphics.dispose();
        }
    }

    private static String label(Face face) {
        if (face.emotion() != null) {
            Double share = face.emotions().get(face.emotion());
            return face.emotion().wireName()
                    + (share == null ? "" : String.format(Locale.ROOT, " %.0f %%", share * 100));
        }
        return face.score() == null ? "" : String.format(Locale.ROOT, "%.2f", face.score());
    }
}
