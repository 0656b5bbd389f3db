package videolab.source.mock;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import videolab.source.mock.MockScene.Look;

class VisitTest {
    private static final Pose PLACE = new Pose(300, 200, 100, 0);
    private static final Pose BELOW = new Pose(300, 600, 100, 0);
    private static final Visit VISIT = new Visit(
            42, 7, 10, 40, PLACE, BELOW, 15, 5, 1, Wardrobe.of(Look.SCORING).dress(Dice.of(1)));

    @Test
    void aPersonRisesIntoThePictureAndSinksOutOfIt() {
        assertThat(VISIT.at(10).pose().centreY()).isGreaterThan(590);
        assertThat(VISIT.at(25).pose().centreY()).isBetween(195.0, 205.0);
        assertThat(VISIT.at(39.99).pose().centreY()).isGreaterThan(590);
        assertThat(VISIT.covers(9.99)).isFalse();
        assertThat(VISIT.covers(40)).isFalse();
    }

    @Test
    void anExpressionChangesWithinAFifthOfASecondAndTheLabelInItsMiddle() {
        for (double seconds = 12; seconds < 38; seconds += 0.01) {
            Person before = VISIT.at(seconds - 0.1);
            Person after = VISIT.at(seconds + 0.1);
            if (VISIT.at(seconds).emotion() != VISIT.at(seconds + 0.01).emotion()) {
                assertThat(before.emotion()).isNotEqualTo(after.emotion());
                assertThat(mouthDistance(before)).isLessThan(0.02);
                assertThat(mouthDistance(after)).isLessThan(0.02);
            }
        }
    }

    /** How far the mouth is from its emotion's own, where the strength of 0.8 to 1 is free. */
    private static double mouthDistance(Person person) {
        Expression shown = person.expression();
        Expression full = Expressions.of(person.emotion(), 0.9);
        return Math.max(
                Math.abs(shown.mouthOpen() - full.mouthOpen()), Math.abs(shown.mouthCurve() - full.mouthCurve()));
    }
}
