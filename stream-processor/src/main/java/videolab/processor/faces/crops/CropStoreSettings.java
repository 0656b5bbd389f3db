package videolab.processor.faces.crops;

import java.io.Serializable;
import java.time.Duration;

/**
 * Where face crops are stored.
 *
 * @param root a folder of any Hadoop filesystem ({@code file:}, {@code hdfs:})
 * @param keep faces of earlier days than this are deleted
 */
public record CropStoreSettings(String root, Duration keep) implements Serializable {

    public static final Duration DEFAULT_KEEP = Duration.ofDays(7);
}
