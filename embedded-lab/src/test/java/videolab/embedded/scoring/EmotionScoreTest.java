package videolab.embedded.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import videolab.contract.Emotion;
import videolab.embedded.scoring.EmotionScore.ClassScore;

class EmotionScoreTest {

    private final EmotionScore score = new EmotionScore();

    @Test
    void eachClassHasItsRecallAndPrecisionAndCountsTheSameInTheBalancedAccuracy() {
        add(3, Emotion.HAPPY, Emotion.HAPPY);
        add(1, Emotion.HAPPY, Emotion.SAD);
        add(1, Emotion.SAD, Emotion.HAPPY);
        add(1, Emotion.SAD, Emotion.SAD);
        add(1, Emotion.FEAR, Emotion.SAD);

        EmotionScore.Summary summary = score.summary();

        assertThat(summary.images()).isEqualTo(7);
        assertThat(summary.accuracy()).isEqualTo(0.5714); // 4 / 7
        assertThat(summary.balancedAccuracy()).isEqualTo(0.4167); // (3/4 + 1/2 + 0) / 3
        assertThat(summary.perClass())
                .containsEntry(Emotion.HAPPY, new ClassScore(4, 0.75, 0.75))
                .containsEntry(Emotion.SAD, new ClassScore(2, 0.5, 0.3333))
                .containsEntry(Emotion.FEAR, new ClassScore(1, 0.0, null))
                .containsEntry(Emotion.ANGRY, new ClassScore(0, null, null));
        assertThat(summary.confusion()[Emotion.HAPPY.ordinal()]).containsExactly(0, 0, 0, 3, 0, 1, 0);
        assertThat(summary.confusion()[Emotion.FEAR.ordinal()]).containsExactly(0, 0, 0, 0, 0, 1, 0);
    }

    @Test
    void calibrationErrorIsTheGapInEachBinWeightedByItsSize() {
        // Bin 12 of 15 (0.8 to 0.867): right at 0.81, a gap of 0.19. With ten bins the next would fall in the same.
        score.add(Emotion.HAPPY, Emotion.HAPPY, 0.81);
        // Bin 13: wrong at 0.88.
        score.add(Emotion.SAD, Emotion.FEAR, 0.88);
        // Bin 14 (from 0.933, 1 included): one of two right at 0.99 and 1, a gap of 0.99 together.
        score.add(Emotion.HAPPY, Emotion.HAPPY, 0.99);
        score.add(Emotion.HAPPY, Emotion.SAD, 1.0);

        assertThat(score.summary().ece()).isEqualTo(0.515); // (0.19 + 0.88 + 0.99) / 4
    }

    @Test
    void withinABinTooMuchAndTooLittleConfidenceCancelOut() {
        score.add(Emotion.HAPPY, Emotion.HAPPY, 0.5);
        score.add(Emotion.HAPPY, Emotion.SAD, 0.5);

        assertThat(score.summary().ece()).isZero();
    }

    @Test
    void nothingScoredIsNoRatio() {
        assertThat(score.summary().accuracy()).isNull();
        assertThat(score.summary().balancedAccuracy()).isNull();
        assertThat(score.summary().ece()).isNull();
    }

    private void add(int times, Emotion label, Emotion answer) {
        for (int i = 0; i < times; i++) {
            score.add(label, answer, 0.5);
        }
    }
}
