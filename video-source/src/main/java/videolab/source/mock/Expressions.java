package videolab.source.mock;

import java.util.Map;
import videolab.contract.Emotion;

/** The face that shows each of the seven emotions. */
final class Expressions {

    private static final Map<Emotion, Expression> FULL = Map.of(
            //                                 brows         eyes         mouth            teeth     sneer  nose furrow
            Emotion.ANGRY,
            new Expression(-0.055, 0.030, 0.030, 0.80, 0.15, 0.115, -0.030, 0.000, 0.00, 0.00, 0.000, 0.15, 1.0),
            Emotion.DISGUST,
            new Expression(-0.030, -0.030, 0.012, 0.42, 0.85, 0.120, -0.030, 0.050, 0.75, 0.00, 0.045, 1.0, 0.3),
            Emotion.FEAR,
            new Expression(0.055, 0.008, 0.020, 1.28, 0.00, 0.145, -0.030, 0.065, 0.30, 0.38, 0.000, 0.0, 0.2),
            Emotion.HAPPY,
            new Expression(0.015, 0.015, 0.000, 0.85, 0.55, 0.175, 0.065, 0.085, 0.60, 0.00, 0.000, 0.0, 0.0),
            Emotion.NEUTRAL,
            new Expression(0.000, 0.000, 0.000, 1.00, 0.00, 0.120, 0.004, 0.000, 0.00, 0.00, 0.000, 0.0, 0.0),
            Emotion.SAD,
            new Expression(0.055, -0.035, 0.012, 0.62, 0.05, 0.105, -0.060, 0.000, 0.00, 0.00, 0.000, 0.0, 0.0),
            Emotion.SURPRISE,
            new Expression(0.048, 0.048, 0.000, 1.30, 0.00, 0.096, 0.000, 0.115, 0.22, 0.00, 0.000, 0.0, 0.0));

    private Expressions() {}

    /** An emotion's expression at a strength of 0 (none, a neutral face) to 1 (full). */
    static Expression of(Emotion emotion, double strength) {
        return FULL.get(Emotion.NEUTRAL).towards(FULL.get(emotion), strength);
    }
}
