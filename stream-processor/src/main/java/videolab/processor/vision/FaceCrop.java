package videolab.processor.vision;

import org.opencv.core.Core;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.core.MatOfInt;
import org.opencv.core.Rect;
import org.opencv.core.Size;
import org.opencv.imgcodecs.Imgcodecs;
import org.opencv.imgproc.Imgproc;
import videolab.contract.Box;

/** Cuts a face out of a picture. */
public final class FaceCrop {

    /** The stored picture of a face shows some hair and chin around the box. */
    private static final double STORED_MARGIN = 1.3;

    /** A JPEG of this side cannot reach {@link videolab.contract.Limits#CROP_BYTES}. */
    private static final int STORED_SIDE_PX = 384;

    private static final int STORED_QUALITY = 90;

    private FaceCrop() {}

    /**
     * A square around the box's centre; where it reaches over the picture's edge, the edge is repeated.
     *
     * @param margin the square's side as a multiple of the box's longer side
     */
    static Mat square(Mat picture, Box box, double margin, MatScope scope) {
        // A box outside the picture is moved to its edge, one beyond all measure made smaller: there is always a pixel.
        double wanted =
                Math.min(margin * Math.max(box.width(), box.height()), 4.0 * Math.max(picture.cols(), picture.rows()));
        int side = (int) Math.max(1, Math.round(wanted));
        int x = clamp(box.x() + (box.width() - (double) side) / 2, 1 - side, picture.cols() - 1);
        int y = clamp(box.y() + (box.height() - (double) side) / 2, 1 - side, picture.rows() - 1);
        int left = Math.max(0, -x);
        int top = Math.max(0, -y);
        int right = Math.max(0, x + side - picture.cols());
        int bottom = Math.max(0, y + side - picture.rows());
        Mat inside = scope.own(picture.submat(new Rect(x + left, y + top, side - left - right, side - top - bottom)));
        if (left + top + right + bottom == 0) {
            return inside;
        }
        Mat padded = scope.own(new Mat());
        Core.copyMakeBorder(inside, padded, top, bottom, left, right, Core.BORDER_REPLICATE | Core.BORDER_ISOLATED);
        return padded;
    }

    private static int clamp(double value, int least, int most) {
        return (int) Math.max(least, Math.min(Math.round(value), most));
    }

    /** The face as a JPEG of at most {@link videolab.contract.Limits#CROP_BYTES}. */
    public static byte[] jpeg(Mat picture, Box box) {
        try (MatScope scope = new MatScope()) {
            Mat crop = square(picture, box, STORED_MARGIN, scope);
            if (crop.cols() > STORED_SIDE_PX) {
                Mat small = scope.own(new Mat());
                Imgproc.resize(crop, small, new Size(STORED_SIDE_PX, STORED_SIDE_PX), 0, 0, Imgproc.INTER_AREA);
                crop = small;
            }
            MatOfByte jpeg = scope.own(new MatOfByte());
            MatOfInt quality = scope.own(new MatOfInt(Imgcodecs.IMWRITE_JPEG_QUALITY, STORED_QUALITY));
            Imgcodecs.imencode(".jpg", crop, jpeg, quality);
            return jpeg.toArray();
        }
    }
}
