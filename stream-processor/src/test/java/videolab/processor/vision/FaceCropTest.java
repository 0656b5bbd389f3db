package videolab.processor.vision;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opencv.core.Core;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.Scalar;
import videolab.contract.Box;
import videolab.contract.Limits;

class FaceCropTest {

    @BeforeAll
    static void load() {
        OpenCv.load();
    }

    @Test
    void aSquareInsideThePictureIsThatPart() {
        try (MatScope scope = new MatScope()) {
            Mat picture = scope.own(Mat.zeros(100, 200, CvType.CV_8UC3));
            picture.submat(40, 60, 90, 110).setTo(new Scalar(1, 2, 3));

            Mat crop = FaceCrop.square(picture, new Box(90, 40, 20, 20), 1, 20, FaceCrop.NO_CONVERSION, scope);

            assertThat(crop.size().toString()).isEqualTo("20x20");
            assertThat(Core.mean(crop).val).startsWith(1, 2, 3);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "-50, -50, 60, 60",
        "190, 90, 60, 60",
        "0, 0, 1, 1",
        "0, 0, 0, 0",
        "5000, 5000, 10, 10",
        "-5000, -5000, 10, 10",
        "0, 0, 100000, 3",
        "-2147483648, 0, 2147483647, 2147483647"
    })
    void aBoxAtOrBeyondTheEdgeIsPadded(int x, int y, int width, int height) {
        try (MatScope scope = new MatScope()) {
            Mat picture = scope.own(Mat.ones(100, 200, CvType.CV_8UC3));

            Mat crop = FaceCrop.square(picture, new Box(x, y, width, height), 1.2, 48, FaceCrop.NO_CONVERSION, scope);

            assertThat(crop.size().toString()).isEqualTo("48x48");
            assertThat(Core.mean(crop).val[0]).isEqualTo(1); // the edge repeated, not black
        }
    }

    @Test
    void aStoredFaceIsSmallEnoughForItsTopic() {
        try (MatScope scope = new MatScope()) {
            Mat noise = scope.own(new Mat(2000, 2000, CvType.CV_8UC3));
            Core.randu(noise, 0, 256);

            assertThat(FaceCrop.jpeg(noise, new Box(0, 0, 2000, 2000))).hasSizeLessThan(Limits.CROP_BYTES);
        }
    }

    @Test
    void scopesReleaseWhatTheyOwn() {
        Mat owned;
        try (MatScope scope = new MatScope()) {
            owned = scope.own(Mat.ones(10, 10, CvType.CV_8UC1));
        }
        assertThat(List.of(owned.rows(), owned.cols())).containsExactly(0, 0);
    }
}
