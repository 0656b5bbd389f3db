package videolab.contract;

import com.fasterxml.jackson.annotation.JsonFormat;

/** A place in a picture, in pixels to a tenth; x to the right and y down from the top left corner. {@code [x, y]} in JSON. */
@JsonFormat(shape = JsonFormat.Shape.ARRAY)
public record Point(double x, double y) {

    public Point {
        x = Math.round(x * 10) / 10.0;
        y = Math.round(y * 10) / 10.0;
    }
}
