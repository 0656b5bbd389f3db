package videolab.source.mock;

import static videolab.source.mock.Appearance.shade;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RadialGradientPaint;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.geom.RoundRectangle2D;

/**
 * Draws one person. Coordinates are shares of the face's height with the origin in the middle of the face: hairline at
 * -0.5, chin at 0.5; the body is drawn upright, the head turned by the tilt.
 */
final class FaceSketch {
    private static final double EYES_Y = -0.075;
    private static final double BROWS_Y = -0.195;
    private static final double NOSE_Y = 0.13;
    private static final double MOUTH_Y = 0.285;
    private static final Color SOCKET = new Color(0x32140C);
    private static final Color BLUSH = new Color(0xE15A50);
    private static final Color SHOES = new Color(0x35251D);
    private static final Color LASH = new Color(0x1E1512);
    private static final Color MOUTH_INSIDE = new Color(0x5E1E20);
    private static final Color TEETH = new Color(0xF7F4EA);

    private final Graphics2D g;
    private final Appearance look;
    private final FaceShape shape;
    private final Expression expression;

    private FaceSketch(Graphics2D g, Person person) {
        this.g = g;
        this.look = person.appearance();
        this.shape = look.shape();
        this.expression = person.expression();
    }

    static void draw(Graphics2D canvas, Person person) {
        Graphics2D g = (Graphics2D) canvas.create();
        Pose pose = person.pose();
        g.translate(pose.centreX(), pose.centreY());
        g.scale(pose.faceHeight(), pose.faceHeight());
        FaceSketch sketch = new FaceSketch(g, person);
        double tilt = Math.toRadians(pose.tiltDegrees());
        AffineTransform upright = g.getTransform();
        g.rotate(tilt);
        sketch.hairBehind();
        g.setTransform(upright);
        sketch.body(-Math.sin(tilt) * 0.42);
        g.rotate(tilt);
        sketch.head();
        g.dispose();
    }

    /** Whether the drawn body covers a point, in shares of the face's height from the face's middle. */
    static boolean bodyCovers(double across, double down) {
        double half = Math.abs(across);
        return half < 0.16 && down > 0.4 || down > 0.72 + 0.35 * half * half && half < 0.9 && down < 7;
    }

    private void body(double neckX) {
        g.setColor(look.trousers());
        fill(box(-0.56, 3.1, 0.52, 3.9));
        fill(box(0.04, 3.1, 0.52, 3.9));
        g.setColor(SHOES);
        fill(oval(-0.34, 7.0, 0.34, 0.16));
        fill(oval(0.34, 7.0, 0.34, 0.16));
        g.setColor(look.skinShade(0.9));
        fill(oval(-0.88, 2.98, 0.11, 0.17));
        fill(oval(0.88, 2.98, 0.11, 0.17));
        g.setColor(look.shirt());
        Path2D torso = new Path2D.Double();
        torso.moveTo(-0.2, 0.64);
        torso.curveTo(-0.5, 0.74, -0.86, 0.72, -0.92, 1.15);
        torso.lineTo(-1.0, 2.9);
        torso.lineTo(-0.76, 2.92);
        torso.lineTo(-0.66, 1.7);
        torso.lineTo(-0.62, 3.3);
        torso.lineTo(0.62, 3.3);
        torso.lineTo(0.66, 1.7);
        torso.lineTo(0.76, 2.92);
        torso.lineTo(1.0, 2.9);
        torso.lineTo(0.92, 1.15);
        torso.curveTo(0.86, 0.72, 0.5, 0.74, 0.2, 0.64);
        torso.closePath();
        fill(torso);
        if (look.stripedShirt()) {
            g.setColor(withAlpha(Color.WHITE, 120));
            for (double y = 1.15; y < 3.1; y += 0.42) {
                fill(box(-0.6, y, 1.2, 0.16));
            }
        }
        g.setColor(shade(look.shirt(), 0.7));
        stroke(0.02);
        g.draw(arc(-0.62, 3.2, -0.6, 2.0, -0.64, 1.25));
        g.draw(arc(0.62, 3.2, 0.6, 2.0, 0.64, 1.25));
        g.setColor(shade(look.shirt(), 0.72));
        fill(oval(0, 0.66, 0.25, 0.13));
        g.setColor(look.skinShade(0.80));
        Path2D neck = new Path2D.Double();
        neck.moveTo(neckX - 0.17, 0.30);
        neck.lineTo(-0.18, 0.66);
        neck.quadTo(0, 0.84, 0.18, 0.66);
        neck.lineTo(neckX + 0.17, 0.30);
        neck.closePath();
        fill(neck);
    }

    private void head() {
        double a = shape.halfWidth();
        g.setColor(look.skinShade(0.86));
        fill(oval(-a - 0.005, 0.0, 0.055, 0.105));
        fill(oval(a + 0.005, 0.0, 0.055, 0.105));
        Path2D face = outline();
        g.setPaint(new RadialGradientPaint(0f, 0.02f, 0.62f, new float[] {0f, 0.55f, 1f}, new Color[] {
            look.skinShade(1.05), look.skin(), look.skinShade(0.72)
        }));
        fill(face);
        cheeks();
        for (int side = -1; side <= 1; side += 2) {
            eye(side);
            brow(side);
        }
        nose();
        mouth();
        folds();
        hairInFront();
        if (look.glasses()) {
            glasses();
        }
    }

    private Path2D outline() {
        double a = shape.halfWidth();
        double jaw = a * shape.jaw();
        double chin = a * shape.chin();
        Path2D path = new Path2D.Double();
        path.moveTo(0, -0.64);
        path.curveTo(a * 0.7, -0.64, a, -0.42, a, -0.08);
        path.curveTo(a, 0.08, jaw * 1.04, 0.20, jaw, 0.27);
        path.curveTo(jaw * 0.92, 0.38, chin * 1.25, 0.5, 0, 0.5);
        path.curveTo(-chin * 1.25, 0.5, -jaw * 0.92, 0.38, -jaw, 0.27);
        path.curveTo(-jaw * 1.04, 0.20, -a, 0.08, -a, -0.08);
        path.curveTo(-a, -0.42, -a * 0.7, -0.64, 0, -0.64);
        path.closePath();
        return path;
    }

    private void cheeks() {
        for (int side = -1; side <= 1; side += 2) {
            glow(side * shape.halfWidth() * 0.52, 0.055, 0.15, look.skinShade(1.35), 150);
            glow(side * shape.halfWidth() * 0.58, 0.15 - 0.02 * expression.cheekLift(), 0.12, BLUSH, 55);
        }
    }

    private void eye(int side) {
        double x = side * shape.eyeDistance();
        double half = shape.eyeSize();
        double open = 0.042 * expression.eyeOpen();
        double upper = EYES_Y - open * 1.05;
        double lower = EYES_Y + open * 0.9 - 0.022 * expression.cheekLift() * Math.min(1, expression.eyeOpen());
        // The shadow of the eye's socket: without it a face looks flat, to people and to detectors.
        AffineTransform before = g.getTransform();
        double lidLift = 0.25 * (expression.browInner() + expression.browOuter());
        g.translate(x, EYES_Y - 0.02 - lidLift);
        g.scale(1, 0.72 + 4 * Math.max(0, lidLift));
        glow(0, 0, half * 2.3, SOCKET, 140);
        g.setTransform(before);

        Path2D opening = lens(x, EYES_Y, half, upper, lower);
        g.setColor(new Color(0xE9E3DC));
        fill(opening);
        double middle = (upper + lower) / 2;
        double irisHeight = Math.min(0.044, Math.max(0, (lower - upper) * 0.44));
        g.setColor(look.iris());
        fill(oval(x, middle, 0.040, irisHeight));
        g.setColor(LASH);
        fill(oval(x, middle, 0.021, Math.min(0.022, irisHeight)));
        g.setColor(Color.WHITE);
        fill(oval(x - 0.013, middle - 0.35 * irisHeight, 0.009, Math.min(0.010, irisHeight * 0.4)));

        g.setColor(LASH);
        stroke(0.020);
        Path2D lid = new Path2D.Double();
        lid.moveTo(x - half, EYES_Y);
        lid.curveTo(x - half * 0.5, curveHandle(upper), x + half * 0.5, curveHandle(upper), x + half, EYES_Y);
        g.draw(lid);
        g.setColor(look.skinShade(0.62));
        stroke(0.010);
        Path2D lowerLid = new Path2D.Double();
        lowerLid.moveTo(x - half * 0.9, EYES_Y + 0.005);
        lowerLid.curveTo(
                x - half * 0.5, curveHandle(lower), x + half * 0.5, curveHandle(lower), x + half * 0.9, EYES_Y + 0.005);
        g.draw(lowerLid);
        if (expression.cheekLift() > 0.3) {
            g.draw(arc(x - half * 0.8, EYES_Y + 0.055, x, EYES_Y + 0.075, x + half * 0.8, EYES_Y + 0.055));
        }
    }

    /** Bézier handles that make a curve from EYES_Y reach the given height in its middle. */
    private static double curveHandle(double reach) {
        return EYES_Y + (reach - EYES_Y) / 0.75;
    }

    private void brow(int side) {
        double inner = shape.eyeDistance() - shape.eyeSize() * 1.05 - expression.browPinch();
        double outer = shape.eyeDistance() + shape.eyeSize() * 1.35;
        double innerY = BROWS_Y - expression.browInner() + 0.012;
        double outerY = BROWS_Y - expression.browOuter() + 0.022;
        double middleY = (innerY + outerY) / 2 - 0.040;
        g.setColor(darker(shade(look.hair(), 0.62), look.skinShade(0.5)));
        double thick = shape.browThickness();
        Path2D brow = new Path2D.Double();
        brow.moveTo(side * inner, innerY - thick * 0.55);
        brow.quadTo(side * (inner + outer) / 2, middleY - thick * 0.6, side * outer, outerY);
        brow.quadTo(side * (inner + outer) / 2, middleY + thick * 0.6, side * inner, innerY + thick * 0.6);
        brow.closePath();
        fill(brow);
        stroke(0.012);
        g.draw(brow);
    }

    private void nose() {
        double w = shape.noseWidth();
        g.setColor(withAlpha(look.skinShade(1.18), 120));
        fill(oval(0, 0.0, 0.026, 0.12));
        fill(oval(0, NOSE_Y - 0.02, 0.034, 0.03));
        g.setColor(withAlpha(look.skinShade(0.6), 120));
        fill(oval(0, NOSE_Y + 0.028, w * 1.05, 0.022));
        g.setColor(look.skinShade(0.38));
        fill(oval(-w * 0.55, NOSE_Y + 0.022, 0.020, 0.011));
        fill(oval(w * 0.55, NOSE_Y + 0.022, 0.020, 0.011));
        g.setColor(look.skinShade(0.62));
        stroke(0.012);
        double lift = 0.025 * expression.noseWrinkle();
        for (int side = -1; side <= 1; side += 2) {
            g.draw(arc(
                    side * w * 0.9,
                    NOSE_Y - 0.035 - lift,
                    side * w * 1.45,
                    NOSE_Y - lift,
                    side * w * 0.95,
                    NOSE_Y + 0.03));
        }
    }

    private void mouth() {
        double w = expression.mouthWidth();
        double corner = MOUTH_Y - expression.mouthCurve() * 0.6;
        double line = MOUTH_Y + expression.mouthCurve() * 0.4;
        double top = line - expression.mouthOpen() * 0.35;
        double bottom = line + expression.mouthOpen() * 0.75;
        double sneerTop = top - expression.sneer();
        double lips = shape.lipFullness();
        Color lipColor = new Color(
                (look.skin().getRed() + 150) / 2,
                (look.skin().getGreen() * 3 / 5 + 30) / 2,
                (look.skin().getBlue() * 3 / 5 + 35) / 2);

        g.setColor(lipColor);
        fill(lips(w * 1.04, corner, top - lips, sneerTop - lips, bottom + lips * 1.3));
        Path2D opening = lips(w * 0.94, corner, top, sneerTop, bottom);
        if (expression.mouthOpen() > 0.012) {
            g.setColor(MOUTH_INSIDE);
            fill(opening);
            double height = bottom - top;
            g.setColor(TEETH);
            if (expression.upperTeeth() > 0.05) {
                fill(lips(
                        w * 0.86,
                        corner + 0.004,
                        top + 0.004,
                        sneerTop + 0.004,
                        top + height * expression.upperTeeth()));
            }
            if (expression.lowerTeeth() > 0.05) {
                double from = bottom - height * expression.lowerTeeth();
                fill(lips(w * 0.80, corner + 0.01, from, from, bottom - 0.004));
            }
            if (expression.lowerTeeth() < 0.1 && expression.sneer() < 0.02) {
                g.setColor(new Color(0xC2626A));
                fill(oval(0, bottom - height * 0.2, w * 0.55, height * 0.17));
            }
        }
        g.setColor(new Color(0x5A1E1C));
        stroke(expression.mouthOpen() > 0.012 ? 0.010 : 0.018);
        if (expression.mouthOpen() > 0.012) {
            g.draw(opening);
        } else {
            g.draw(arc(-w, corner, 0, 2 * line - corner, w, corner));
        }
        g.setColor(withAlpha(look.skinShade(0.6), 110));
        fill(oval(0, bottom + lips * 1.3 + 0.03, w * 0.45, 0.014));
    }

    /** A mouth-shaped path; the two heights of the upper edge let one side be pulled up. */
    private static Path2D lips(double half, double corner, double topLeft, double topRight, double bottom) {
        Path2D path = new Path2D.Double();
        path.moveTo(-half, corner);
        path.curveTo(
                -half * 0.55, 2 * topLeft - (corner + topLeft) / 2, -half * 0.3, topLeft, 0, (topLeft + topRight) / 2);
        path.curveTo(half * 0.3, topRight, half * 0.55, 2 * topRight - (corner + topRight) / 2, half, corner);
        path.curveTo(
                half * 0.55,
                corner + (bottom - corner) / 0.75,
                -half * 0.55,
                corner + (bottom - corner) / 0.75,
                -half,
                corner);
        path.closePath();
        return path;
    }

    private void folds() {
        if (expression.furrow() > 0.1) {
            g.setColor(withAlpha(look.skinShade(0.42), (int) (200 * expression.furrow())));
            stroke(0.012);
            g.draw(arc(-0.028, BROWS_Y - 0.04, -0.018, BROWS_Y, -0.03, BROWS_Y + 0.045));
            g.draw(arc(0.028, BROWS_Y - 0.04, 0.018, BROWS_Y, 0.03, BROWS_Y + 0.045));
        }
        if (expression.noseWrinkle() > 0.2) {
            g.setColor(withAlpha(look.skinShade(0.45), (int) (190 * expression.noseWrinkle())));
            stroke(0.011);
            for (double y = EYES_Y - 0.03; y < EYES_Y + 0.07; y += 0.038) {
                g.draw(arc(-0.045, y, 0, y + 0.022, 0.045, y));
            }
        }
        double smile = Math.max(expression.mouthCurve() > 0.04 ? 1 : 0, expression.noseWrinkle());
        if (smile > 0.2) {
            g.setColor(withAlpha(look.skinShade(0.55), (int) (150 * smile)));
            stroke(0.012);
            double reach = Math.max(0.16, expression.mouthWidth() + 0.035);
            for (int side = -1; side <= 1; side += 2) {
                g.draw(arc(side * 0.10, NOSE_Y + 0.01, side * reach, NOSE_Y + 0.05, side * reach, MOUTH_Y - 0.02));
            }
        }
        if (expression.browInner() > 0.045) {
            g.setColor(withAlpha(look.skinShade(0.6), 120));
            stroke(0.010);
            for (double y = -0.36; y < -0.29; y += 0.045) {
                g.draw(arc(-0.15, y, 0, y - 0.018, 0.15, y));
            }
        }
    }

    private void glasses() {
        g.setColor(new Color(0x2A2A30));
        stroke(0.018);
        double x = shape.eyeDistance();
        for (int side = -1; side <= 1; side += 2) {
            g.draw(oval(side * x, EYES_Y + 0.01, 0.125, 0.105));
            g.draw(arc(
                    side * (x + 0.12),
                    EYES_Y - 0.01,
                    side * 0.33,
                    EYES_Y - 0.03,
                    side * shape.halfWidth(),
                    EYES_Y - 0.03));
        }
        g.draw(arc(-x + 0.12, EYES_Y, 0, EYES_Y - 0.03, x - 0.12, EYES_Y));
    }

    private void hairBehind() {
        double a = shape.halfWidth();
        g.setColor(shade(look.hair(), 0.85));
        switch (look.hairStyle()) {
            case BOB -> {
                fill(oval(0, -0.2, a + 0.13, 0.56));
                fill(rounded(-a - 0.12, -0.2, 2 * a + 0.24, 0.66, 0.2));
            }
            case LONG -> {
                fill(oval(0, -0.2, a + 0.12, 0.55));
                fill(rounded(-a - 0.13, -0.2, 2 * a + 0.26, 1.15, 0.3));
            }
            case BUN -> {
                fill(oval(0, -0.76, 0.17, 0.16));
                fill(oval(0, -0.22, a + 0.04, 0.52));
            }
            case CURLY -> {
                for (int i = 0; i < 13; i++) {
                    double angle = Math.PI * (0.92 + 1.16 * i / 12.0);
                    fill(oval(Math.cos(angle) * (a + 0.03), -0.22 + Math.sin(angle) * 0.42, 0.14, 0.14));
                }
            }
            case SHORT, SIDE_PART -> fill(oval(0, -0.24, a + 0.045, 0.50));
        }
    }

    private void hairInFront() {
        double a = shape.halfWidth();
        g.setColor(look.hair());
        Path2D hair = new Path2D.Double();
        switch (look.hairStyle()) {
            case SHORT -> {
                hair.moveTo(-a - 0.03, -0.14);
                hair.curveTo(-a - 0.06, -0.6, -a * 0.6, -0.76, 0, -0.75);
                hair.curveTo(a * 0.6, -0.76, a + 0.06, -0.6, a + 0.03, -0.14);
                hair.curveTo(a * 0.93, -0.3, a * 0.85, -0.40, a * 0.6, -0.47);
                hair.quadTo(0, -0.53, -a * 0.6, -0.47);
                hair.curveTo(-a * 0.85, -0.40, -a * 0.93, -0.3, -a - 0.03, -0.14);
            }
            case SIDE_PART -> {
                hair.moveTo(-a - 0.03, -0.12);
                hair.curveTo(-a - 0.08, -0.6, -a * 0.7, -0.80, 0.02, -0.78);
                hair.curveTo(a * 0.8, -0.78, a + 0.07, -0.55, a + 0.03, -0.12);
                hair.curveTo(a * 0.95, -0.3, a * 0.85, -0.36, a * 0.68, -0.40);
                hair.quadTo(0.02, -0.44, -a * 0.45, -0.58);
                hair.curveTo(-a * 0.75, -0.48, -a * 0.95, -0.36, -a - 0.03, -0.12);
            }
            case BOB -> {
                hair.moveTo(-a - 0.10, 0.1);
                hair.curveTo(-a - 0.14, -0.6, -a * 0.6, -0.77, 0, -0.77);
                hair.curveTo(a * 0.6, -0.77, a + 0.14, -0.6, a + 0.10, 0.1);
                hair.curveTo(a * 0.98, -0.1, a * 0.98, -0.3, a * 0.8, -0.40);
                hair.quadTo(0, -0.46, -a * 0.8, -0.40);
                hair.curveTo(-a * 0.98, -0.3, -a * 0.98, -0.1, -a - 0.10, 0.1);
            }
            case LONG -> {
                hair.moveTo(-a - 0.11, 0.3);
                hair.curveTo(-a - 0.14, -0.6, -a * 0.6, -0.76, 0, -0.76);
                hair.curveTo(a * 0.6, -0.76, a + 0.14, -0.6, a + 0.11, 0.3);
                hair.curveTo(a * 0.98, 0.0, a * 1.0, -0.36, 0, -0.56);
                hair.curveTo(-a * 1.0, -0.36, -a * 0.98, 0.0, -a - 0.11, 0.3);
            }
            case BUN -> {
                hair.moveTo(-a - 0.01, -0.12);
                hair.curveTo(-a - 0.05, -0.55, -a * 0.6, -0.73, 0, -0.73);
                hair.curveTo(a * 0.6, -0.73, a + 0.05, -0.55, a + 0.01, -0.12);
                hair.curveTo(a * 0.9, -0.36, a * 0.6, -0.52, 0, -0.54);
                hair.curveTo(-a * 0.6, -0.52, -a * 0.9, -0.36, -a - 0.01, -0.12);
            }
            case CURLY -> {
                hair.moveTo(-a - 0.05, -0.16);
                hair.curveTo(-a - 0.10, -0.6, -a * 0.6, -0.78, 0, -0.78);
                hair.curveTo(a * 0.6, -0.78, a + 0.10, -0.6, a + 0.05, -0.16);
                hair.curveTo(a * 0.98, -0.28, a * 0.9, -0.38, a * 0.72, -0.38);
                hair.quadTo(a * 0.6, -0.50, a * 0.36, -0.43);
                hair.quadTo(a * 0.15, -0.54, -a * 0.1, -0.44);
                hair.quadTo(-a * 0.35, -0.53, -a * 0.52, -0.41);
                hair.curveTo(-a * 0.8, -0.45, -a * 0.95, -0.30, -a - 0.05, -0.16);
            }
        }
        hair.closePath();
        fill(hair);
        g.setColor(withAlpha(shade(look.hair(), 1.6), 120));
        stroke(0.02);
        g.draw(arc(-a * 0.55, -0.58, -a * 0.1, -0.74, a * 0.4, -0.66));
    }

    /** A round patch of colour that fades out towards its edge. */
    private void glow(double x, double y, double radius, Color color, int alpha) {
        g.setPaint(new RadialGradientPaint((float) x, (float) y, (float) radius, new float[] {0.15f, 1f}, new Color[] {
            withAlpha(color, alpha), withAlpha(color, 0)
        }));
        fill(oval(x, y, radius, radius));
    }

    private void fill(Shape path) {
        g.fill(path);
    }

    private void stroke(double width) {
        g.setStroke(new BasicStroke((float) width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    }

    /** The darker of the two in each channel: fair brows on dark skin would vanish. */
    private static Color darker(Color one, Color other) {
        return new Color(
                Math.min(one.getRed(), other.getRed()),
                Math.min(one.getGreen(), other.getGreen()),
                Math.min(one.getBlue(), other.getBlue()));
    }

    private static Color withAlpha(Color color, int alpha) {
        return new Color(color.getRed(), color.getGreen(), color.getBlue(), alpha);
    }

    private static Ellipse2D oval(double x, double y, double halfWidth, double halfHeight) {
        return new Ellipse2D.Double(x - halfWidth, y - halfHeight, 2 * halfWidth, 2 * halfHeight);
    }

    private static Rectangle2D box(double x, double y, double width, double height) {
        return new Rectangle2D.Double(x, y, width, height);
    }

    private static RoundRectangle2D rounded(double x, double y, double width, double height, double arc) {
        return new RoundRectangle2D.Double(x, y, width, height, arc, arc);
    }

    private static Path2D arc(double x1, double y1, double handleX, double handleY, double x2, double y2) {
        Path2D path = new Path2D.Double();
        path.moveTo(x1, y1);
        path.quadTo(handleX, handleY, x2, y2);
        return path;
    }

    private static Path2D lens(double x, double y, double half, double upper, double lower) {
        Path2D path = new Path2D.Double();
        path.moveTo(x - half, y);
        path.curveTo(x - half * 0.5, curveHandle(upper), x + half * 0.5, curveHandle(upper), x + half, y);
        path.curveTo(x + half * 0.5, curveHandle(lower), x - half * 0.5, curveHandle(lower), x - half, y);
        path.closePath();
        return path;
    }
}
