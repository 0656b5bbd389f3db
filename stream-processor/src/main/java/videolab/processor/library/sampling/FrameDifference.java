package videolab.processor.library.sampling;

import videolab.media.FramePixels;

/** How much two frames differ, by their tiny pictures. */
public final class FrameDifference {

    /**
     * A frame that differs by this much or more from the one before it may begin a shot: what PySceneDetect's 27 is in these
     * planes. Between scenes of the same brightness 18 was measured, and 6 at most where something only moves.
     */
    public static final double CHANGE = 12;

    /** From this difference on, 0.2 s apart, something moves. */
    static final double MOTION = 1.0;

    private static final int LUMA = FramePixels.TINY_WIDTH * FramePixels.TINY_HEIGHT;

    private FrameDifference() {}

    /** Mean absolute difference of luma and both chromas, averaged as PySceneDetect averages its planes: 0..255. */
    public static double of(byte[] one, byte[] other) {
        long sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += Math.abs((one[i] & 0xFF) - (other[i] & 0xFF));
        }
        return (double) sum / one.length;
    }

    /** Mean luma, 0..255. */
    static double brightness(byte[] tiny) {
        long sum = 0;
        for (int i = 0; i < LUMA; i++) {
            sum += tiny[i] & 0xFF;
        }
        return (double) sum / LUMA;
    }
}
