package videolab.processor.library.sampling;

import java.io.Serializable;
import java.util.List;
import videolab.processor.library.labels.Found;

/**
 * What was in one sample.
 *
 * @param micros the frame's time
 * @param regular whether it is a sample of the interval, and not one that was added because something moved
 * @param found may be empty
 */
public record Observation(long micros, boolean regular, List<Found> found) implements Serializable {}
