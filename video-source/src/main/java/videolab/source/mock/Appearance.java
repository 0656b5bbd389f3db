package videolab.source.mock;

import java.awt.Color;

/** How one person looks for the whole stay. */
record Appearance(
        Color skin,
        Color hair,
        Color iris,
        Color shirt,
        Color trousers,
        FaceShape shape,
        HairStyle hairStyle,
        boolean glasses,
        boolean stripedShirt) {

    /** How the hair falls; the first three belong to the training look, the rest to the scoring look. */
    enum HairStyle {
        SHORT,
        BOB,
        BUN,
        SIDE_PART,
        LONG,
        CURLY
    }

    Color skinShade(double factor) {
        return shade(skin, factor);
    }

    /** A colour made darker (factor below 1) or lighter (above 1). */
    static Color shade(Color color, double factor) {
        return new Color(
                Math.min(255, (int) (color.getRed() * factor)),
                Math.min(255, (int) (color.getGreen() * factor)),
                Math.min(255, (int) (color.getBlue() * factor)));
    }
}
