package videolab.processor.faces;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import videolab.source.mock.DrawnFace;
import videolab.source.mock.MockFrame;
import videolab.source.mock.MockScene;

/** Encoded pictures whose content is known by construction. */
public final class Pictures {

    /** A drawn scene with at least one face that fills a good part of the height. */
    record Scene(byte[] png, List<DrawnFace> faces) {}

    private Pictures() {}

    public static byte[] grey(String format, int width, int height) {
        return encode(new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR), format);
    }

    static Scene sceneWithLargeFace() {
        MockScene scene = new MockScene(new MockScene.Settings(1, 640, 480, 10, MockScene.Look.SCORING));
        for (long number = 0; number < 1000; number += 10) {
            MockFrame frame = scene.frame(number);
            boolean plain = frame.faces().stream()
                    .anyMatch(face ->
                            face.height() > 100 && face.visibleRatio() == 1 && Math.abs(face.tiltDegrees()) < 5);
            if (plain) {
                return new Scene(encode(frame.image(), "png"), frame.faces());
            }
        }
        throw new AssertionError("no large face in a hundred seconds of the scene");
    }

    /** A JPEG whose header claims another size than it holds. */
    public static byte[] jpegClaiming(int width, int height) {
        byte[] jpeg = grey("jpg", 16, 16);
        for (int i = 2; i < jpeg.length - 9; i++) {
            if ((jpeg[i] & 0xFF) == 0xFF && (jpeg[i + 1] & 0xFF) == 0xC0) {
                jpeg[i + 5] = (byte) (height >> 8);
                jpeg[i + 6] = (byte) height;
                jpeg[i + 7] = (byte) (width >> 8);
                jpeg[i + 8] = (byte) width;
                return jpeg;
            }
        }
        throw new AssertionError("no frame header");
    }

    public static byte[] firstHalf(byte[] bytes) {
        return Arrays.copyOf(bytes, bytes.length / 2);
    }

    private static byte[] encode(BufferedImage image, String format) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            if (!ImageIO.write(image, format, out)) {
                throw new AssertionError("no writer for " + format);
            }
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
