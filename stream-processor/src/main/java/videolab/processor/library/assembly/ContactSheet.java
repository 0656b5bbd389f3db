package videolab.processor.library.assembly;

import java.util.List;
import java.util.Locale;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.core.Point;
import org.opencv.core.Rect;
import org.opencv.core.Scalar;
import org.opencv.imgcodecs.Imgcodecs;
import org.opencv.imgproc.Imgproc;
import videolab.processor.library.sampling.PartResult.Picture;
import videolab.processor.vision.MatScope;
import videolab.processor.vision.OpenCv;

/** Pictures of a video side by side, with their times. */
final class ContactSheet {

    private static final int COLUMNS = 4;
    private static final int GAP_PX = 6;
    private static final int LINE_PX = 18;

    private ContactSheet() {}

    /** One JPEG of all pictures, which are of one size. */
    static byte[] of(List<Picture> pictures) {
        OpenCv.load();
        try (MatScope scope = new MatScope()) {
            List<Mat> mats = pictures.stream()
                    .map(picture -> scope.own(
                            Imgcodecs.imdecode(scope.own(new MatOfByte(picture.jpeg())), Imgcodecs.IMREAD_COLOR)))
                    .toList();
            int width = mats.stream().mapToInt(Mat::cols).max().orElseThrow();
            int height = mats.stream().mapToInt(Mat::rows).max().orElseThrow();
            int columns = Math.min(COLUMNS, mats.size());
            int rows = (mats.size() + columns - 1) / columns;
            Mat sheet = scope.own(new Mat(
                    GAP_PX + rows * (height + LINE_PX + GAP_PX),
                    GAP_PX + columns * (width + GAP_PX),
                    CvType.CV_8UC3,
                    new Scalar(32, 32, 32)));
            for (int i = 0; i < mats.size(); i++) {
                int x = GAP_PX + i % columns * (width + GAP_PX);
                int y = GAP_PX + i / columns * (height + LINE_PX + GAP_PX);
                Mat place = scope.own(sheet.submat(
                        new Rect(x, y, mats.get(i).cols(), mats.get(i).rows())));
                mats.get(i).copyTo(place);
                Imgproc.putText(
                        sheet,
                        time(pictures.get(i).micros()),
                        new Point(x, y + height + LINE_PX - 5),
                        Imgproc.FONT_HERSHEY_SIMPLEX,
                        0.42,
                        new Scalar(220, 220, 220),
                        1,
                        Imgproc.LINE_AA);
            }
            MatOfByte jpeg = scope.own(new MatOfByte());
            Imgcodecs.imencode(".jpg", sheet, jpeg);
            return jpeg.toArray();
        }
    }

    private static String time(long micros) {
        long seconds = micros / 1_000_000;
        return String.format(
                Locale.ROOT,
                "%d:%02d:%02d.%01d",
                seconds / 3600,
                seconds / 60 % 60,
                seconds % 60,
                micros % 1_000_000 / 100_000);
    }
}
