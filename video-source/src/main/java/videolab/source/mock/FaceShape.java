package videolab.source.mock;

/**
 * The bones of a face, in shares of its height (hairline to chin).
 *
 * @param halfWidth from the middle to a cheek
 * @param jaw width of the jaw against the cheeks, 0..1
 * @param chin width of the chin against the cheeks, 0..1
 * @param eyeDistance from the middle to an eye's centre
 * @param eyeSize half of an eye's width
 * @param browThickness of the brows
 * @param noseWidth half of the nose's width
 * @param lipFullness height of the lips
 */
record FaceShape(
        double halfWidth,
        double jaw,
        double chin,
        double eyeDistance,
        double eyeSize,
        double browThickness,
        double noseWidth,
        double lipFullness) {}
