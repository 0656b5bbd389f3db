package videolab.source.mock;

import java.util.Locale;

/** The seven emotions of the lab and the face that shows each at full strength. */
enum Emotion {
    //                      brows               eyes         mouth                      teeth     sneer  nose furrow
    ANGRY(new Expression(-0.055, 0.030, 0.030, 0.80, 0.15, 0.115, -0.030, 0.000, 0.00, 0.00, 0.000, 0.15, 1.0)),
    DISGUST(new Expression(-0.030, -0.030, 0.012, 0.42, 0.85, 0.120, -0.030, 0.050, 0.75, 0.00, 0.045, 1.0, 0.3)),
    FEAR(new Expression(0.055, 0.008, 0.020, 1.28, 0.00, 0.145, -0.030, 0.065, 0.30, 0.38, 0.000, 0.0, 0.2)),
    HAPPY(new Expression(0.015, 0.015, 0.000, 0.85, 0.55, 0.175, 0.065, 0.085, 0.60, 0.00, 0.000, 0.0, 0.0)),
    NEUTRAL(new Expression(0.000, 0.000, 0.000, 1.00, 0.00, 0.120, 0.004, 0.000, 0.00, 0.00, 0.000, 0.0, 0.0)),
    SAD(new Expression(0.055, -0.035, 0.012, 0.62, 0.05, 0.105, -0.060, 0.000, 0.00, 0.00, 0.000, 0.0, 0.0)),
    SURPRISE(new Expression(0.048, 0.048, 0.000, 1.30, 0.00, 0.096, 0.000, 0.115, 0.22, 0.00, 0.000, 0.0, 0.0));

    private final Expression expression;

    Emotion(Expression expression) {
        this.expression = expression;
    }

    /** The expression at a strength of 0 (none, a neutral face) to 1 (full). */
    Expression expression(double strength) {
        return NEUTRAL.expression.towards(expression, strength);
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
