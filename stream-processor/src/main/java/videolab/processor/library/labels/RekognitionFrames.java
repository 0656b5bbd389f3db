package videolab.processor.library.labels;

import java.util.ArrayList;
import java.util.List;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.core.MatOfInt;
import org.opencv.core.Size;
import org.opencv.imgcodecs.Imgcodecs;
import org.opencv.imgproc.Imgproc;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.rekognition.RekognitionClient;
import software.amazon.awssdk.services.rekognition.model.DetectLabelsResponse;
import videolab.processor.vision.MatScope;

/** Samples as JPEG to {@code DetectLabels}: each is paid. */
final class RekognitionFrames implements LabelDetector {

    /** It takes 5 MB. */
    private static final int LARGEST_BYTES = 5_000_000;

    private static final int LONG_SIDE_PX = 1_920;
    private static final int[] QUALITIES = {90, 60, 30};

    private final RekognitionClient client = Rekognition.open();
    private final float minConfidence;
    private String model = "";

    RekognitionFrames(double minConfidence) {
        this.minConfidence = (float) minConfidence;
    }

    @Override
    public String version() {
        return ("rekognition-labels-" + model).replaceFirst("-$", "");
    }

    @Override
    public List<Found> detect(Mat picture) {
        byte[] jpeg = jpeg(picture);
        DetectLabelsResponse answer;
        try {
            answer = client.detectLabels(request -> request.image(image -> image.bytes(SdkBytes.fromByteArray(jpeg)))
                    .minConfidence(minConfidence));
        } catch (SdkException e) {
            throw new LabelException(Rekognition.reason(e), e);
        }
        model = String.valueOf(answer.labelModelVersion());
        List<Found> found = new ArrayList<>();
        answer.labels().forEach(label -> found.addAll(Rekognition.found(label)));
        return found;
    }

    private static byte[] jpeg(Mat picture) {
        try (MatScope scope = new MatScope()) {
            Mat small = picture;
            double scale = (double) LONG_SIDE_PX / Math.max(picture.cols(), picture.rows());
            if (scale < 1) {
                small = scope.own(new Mat());
                Imgproc.resize(picture, small, new Size(), scale, scale, Imgproc.INTER_AREA);
            }
            byte[] jpeg = {};
            for (int quality : QUALITIES) {
                MatOfByte bytes = scope.own(new MatOfByte());
                Imgcodecs.imencode(
                        ".jpg", small, bytes, scope.own(new MatOfInt(Imgcodecs.IMWRITE_JPEG_QUALITY, quality)));
                jpeg = bytes.toArray();
                if (jpeg.length <= LARGEST_BYTES) {
                    break;
                }
            }
            return jpeg;
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
