package videolab.processor.library.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import javax.imageio.ImageIO;

/**
 * A chart of horizontal bars, as PNG and as SVG.
 *
 * @param title what it shows
 * @param unit of the values, such as {@code samples}
 * @param bars the first at the top
 */
record BarChart(String title, String unit, List<Bar> bars) {

    private static final int WIDTH = 900;
    private static final int LABELS = 220;
    private static final int VALUES = 110;
    private static final int ROW = 30;
    private static final int TOP = 64;
    private static final int BOTTOM = 20;
    private static final Color ACCENT = new Color(0x3056D3);
    private static final Color INK = new Color(0x161B22);
    private static final Color SOFT = new Color(0x57606D);

    /**
     * One bar.
     *
     * @param text of the value, as it is shown
     */
    record Bar(String name, double value, String text) {}

    private double highest() {
        return bars.stream().mapToDouble(Bar::value).max().orElse(1);
    }

    byte[] png() {
        int height = TOP + Math.max(1, bars.size()) * ROW + BOTTOM;
        BufferedImage picture = new BufferedImage(WIDTH, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = picture.createGraphics();
        try {
            pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            pen.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            pen.setColor(Color.WHITE);
            pen.fillRect(0, 0, WIDTH, height);
            pen.setColor(INK);
            pen.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 20));
            pen.drawString(title, 20, 34);
            pen.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14));
            FontMetrics metrics = pen.getFontMetrics();
            pen.setStroke(new BasicStroke(1));
            if (bars.isEmpty()) {
                pen.setColor(SOFT);
                pen.drawString("nothing to show", 20, TOP + ROW / 2);
            }
            int room = WIDTH - LABELS - VALUES - 20;
            for (int i = 0; i < bars.size(); i++) {
                Bar bar = bars.get(i);
                int y = TOP + i * ROW;
                int length = highest() == 0 ? 0 : (int) Math.max(2, Math.round(room * bar.value() / highest()));
                pen.setColor(INK);
                String name = fitted(bar.name(), metrics, LABELS - 30);
                pen.drawString(name, LABELS - 10 - metrics.stringWidth(name), y + 19);
                pen.setColor(ACCENT);
                pen.fillRoundRect(LABELS, y + 4, length, ROW - 10, 6, 6);
                pen.setColor(SOFT);
                pen.drawString(bar.text(), LABELS + length + 8, y + 19);
            }
        } finally {
            pen.dispose();
        }
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        try {
            ImageIO.write(picture, "png", png);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return png.toByteArray();
    }

    private static String fitted(String text, FontMetrics metrics, int room) {
        String fitted = text;
        while (metrics.stringWidth(fitted) > room && fitted.length() > 2) {
            fitted = fitted.substring(0, fitted.length() - 2) + "…";
        }
        return fitted;
    }

    /** An element for the page, whose colors the page's style gives. */
    String svg() {
        if (bars.isEmpty()) {
            return "<p class=\"soft\">Nothing to show.</p>";
        }
        int width = 560;
        int labels = 150;
        int row = 26;
        int room = width - labels - 90;
        StringBuilder svg = new StringBuilder();
        svg.append("<svg class=\"bars\" role=\"img\" aria-label=\"")
                .append(Html.text(title))
                .append("\" viewBox=\"0 0 ")
                .append(width)
                .append(' ')
                .append(bars.size() * row + 4)
                .append("\">");
        for (int i = 0; i < bars.size(); i++) {
            Bar bar = bars.get(i);
            int y = i * row;
            long length = highest() == 0 ? 0 : Math.max(2, Math.round(room * bar.value() / highest()));
            String name = bar.name().length() > 20 ? bar.name().substring(0, 19) + "…" : bar.name();
            svg.append("<text class=\"name\" x=\"" + (labels - 8) + "\" y=\"" + (y + 17) + "\">")
                    .append(Html.text(name))
                    .append("</text><rect x=\"" + labels + "\" y=\"" + (y + 4) + "\" width=\"" + length + "\" height=\""
                            + (row - 8) + "\" rx=\"4\"><title>")
                    .append(Html.text(bar.name() + ": " + bar.text()))
                    .append("</title></rect><text class=\"value\" x=\"" + (labels + length + 6) + "\" y=\"" + (y + 17)
                            + "\">")
                    .append(Html.text(bar.text()))
                    .append("</text>");
        }
        return svg.append("</svg>").toString();
    }
}
