package videolab.processor.faces;

import java.io.Serializable;
import java.time.Duration;
import videolab.cli.UsageException;

/**
 * How frames are analyzed. Travels to Spark's executors.
 *
 * @param maxAge older frames are skipped as stale; zero for never
 * @param maxPixels the largest picture that is decoded: width times height
 * @param crops whether each face is also cut out as a picture
 */
public record AnalyzerSettings(
        DetectorSettings detector, ExpressionSettings expressions, Duration maxAge, long maxPixels, boolean crops)
        implements Serializable {

    public static final long DEFAULT_MAX_PIXELS = 100_000_000;

    public AnalyzerSettings {
        if (maxPixels < 1) {
            throw new UsageException("--max-pixels", maxPixels, "at least 1 is expected");
        }
    }

    /** Analyzes every frame whatever its age, classifies no expression, and cuts the faces out. */
    public static AnalyzerSettings with(DetectorSettings detector) {
        return new AnalyzerSettings(detector, ExpressionSettings.none(), Duration.ZERO, DEFAULT_MAX_PIXELS, true);
    }

    public AnalyzerSettings withExpressions(ExpressionSettings other) {
        return new AnalyzerSettings(detector, other, maxAge, maxPixels, crops);
    }

    public AnalyzerSettings withMaxAge(Duration other) {
        return new AnalyzerSettings(detector, expressions, other, maxPixels, crops);
    }

    public AnalyzerSettings withMaxPixels(long other) {
        return new AnalyzerSettings(detector, expressions, maxAge, other, crops);
    }

    AnalyzerSettings withCrops(boolean other) {
        return new AnalyzerSettings(detector, expressions, maxAge, maxPixels, other);
    }
}
