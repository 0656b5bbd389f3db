package videolab.source.mock;

import java.awt.Color;
import java.util.Arrays;
import java.util.List;
import videolab.source.mock.Appearance.HairStyle;

/** The skins, hair, clothes, face shapes and walls that one look draws from; no two looks share one. */
record Wardrobe(
        List<Color> skins,
        List<Color> hairs,
        List<Color> irises,
        List<Color> shirts,
        List<FaceShape> shapes,
        List<HairStyle> hairStyles,
        List<Color> walls) {

    private static final Wardrobe TRAINING = new Wardrobe(
            colors(0xF0C7A5, 0xD9A27A, 0xB97F5A, 0x8C5A3C),
            colors(0x241A16, 0x5C3A22, 0xB98A45, 0x7B7B80),
            colors(0x3E6A8C, 0x4A3020, 0x55703F),
            colors(0x2F5D8A, 0x8A2F3B, 0x3F7D5A, 0xC9A227, 0x5B4B8A),
            List.of(
                    new FaceShape(0.385, 0.82, 0.42, 0.172, 0.078, 0.030, 0.062, 0.030),
                    new FaceShape(0.430, 0.90, 0.50, 0.190, 0.082, 0.036, 0.070, 0.034),
                    new FaceShape(0.405, 0.95, 0.60, 0.178, 0.074, 0.042, 0.066, 0.026)),
            List.of(HairStyle.SHORT, HairStyle.BOB, HairStyle.BUN),
            colors(0xB9C4C9, 0xC8BBA4, 0xA9B8A2));

    private static final Wardrobe SCORING = new Wardrobe(
            colors(0xF5D3BD, 0xE3B48C, 0xC98F68, 0xA06A48),
            colors(0x17181C, 0x3F2A1E, 0x94502A, 0xD8B671),
            colors(0x5A7F9E, 0x5E4128, 0x6F7F4A),
            colors(0x1F7A8C, 0xB5533C, 0x6A8D3A, 0x37474F, 0xA8577E),
            List.of(
                    new FaceShape(0.410, 0.78, 0.34, 0.182, 0.084, 0.033, 0.060, 0.032),
                    new FaceShape(0.370, 0.88, 0.50, 0.166, 0.075, 0.038, 0.064, 0.028),
                    new FaceShape(0.420, 0.86, 0.44, 0.186, 0.079, 0.027, 0.074, 0.037)),
            List.of(HairStyle.SIDE_PART, HairStyle.LONG, HairStyle.CURLY),
            colors(0xC3B5C0, 0xB4C2D1, 0xCDBE9C));

    static Wardrobe of(MockScene.Look look) {
        return look == MockScene.Look.TRAINING ? TRAINING : SCORING;
    }

    Appearance dress(Dice dice) {
        FaceShape bones = dice.pick(shapes);
        FaceShape shape = new FaceShape(
                bones.halfWidth() * dice.between(0.985, 1.015),
                bones.jaw() * dice.between(0.985, 1.015),
                bones.chin() * dice.between(0.95, 1.05),
                bones.eyeDistance() * dice.between(0.97, 1.03),
                bones.eyeSize() * dice.between(0.95, 1.05),
                bones.browThickness() * dice.between(0.9, 1.1),
                bones.noseWidth() * dice.between(0.9, 1.1),
                bones.lipFullness() * dice.between(0.9, 1.1));
        return new Appearance(
                dice.near(dice.pick(skins), 5),
                dice.near(dice.pick(hairs), 6),
                dice.pick(irises),
                dice.near(dice.pick(shirts), 12),
                dice.near(new Color(0x3A4050), 15),
                shape,
                dice.pick(hairStyles),
                dice.chance(0.2),
                dice.chance(0.4));
    }

    private static List<Color> colors(int... codes) {
        return Arrays.stream(codes).mapToObj(Color::new).toList();
    }
}
