package videolab.source.mock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.geom.Rectangle2D;
import org.junit.jupiter.api.Test;
import videolab.contract.Emotion;
import videolab.source.mock.MockScene.Look;

class PersonTest {
    @Test
    void theBoxReachesFromHairlineToChinAndCheekToCheek() {
        Person person = person(new Pose(300, 200, 100, 0));
        Rectangle2D box = person.faceBox();

        assertThat(box.getMinY()).isEqualTo(150, within(1e-9));
        assertThat(box.getMaxY()).isEqualTo(250, within(1e-9));
        assertThat(box.getWidth()).isEqualTo(200 * person.appearance().shape().halfWidth(), within(1e-9));
        assertThat(box.getCenterX()).isEqualTo(300, within(1e-9));
    }

    @Test
    void aTiltedFaceHasAWiderAndLowerBox() {
        Rectangle2D upright = person(new Pose(300, 200, 100, 0)).faceBox();
        Rectangle2D tilted = person(new Pose(300, 200, 100, 20)).faceBox();

        assertThat(tilted.getWidth()).isGreaterThan(upright.getWidth());
        assertThat(tilted.getHeight()).isLessThan(upright.getHeight());
    }

    @Test
    void headAndBodyCoverWhatIsBehindThem() {
        Person person = person(new Pose(300, 200, 100, 0));

        assertThat(person.covers(300, 200)).isTrue();
        assertThat(person.covers(340, 330)).isTrue();
        assertThat(person.covers(400, 200)).isFalse();
        assertThat(person.covers(300, 120)).isFalse();
    }

    private static Person person(Pose pose) {
        Appearance appearance = Wardrobe.of(Look.SCORING).dress(Dice.of(3));
        return new Person(1, appearance, pose, Emotion.NEUTRAL, Expressions.of(Emotion.NEUTRAL, 1));
    }
}
