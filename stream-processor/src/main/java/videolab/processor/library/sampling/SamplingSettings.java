package videolab.processor.library.sampling;

import java.io.Serializable;
import java.time.Duration;
import videolab.processor.library.labels.LabelSettings;

/**
 * What is done with each video. Travels to Spark's executors.
 *
 * @param every the interval of samples
 * @param labels the detectors
 * @param shots whether shots are found, for which every frame is decoded
 * @param actions whether things are tracked, for which more samples are taken while something moves
 * @param pictures whether thumbnails are made
 */
public record SamplingSettings(Duration every, LabelSettings labels, boolean shots, boolean actions, boolean pictures)
        implements Serializable {

    /** Raised when the rows of an unchanged video would differ from those of an earlier version of the lab. */
    private static final int GENERATION = 1;

    public long everyMicros() {
        return every.toNanos() / 1000;
    }

    /** Whether every frame has to be looked at, and not samples alone. */
    public boolean needsEveryFrame() {
        return shots || tracks();
    }

    /** Tracks need something to follow. */
    public boolean tracks() {
        return actions && !labels.isNone();
    }

    /** Whether samples are added while something moves: not where each is paid. */
    boolean addsSamples() {
        return tracks() && !labels.isPaid();
    }

    /** For videos whose labels Rekognition finds by itself. */
    public SamplingSettings withoutRekognition() {
        return labels.isPaid()
                ? new SamplingSettings(every, labels.withoutRekognition(), shots, actions, pictures)
                : this;
    }

    /** Equal where the same video gives the same rows. */
    public String fingerprint() {
        return "g" + GENERATION + ";every=" + everyMicros() + ";labels=" + labels.version() + ";min="
                + labels.minConfidence() + ";shots=" + shots + ";actions=" + actions + ";pictures=" + pictures;
    }
}
