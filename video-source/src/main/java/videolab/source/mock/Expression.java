package videolab.source.mock;

/**
 * What moves in a face. Lengths are shares of the face's height; 0 is the relaxed position.
 *
 * @param browInner how far the brows' inner ends are lifted
 * @param browOuter how far the brows' outer ends are lifted
 * @param browPinch how far the brows are pulled together
 * @param eyeOpen 1 is relaxed, 0 closed, 1.5 stares
 * @param cheekLift how far the lower lids are pushed up, 0..1
 * @param mouthWidth half of the mouth's width
 * @param mouthCurve how far the corners stand above the middle of the lip line
 * @param mouthOpen height of the opening
 * @param upperTeeth share of the opening that upper teeth fill
 * @param lowerTeeth share of the opening that lower teeth fill
 * @param sneer how far one side of the upper lip is pulled up
 * @param noseWrinkle 0..1
 * @param furrow 0..1, the upright folds between the brows
 */
record Expression(
        double browInner,
        double browOuter,
        double browPinch,
        double eyeOpen,
        double cheekLift,
        double mouthWidth,
        double mouthCurve,
        double mouthOpen,
        double upperTeeth,
        double lowerTeeth,
        double sneer,
        double noseWrinkle,
        double furrow) {

    /** This expression turned by a share (0..1) into another. */
    Expression towards(Expression other, double share) {
        return new Expression(
                mix(browInner, other.browInner, share),
                mix(browOuter, other.browOuter, share),
                mix(browPinch, other.browPinch, share),
                mix(eyeOpen, other.eyeOpen, share),
                mix(cheekLift, other.cheekLift, share),
                mix(mouthWidth, other.mouthWidth, share),
                mix(mouthCurve, other.mouthCurve, share),
                mix(mouthOpen, other.mouthOpen, share),
                mix(upperTeeth, other.upperTeeth, share),
                mix(lowerTeeth, other.lowerTeeth, share),
                mix(sneer, other.sneer, share),
                mix(noseWrinkle, other.noseWrinkle, share),
                mix(furrow, other.furrow, share));
    }

    Expression blinking(double lidsClosed) {
        return new Expression(
                browInner,
                browOuter,
                browPinch,
                eyeOpen * (1 - lidsClosed),
                cheekLift,
                mouthWidth,
                mouthCurve,
                mouthOpen,
                upperTeeth,
                lowerTeeth,
                sneer,
                noseWrinkle,
                furrow);
    }

    private static double mix(double from, double to, double share) {
        return from + (to - from) * share;
    }
}
