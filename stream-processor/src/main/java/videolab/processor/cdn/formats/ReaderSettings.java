package videolab.processor.cdn.formats;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the logs are like.
 *
 * @param format of values without a header, null to find it from each value
 * @param realTimeFields of CloudFront's real-time log configuration, in its order; empty for all of them
 * @param akamaiFields of a stream that logs structured lines, in its order; empty where they are not known
 * @param samplingRates the part of the requests that a log holds, over 0 and at most 1; 1 where a format is not named
 */
public record ReaderSettings(
        LogFormat format, List<String> realTimeFields, List<String> akamaiFields, Map<LogFormat, Double> samplingRates)
        implements Serializable {

    /** Whatever comes, with every request in it. */
    public static final ReaderSettings DEFAULT = new ReaderSettings(null, List.of(), List.of(), Map.of());

    public ReaderSettings {
        realTimeFields = List.copyOf(realTimeFields);
        akamaiFields = List.copyOf(akamaiFields);
        samplingRates = Map.copyOf(samplingRates);
    }

    Optional<LogFormat> assumed() {
        return Optional.ofNullable(format);
    }

    double samplingRate(LogFormat of) {
        return samplingRates.getOrDefault(of, 1.0);
    }
}
