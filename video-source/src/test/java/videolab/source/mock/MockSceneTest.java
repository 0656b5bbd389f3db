package videolab.source.mock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import videolab.contract.Emotion;
import videolab.source.mock.MockScene.Look;
import videolab.source.mock.MockScene.Settings;

class MockSceneTest {
    private static final Settings SETTINGS = new Settings(7, 640, 480, 10, Look.SCORING);

    @Test
    void sameSettingsGiveTheSameFramesInAnyOrder() {
        MockScene forwards = new MockScene(SETTINGS);
        MockScene backwards = new MockScene(SETTINGS);
        List<MockFrame> there =
                LongStream.of(0, 31, 400).mapToObj(forwards::frame).toList();
        List<MockFrame> back =
                LongStream.of(400, 31, 0).mapToObj(backwards::frame).toList();

        for (int i = 0; i < 3; i++) {
            MockFrame one = there.get(i);
            MockFrame other = back.get(2 - i);
            assertThat(pixels(one)).isEqualTo(pixels(other));
            assertThat(one.faces()).isEqualTo(other.faces());
            assertThat(one.ignored()).isEqualTo(other.ignored());
            assertThat(one.jpegQuality()).isEqualTo(other.jpegQuality());
        }
    }

    @Test
    void anotherSeedGivesAnotherRoomAndOtherPeople() {
        MockFrame one = new MockScene(SETTINGS).frame(50);
        MockFrame other = new MockScene(new Settings(8, 640, 480, 10, Look.SCORING)).frame(50);

        assertThat(pixels(one)).isNotEqualTo(pixels(other));
        assertThat(one.faces()).isNotEqualTo(other.faces());
    }

    @Test
    void anotherLookDressesTheSamePlacesDifferently() {
        MockFrame scoring = new MockScene(SETTINGS).frame(50);
        MockFrame training = new MockScene(new Settings(7, 640, 480, 10, Look.TRAINING)).frame(50);

        assertThat(pixels(training)).isNotEqualTo(pixels(scoring));
    }

    @Test
    void looksShareNoSkinHairShapeOrWall() {
        Wardrobe training = Wardrobe.of(Look.TRAINING);
        Wardrobe scoring = Wardrobe.of(Look.SCORING);

        assertThat(training.skins()).doesNotContainAnyElementsOf(scoring.skins());
        assertThat(training.hairs()).doesNotContainAnyElementsOf(scoring.hairs());
        assertThat(training.shapes()).doesNotContainAnyElementsOf(scoring.shapes());
        assertThat(training.hairStyles()).doesNotContainAnyElementsOf(scoring.hairStyles());
        assertThat(training.walls()).doesNotContainAnyElementsOf(scoring.walls());
    }

    @Test
    void imagesHaveTheAskedFormAndAWebcamsQuality() {
        MockScene scene = new MockScene(new Settings(3, 320, 240, 15, Look.SCORING));

        for (long number = 0; number < 300; number += 30) {
            MockFrame frame = scene.frame(number);
            assertThat(frame.image().getWidth()).isEqualTo(320);
            assertThat(frame.image().getHeight()).isEqualTo(240);
            assertThat(frame.image().getType()).isEqualTo(BufferedImage.TYPE_3BYTE_BGR);
            assertThat(frame.jpegQuality()).isBetween(0.60, 0.90);
        }
    }

    @Test
    void truthLiesInsideThePictureAndIsLargeAndVisibleEnough() {
        for (DrawnFace face : facesOfManyMinutes()) {
            assertThat(face.x()).isNotNegative();
            assertThat(face.y()).isNotNegative();
            assertThat(face.x() + face.width()).isLessThanOrEqualTo(640);
            assertThat(face.y() + face.height()).isLessThanOrEqualTo(480);
            assertThat(face.height()).isGreaterThanOrEqualTo(24);
            assertThat(face.visibleRatio()).isBetween(0.70, 1.0);
            if (!touchesTheEdge(face)) {
                assertThat(face.width() / (double) face.height()).isBetween(0.65, 0.95);
            }
        }
    }

    @Test
    void facesOfWhichTooLittleIsSeenAreIgnoredAndNotAsked() {
        List<DrawnFace> ignored = manyMinutes().stream()
                .flatMap(frame -> frame.ignored().stream())
                .toList();

        assertThat(ignored).isNotEmpty().allMatch(face -> face.visibleRatio() < 0.70 || face.height() < 24);
    }

    @Test
    void aFifthOfTheFacesIsTiltedAndAFifthIsCutOrSmall() {
        List<DrawnFace> faces = facesOfManyMinutes();

        double tilted = share(faces, face -> Math.abs(face.tiltDegrees()) >= 10);
        double cutOrSmall = share(faces, face -> face.height() <= 40 || touchesTheEdge(face));
        assertThat(tilted).isBetween(0.19, 0.27);
        assertThat(cutOrSmall).isBetween(0.19, 0.30);
        assertThat(share(faces, face -> face.height() <= 40)).isGreaterThan(0.08);
        assertThat(share(faces, face -> face.visibleRatio() < 0.97)).isGreaterThan(0.08);
        assertThat(faces).allMatch(face -> Math.abs(face.tiltDegrees()) <= 20);
    }

    @Test
    void facesAreLostWhenTheEdgeHidesThem() {
        for (DrawnFace face : facesOfManyMinutes()) {
            if (face.visibleRatio() < 0.85) {
                assertThat(touchesTheEdge(face))
                        .as("%s is hidden by another person", face)
                        .isTrue();
            }
        }
    }

    @Test
    void everyEmotionIsShownOften() {
        List<DrawnFace> faces = facesOfManyMinutes();

        for (Emotion emotion : Emotion.values()) {
            assertThat(share(faces, face -> face.emotion() == emotion))
                    .as(emotion.wireName())
                    .isBetween(0.10, 0.19);
        }
    }

    @Test
    void peopleComeAndGo() {
        List<MockFrame> frames = manyMinutes();

        assertThat(frames).allMatch(frame -> frame.faces().size() <= 4);
        for (int count = 1; count <= 4; count++) {
            int people = count;
            assertThat(frames).anyMatch(frame -> frame.faces().size() == people);
        }
        assertThat(facesOfManyMinutes().stream().map(DrawnFace::person).distinct())
                .hasSizeGreaterThan(50);
    }

    @Test
    void settingsSayWhichKeyWasWrongAndWhatIsAccepted() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Settings(1, 20, 480, 10, Look.SCORING))
                .withMessage("width must be 160..3840 px, was 20");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Settings(1, 640, 9000, 10, Look.SCORING))
                .withMessage("height must be 120..2160 px, was 9000");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Settings(1, 640, 480, Double.NaN, Look.SCORING))
                .withMessage("framesPerSecond must be above 0 and at most 120, was NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Settings(1, 640, 480, 10, null))
                .withMessage("look must be TRAINING or SCORING, was null");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MockScene(SETTINGS).frame(-1))
                .withMessage("frame number must be 0 or more, was -1");
    }

    /** Ten seeds, ten minutes of scene time each, a frame every 9.7 s. */
    private static List<MockFrame> manyMinutes() {
        return Frames.ALL;
    }

    private static List<DrawnFace> facesOfManyMinutes() {
        return manyMinutes().stream().flatMap(frame -> frame.faces().stream()).toList();
    }

    /** Rendered once for all tests; the pictures themselves are dropped. */
    private static final class Frames {
        static final List<MockFrame> ALL = render();

        private static List<MockFrame> render() {
            List<MockFrame> frames = new ArrayList<>();
            for (long seed = 100; seed < 110; seed++) {
                MockScene scene = new MockScene(new Settings(seed, 640, 480, 10, Look.SCORING));
                for (long number = 0; number < 6000; number += 97) {
                    MockFrame frame = scene.frame(number);
                    frames.add(new MockFrame(null, frame.faces(), frame.ignored(), frame.jpegQuality()));
                }
            }
            return frames;
        }
    }

    private static double share(List<DrawnFace> faces, Predicate<DrawnFace> condition) {
        return faces.stream().filter(condition).count() / (double) faces.size();
    }

    private static boolean touchesTheEdge(DrawnFace face) {
        return face.x() == 0 || face.y() == 0 || face.x() + face.width() == 640 || face.y() + face.height() == 480;
    }

    private static byte[] pixels(MockFrame frame) {
        return ((DataBufferByte) frame.image().getRaster().getDataBuffer()).getData();
    }
}
