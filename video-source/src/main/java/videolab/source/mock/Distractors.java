package videolab.source.mock;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.geom.Arc2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;

/** Things that have a face's outline or a face's dark spots, and are none. */
final class Distractors {
    private static final Color INK = new Color(0x26282C);

    private Distractors() {}

    /**
     * Hangs and places a handful of things in a picture of 640 x 480.
     *
     * @param clockX a place on the wall that is free for a clock
     */
    static void scatter(Graphics2D g, double clockX, Dice dice) {
        int[] columns = dice.shuffled(5);
        for (int i = 0; i < 4; i++) {
            double x = 70 + columns[i] * 125 + dice.between(-16, 16);
            AffineTransform before = g.getTransform();
            switch (i) {
                case 0 -> {
                    g.translate(clockX, dice.between(45, 110));
                    clock(g, dice.between(20, 32), dice);
                }
                case 1 -> {
                    g.translate(x, dice.between(300, 360));
                    socket(g, dice.between(13, 20));
                }
                case 2 -> {
                    g.translate(x, dice.between(150, 250));
                    roundSign(g, dice.between(20, 34));
                }
                default -> {
                    g.translate(x, 445);
                    plant(g, dice.between(0.8, 1.2), dice);
                }
            }
            g.setTransform(before);
        }
    }

    /** Draws the ball that rolls to and fro behind the people, in a picture of 640 x 480. */
    static void rollBall(Graphics2D g, double seconds) {
        double radius = 23;
        double x = 320 + 270 * Math.sin(2 * Math.PI * seconds / 19);
        AffineTransform before = g.getTransform();
        g.translate(x, 425);
        g.setColor(new Color(0, 0, 0, 60));
        g.fill(new Ellipse2D.Double(-radius, radius * 0.75, 2 * radius, radius * 0.45));
        g.rotate(x / radius);
        ball(g, radius);
        g.setTransform(before);
    }

    private static void clock(Graphics2D g, double radius, Dice dice) {
        g.setColor(new Color(0x5B3B28));
        g.fill(disc(0, 0, radius * 1.13));
        g.setColor(new Color(0xF3EEE2));
        g.fill(disc(0, 0, radius));
        g.setColor(INK);
        g.setStroke(new BasicStroke((float) (radius * 0.05)));
        for (int hour = 0; hour < 12; hour++) {
            double across = Math.sin(Math.PI * hour / 6) * radius;
            double down = Math.cos(Math.PI * hour / 6) * radius;
            g.draw(new Line2D.Double(across * 0.8, down * 0.8, across * 0.93, down * 0.93));
        }
        hand(g, dice.between(0, 2 * Math.PI), radius * 0.5, radius * 0.09);
        hand(g, dice.between(0, 2 * Math.PI), radius * 0.72, radius * 0.06);
        g.fill(disc(0, 0, radius * 0.09));
    }

    private static void hand(Graphics2D g, double angle, double length, double width) {
        g.setStroke(new BasicStroke((float) width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        g.draw(new Line2D.Double(0, 0, Math.sin(angle) * length, -Math.cos(angle) * length));
    }

    /** Two dark holes in a light square, the oldest false face there is. */
    private static void socket(Graphics2D g, double half) {
        g.setColor(new Color(0xF0EEE8));
        g.fill(new Rectangle2D.Double(-half, -half, 2 * half, 2 * half));
        g.setColor(new Color(0xD5D1C6));
        g.fill(disc(0, 0, half * 0.8));
        g.setColor(INK);
        g.fill(disc(-half * 0.36, 0, half * 0.13));
        g.fill(disc(half * 0.36, 0, half * 0.13));
    }

    private static void roundSign(Graphics2D g, double radius) {
        g.setColor(new Color(0xC0392B));
        g.fill(disc(0, 0, radius));
        g.setColor(new Color(0xF6F3EE));
        g.fill(new Rectangle2D.Double(-radius * 0.7, -radius * 0.17, radius * 1.4, radius * 0.34));
    }

    private static void ball(Graphics2D g, double radius) {
        g.setColor(new Color(0xE8B23A));
        g.fill(disc(0, 0, radius));
        g.setColor(new Color(0xB03A5B));
        for (int i = 0; i < 3; i++) {
            g.fill(new Arc2D.Double(-radius, -radius, 2 * radius, 2 * radius, 20 + i * 120, 55, Arc2D.PIE));
        }
    }

    private static void plant(Graphics2D g, double size, Dice dice) {
        g.scale(size, size);
        for (int leaf = 0; leaf < 9; leaf++) {
            double lean = dice.between(-52, 52);
            double length = dice.between(55, 105);
            g.setColor(new Color(60 + dice.below(40), 110 + dice.below(50), 60 + dice.below(30)));
            Path2D path = new Path2D.Double();
            path.moveTo(0, -25);
            path.quadTo(lean * 0.2 - 13, -25 - length * 0.6, lean, -25 - length);
            path.quadTo(lean * 0.4 + 13, -25 - length * 0.4, 0, -25);
            g.fill(path);
        }
        g.setColor(new Color(0xA65A3C));
        Path2D pot = new Path2D.Double();
        pot.moveTo(-25, -30);
        pot.lineTo(25, -30);
        pot.lineTo(18, 16);
        pot.lineTo(-18, 16);
        pot.closePath();
        g.fill(pot);
        g.setColor(new Color(0x8A452C));
        g.fill(new Rectangle2D.Double(-28, -36, 56, 10));
    }

    private static Ellipse2D disc(double x, double y, double radius) {
        return new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius);
    }
}
