package videolab.results.reading;

import java.time.Duration;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/** Latencies as they are measured, to three digits, at a size that does not grow with their number. One thread. */
public final class Latencies {

    private static final int DIGITS = 3;

    private final Histogram histogram = new Histogram(DIGITS);

    /** Below zero, where the clocks of two machines differ, counts as zero. */
    public void record(Duration latency) {
        histogram.recordValue(Math.max(0, latency.toMillis()));
    }

    public void clear() {
        histogram.reset();
    }

    /** Empty when nothing was recorded. */
    public Optional<LatencyMs> summary() {
        return histogram.getTotalCount() == 0
                ? Optional.empty()
                : Optional.of(new LatencyMs(
                        histogram.getValueAtPercentile(50),
                        histogram.getValueAtPercentile(95),
                        histogram.getValueAtPercentile(99),
                        histogram.getMaxValue()));
    }
}
