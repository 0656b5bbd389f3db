package videolab.processor.vision;

import org.opencv.core.Mat;
import org.opencv.core.Size;
import org.opencv.imgproc.Imgproc;

/** Detectors look at a picture no larger than they need: their time grows with its area. */
final class WorkingSize {

    private WorkingSize() {}

    /** The factor that brings the picture's long side down to {@code longSide} pixels; 1 where it is no longer. */
    static double factor(Mat picture, int longSide) {
        return Math.min(1, (double) longSide / Math.max(picture.cols(), picture.rows()));
    }

    /** The picture itself at factor 1, else a smaller copy that belongs to the scope. */
    static Mat shrink(Mat picture, double factor, MatScope scope) {
        if (factor == 1) {
            return picture;
        }
        Mat small = scope.own(new Mat());
        Size size = new Size(
                Math.max(1, Math.round(picture.cols() * factor)), Math.max(1, Math.round(picture.rows() * factor)));
        Imgproc.resize(picture, small, size, 0, 0, Imgproc.INTER_AREA);
        return small;
    }
}
