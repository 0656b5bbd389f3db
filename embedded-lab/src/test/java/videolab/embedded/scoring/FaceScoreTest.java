package videolab.embedded.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import videolab.contract.Box;
import videolab.contract.Emotion;
import videolab.contract.Face;
import videolab.contract.FrameTruth;
import videolab.contract.FrameTruth.TruthFace;

class FaceScoreTest {

    private static final Box LEFT = new Box(0, 0, 100, 100);
    private static final Box RIGHT = new Box(300, 0, 100, 100);

    private final FaceScore score = new FaceScore();

    @Test
    void foundMissedAndWrongFacesAreCounted() {
        score.add(truth(List.of(LEFT, RIGHT), List.of()), found(new Box(10, 10, 100, 100), new Box(150, 200, 80, 80)));

        assertThat(score.summary()).isEqualTo(new FaceScore.Summary(1, 2, 0.5, 0.5, 1.0));
    }

    @Test
    void aFaceFoundTwiceIsRightOnce() {
        score.add(truth(List.of(LEFT), List.of()), found(LEFT, new Box(5, 5, 100, 100)));

        assertThat(score.summary().precision()).isEqualTo(0.5);
    }

    @Test
    void aFaceNobodyAskedForCountsNeitherWay() {
        score.add(truth(List.of(LEFT), List.of(RIGHT)), found(LEFT, RIGHT));

        assertThat(score.summary().precision()).isEqualTo(1);
    }

    @Test
    void aFrameWithoutAnalysisIsAllMisses() {
        score.add(truth(List.of(LEFT, RIGHT), List.of()), List.of());

        assertThat(score.summary()).isEqualTo(new FaceScore.Summary(1, 2, 0.0, null, null));
    }

    @Test
    void theBestOverlapWins() {
        Box between = new Box(20, 0, 100, 100);
        int[] matches = BoxMatching.match(List.of(LEFT, between), List.of(between, LEFT));

        assertThat(matches).containsExactly(1, 0);
    }

    private static FrameTruth truth(List<Box> faces, List<Box> ignored) {
        return new FrameTruth("camera-0", "1", 640, 480, drawn(faces), drawn(ignored));
    }

    private static List<TruthFace> drawn(List<Box> boxes) {
        return boxes.stream()
                .map(box -> new TruthFace(1, box, Emotion.HAPPY, 1, 0))
                .toList();
    }

    private static List<Face> found(Box... boxes) {
        return IntStream.range(0, boxes.length)
                .mapToObj(i -> new Face(i, Arrays.asList(boxes).get(i), 0.9, Emotion.HAPPY, Map.of()))
                .toList();
    }
}
