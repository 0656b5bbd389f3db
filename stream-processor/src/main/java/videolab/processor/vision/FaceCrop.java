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

    static final int NO_CONVERSION = -1;

    private FaceCrop() {}

    /**
     * A square around the box's centre, as a picture of a given size; where it reaches over the picture's edge, the edge
     * is repeated. Allocates for the size that is asked for, whatever the size of the box.
     *
     * @param margin the square's side as a multiple of the box's longer side
     * @param sidePx the side of the result
     * @param conversion a code of {@code cvtColor}, or {@link #NO_CONVERSION}
     */
    static Mat square(Mat picture, Box box, double margin, int sidePx, int conversion, MatScope scope) {
        int side = sidePx(picture, box, margin);
        int x = clamp(box.x() + (box.width() - (double) side) / 2, 1 - side, picture.cols() - 1);
        int y = clamp(box.y() + (box.height() - (double) side) / 2, 1 - side, picture.rows() - 1);
        Span columns = Span.of(x, side, picture.cols(), sidePx);
        Span rows = Span.of(y, side, picture.rows(), sidePx);
        Mat inside = scope.own(
                picture.submat(new Rect(x + columns.skipped(), y + rows.skipped(), columns.length(), rows.length())));
        if (conversion != NO_CONVERSION) {
            Mat converted = scope.own(new Mat());
            Imgproc.cvtColor(inside, converted, conversion);
            inside = converted;
        }
        Mat scaled = scope.own(new Mat());
        int interpolation = side > sidePx ? Imgproc.INTER_AREA : Imgproc.INTER_LINEAR;
        Imgproc.resize(inside, scaled, new Size(columns.scaled(), rows.scaled()), 0, 0, interpolation);
        if (columns.scaled() == sidePx && rows.scaled() == sidePx) {
            return scaled;
        }
        Mat padded = scope.own(new Mat());
        int type = Core.BORDER_REPLICATE | Core.BORDER_ISOLATED;
        Core.copyMakeBorder(scaled, padded, rows.before(), rows.after(), columns.before(), columns.after(), type);
        return padded;
    }

    /** A box outside the picture is moved to its edge, one beyond all measure made smaller: there is always a pixel. */
    private static int sidePx(Mat picture, Box box, double margin) {
        double wanted =
                Math.min(margin * Math.max(box.width(), box.height()), 4.0 * Math.max(picture.cols(), picture.rows()));
        return (int) Math.max(1, Math.round(wanted));
    }

    /**
     * Where a square lies along one axis.
     *
     * @param skipped how much of it lies before the picture, in its pixels
     * @param length how much of it lies in the picture, at least 1
     * @param before {@code skipped} in the result's pixels
     * @param scaled {@code length} in the result's pixels, at least 1
     * @param after what is left of the result
     */
    private record Span(int skipped, int length, int before, int scaled, int after) {

        static Span of(int start, int side, int pictureLength, int resultSide) {
            int skipped = Math.max(0, -start);
            int length = Math.min(side - skipped, pictureLength - start - skipped);
            double factor = (double) resultSide / side;
            int before = (int) Math.min(Math.round(skipped * factor), resultSide - 1);
            int scaled = (int) Math.max(1, Math.min(Math.round(length * factor), resultSide - before));
            return new Span(skipped, length, before, scaled, resultSide - before - scaled);
        }
    }

    private static int clamp(double value, int least, int most) {
        return (int) Math.max(least, Math.min(Math.round(value), most));
    }

    /** The same for a picture at its own size, BGR, 8 bit. */
    public static byte[] jpeg(Mat picture, Box box) {
        return jpeg(Picture.of(picture), box);
    }

    /**
     * The face as a JPEG of at most {@link videolab.contract.Limits#CROP_BYTES} and {@value #STORED_SIDE_PX} px a side.
     *
     * @param sent in the pixels of the picture as it was sent
     */
    public static byte[] jpeg(Picture picture, Box sent) {
        Box box = picture.inPixels(sent);
        try (MatScope scope = new MatScope()) {
            int sidePx = Math.min(STORED_SIDE_PX, sidePx(picture.pixels(), box, STORED_MARGIN));
            Mat crop = square(picture.pixels(), box, STORED_MARGIN, sidePx, NO_CONVERSION, scope);
            MatOfByte jpeg = scope.own(new MatOfByte());
            MatOfInt quality = scope.own(new MatOfInt(Imgcodecs.IMWRITE_JPEG_QUALITY, STORED_QUALITY));
            Imgcodecs.imencode(".jpg", crop, jpeg, quality);
            return jpeg.toArray();
        }
    }
}
