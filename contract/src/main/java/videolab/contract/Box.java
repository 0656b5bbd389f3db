package videolab.contract;

/** A rectangle in a picture, in pixels; x to the right and y down from the top left corner. May reach over the edges. */
public record Box(int x, int y, int width, int height) {

    public Box {
        if (width < 0 || height < 0) {
            throw new IllegalArgumentException("a box is at least 0 px wide and high, was " + width + "x" + height);
        }
    }

    public long area() {
        return (long) width * height;
    }

    /** Intersection over union, 0..1; 0 where both are empty. */
    public double iou(Box other) {
        long intersection = overlap(x, width, other.x, other.width) * overlap(y, height, other.y, other.height);
        long union = area() + other.area() - intersection;
        return union == 0 ? 0 : (double) intersection / union;
    }

    /** The box in a picture that is {@code factor} times as large. */
    public Box scaled(double factor) {
        return new Box(
                (int) Math.round(x * factor), (int) Math.round(y * factor), (int) Math.round(width * factor), (int)
                        Math.round(height * factor));
    }

    private static long overlap(int start, int length, int otherStart, int otherLength) {
        long end = Math.min((long) start + length, (long) otherStart + otherLength);
        return Math.max(0, end - Math.max(start, otherStart));
    }
}
