package videolab.source.mock;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;

/** A camera sensor's grain: stronger in brightness than in colour, different in every frame. */
final class SensorNoise {
    private static final int LENGTH = 1 << 18;
    private static final int MASK = LENGTH - 1;

    private final long seed;
    private final byte[] grain = new byte[LENGTH];

    /** @param deviation standard deviation of the grain, in steps of 0..255 */
    SensorNoise(long seed, double deviation) {
        this.seed = seed;
        Dice dice = Dice.of(seed, 71);
        for (int i = 0; i + 2 < LENGTH; i += 3) {
            double brightness = dice.bell() * deviation;
            for (int channel = 0; channel < 3; channel++) {
                grain[i + channel] = (byte) Math.round(brightness + dice.bell() * deviation * 0.5);
            }
        }
    }

    /** Adds the grain of one frame to the picture, in place. */
    void addTo(BufferedImage image, long frame) {
        byte[] pixels = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
        int rowLength = image.getWidth() * 3;
        Dice dice = Dice.of(seed, 72, frame);
        // Rows start at random places of the stored grain: cheap, and no pattern repeats from frame to frame.
        for (int start = 0; start < pixels.length; start += rowLength) {
            int offset = dice.below(LENGTH / 3) * 3;
            for (int i = 0; i < rowLength; i++) {
                int value = (pixels[start + i] & 0xFF) + grain[(offset + i) & MASK];
                if ((value & ~0xFF) != 0) {
                    value = value < 0 ? 0 : 0xFF;
                }
                pixels[start + i] = (byte) value;
            }
        }
    }
}
