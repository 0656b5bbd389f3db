package videolab.processor.vision;

import org.opencv.core.Mat;
import videolab.contract.Box;

/**
 * A picture as it is analyzed, upright and perhaps smaller than it was sent. Boxes and landmarks are in the pixels of the
 * picture as it was sent.
 *
 * @param pixels BGR, 8 bit
 * @param width of the picture as it was sent, upright, in px
 * @param height of it
 */
public record Picture(Mat pixels, int width, int height) {

    /** A picture at its own size. */
    public static Picture of(Mat pixels) {
        return new Picture(pixels, pixels.cols(), pixels.rows());
    }

    /** A box of the picture as it was sent, in {@link #pixels}. */
    Box inPixels(Box box) {
        double scale = (double) pixels.cols() / width;
        return scale == 1 ? box : box.scaled(scale);
    }
}
