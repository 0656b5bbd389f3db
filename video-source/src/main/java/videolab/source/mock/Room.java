package videolab.source.mock;

import static videolab.source.mock.Appearance.shade;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;

/** The background: a papered wall, a floor, a window, books, and things that a naive detector takes for faces. */
final class Room {
    private final BufferedImage picture;

    Room(MockScene.Settings settings) {
        int width = settings.width();
        int height = settings.height();
        picture = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D g = MockScene.smoothGraphics(picture);
        Dice dice = Dice.of(settings.seed(), 31);
        Color wall = dice.near(dice.pick(Wardrobe.of(settings.look()).walls()), 8);
        // Everything below is laid out for 640 x 480 and stretched to the picture.
        g.scale(width / 640.0, height / 480.0);
        paper(g, wall, dice);
        double windowX = dice.between(20, 420);
        window(g, windowX, dice.between(20, 50));
        shelf(g, dice);
        floor(g, dice);
        Distractors.scatter(g, windowX > 245 ? dice.between(50, windowX - 60) : dice.between(windowX + 220, 590), dice);
        g.dispose();
        grain(dice);
    }

    /** A fresh copy to draw people on. */
    BufferedImage copy() {
        BufferedImage copy = new BufferedImage(picture.getWidth(), picture.getHeight(), picture.getType());
        byte[] from = pixels(picture); // BufferedImage.copyData takes a tenth of a frame's time
        System.arraycopy(from, 0, pixels(copy), 0, from.length);
        return copy;
    }

    void drawMovingThings(Graphics2D g, double seconds) {
        AffineTransform before = g.getTransform();
        g.scale(picture.getWidth() / 640.0, picture.getHeight() / 480.0);
        Distractors.rollBall(g, seconds);
        g.setTransform(before);
    }

    private static byte[] pixels(BufferedImage image) {
        return ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    }

    private static void paper(Graphics2D g, Color wall, Dice dice) {
        g.setPaint(new GradientPaint(0, 0, shade(wall, 1.1), 640, 420, shade(wall, 0.75)));
        g.fill(new Rectangle2D.Double(0, 0, 640, 480));
        int pattern = dice.below(3);
        g.setColor(new Color(255, 255, 255, 38));
        for (int i = 0; i < 40 && pattern == 0; i++) {
            g.fill(new Rectangle2D.Double(i * 26, 0, 11, 400));
        }
        g.setStroke(new BasicStroke(1.5f));
        for (int row = 0; row < 18 && pattern == 1; row++) {
            for (int i = -1; i < 12; i++) {
                g.draw(new Rectangle2D.Double(i * 58 + (row % 2) * 29, row * 23, 58, 23));
            }
        }
        for (int row = 0; row < 14 && pattern == 2; row++) {
            for (int i = 0; i < 22; i++) {
                double x = i * 30 + (row % 2) * 15;
                double y = row * 30;
                g.draw(new Line2D.Double(x, y, x + 9, y + 9));
                g.draw(new Line2D.Double(x + 9, y, x, y + 9));
            }
        }
    }

    private static void window(Graphics2D g, double x, double y) {
        g.setColor(new Color(0xE9E4DA));
        g.fill(new Rectangle2D.Double(x - 7, y - 7, 164, 144));
        g.setPaint(new GradientPaint(0, (float) y, new Color(0x9CC3E6), 0, (float) y + 130, new Color(0xE3EEF5)));
        g.fill(new Rectangle2D.Double(x, y, 150, 130));
        g.setColor(new Color(0x7FA06B));
        g.fill(new Ellipse2D.Double(x + 10, y + 96, 90, 34));
        g.setColor(new Color(0xE9E4DA));
        g.fill(new Rectangle2D.Double(x + 71, y, 7, 130));
        g.fill(new Rectangle2D.Double(x, y + 60, 150, 6));
    }

    private static void shelf(Graphics2D g, Dice dice) {
        double x = dice.between(30, 430);
        double y = dice.between(250, 300);
        g.setColor(new Color(0x7A5636));
        g.fill(new Rectangle2D.Double(x, y, 180, 9));
        for (double at = x + 4; at < x + 166; ) {
            double thick = dice.between(8, 18);
            double tall = dice.between(34, 58);
            g.setColor(new Color(Color.HSBtoRGB((float) dice.roll(), 0.45f, (float) dice.between(0.4, 0.8))));
            g.fill(new Rectangle2D.Double(at, y - tall, thick - 1.5, tall));
            g.setColor(new Color(255, 255, 255, 120));
            g.fill(new Rectangle2D.Double(at, y - tall * 0.8, thick - 1.5, 3));
            at += thick;
        }
    }

    private static void floor(Graphics2D g, Dice dice) {
        Color wood = dice.near(new Color(0x8A6A4A), 14);
        g.setPaint(new GradientPaint(0, 400, shade(wood, 0.8), 0, 480, shade(wood, 1.15)));
        g.fill(new Rectangle2D.Double(0, 400, 640, 80));
        g.setColor(shade(wood, 0.6));
        g.setStroke(new BasicStroke(1.2f));
        for (int i = -6; i < 26; i++) {
            g.draw(new Line2D.Double(320 + (i * 32 - 320) * 0.8, 400, 320 + (i * 32 - 320) * 1.25, 480));
        }
        g.setColor(new Color(0xEFEAE0));
        g.fill(new Rectangle2D.Double(0, 392, 640, 9));
    }

    /** Plaster and dust: still unevenness of the surfaces, beside the sensor's moving noise. */
    private void grain(Dice dice) {
        byte[] pixels = pixels(picture);
        for (int i = 0; i < pixels.length; i += 3) {
            int shift = (int) Math.round(dice.between(-7, 7));
            for (int channel = 0; channel < 3; channel++) {
                int value = (pixels[i + channel] & 0xFF) + shift;
                pixels[i + channel] = (byte) Math.max(0, Math.min(255, value));
            }
        }
    }
}
