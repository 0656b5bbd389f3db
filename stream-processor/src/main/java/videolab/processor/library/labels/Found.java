package videolab.processor.library.labels;

import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * One thing in one picture.
 *
 * @param name such as {@code Person}
 * @param confidence 0..100
 * @param left of its box, as a ratio of the picture's width
 * @param top of its box, as a ratio of the picture's height
 * @param width of its box, as a ratio of the picture's width
 * @param height of its box, as a ratio of the picture's height
 * @param emotions apparent expressions of a face by Rekognition's types, 0..100; empty where none were classified
 * @param parents names of the labels that this one is a kind of
 * @param activity whether it is something that goes on, and not a thing
 */
public record Found(
        String name,
        double confidence,
        double left,
        double top,
        double width,
        double height,
        Map<String, Double> emotions,
        List<String> parents,
        boolean activity)
        implements Serializable {

    public Found {
        left = ratio(left);
        top = ratio(top);
        width = ratio(width);
        height = ratio(height);
        confidence = Math.round(confidence * 100) / 100.0;
        parents = List.copyOf(parents);
    }

    public Found(
            String name,
            double confidence,
            double left,
            double top,
            double width,
            double height,
            Map<String, Double> emotions) {
        this(name, confidence, left, top, width, height, emotions, List.of(), false);
    }

    /** A label of the whole picture: without a place in it. */
    static Found ofPicture(String name, double confidence, List<String> parents, boolean activity) {
        return new Found(name, confidence, 0, 0, 0, 0, Map.of(), parents, activity);
    }

    /** Whether it has a place in the picture. */
    public boolean hasBox() {
        return width > 0 && height > 0;
    }

    /** A box in pixels, cut to the picture. */
    static Found inPicture(
            String name,
            double confidence,
            double x,
            double y,
            double width,
            double height,
            int pictureWidth,
            int pictureHeight,
            Map<String, Double> emotions) {
        double left = Math.max(0, Math.min(x, pictureWidth));
        double top = Math.max(0, Math.min(y, pictureHeight));
        double right = Math.max(left, Math.min(x + width, pictureWidth));
        double bottom = Math.max(top, Math.min(y + height, pictureHeight));
        return new Found(
                name,
                confidence,
                left / pictureWidth,
                top / pictureHeight,
                (right - left) / pictureWidth,
                (bottom - top) / pictureHeight,
                emotions);
    }

    private static double ratio(double value) {
        return Math.round(value * 10_000) / 10_000.0;
    }

    /** Intersection over union of the boxes, 0..1. */
    public double iou(Found other) {
        double across = Math.min(left + width, other.left + other.width) - Math.max(left, other.left);
        double down = Math.min(top + height, other.top + other.height) - Math.max(top, other.top);
        double both = Math.max(0, across) * Math.max(0, down);
        double union = width * height + other.width * other.height - both;
        return union <= 0 ? 0 : both / union;
    }
}
