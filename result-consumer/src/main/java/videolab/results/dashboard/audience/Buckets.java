package videolab.results.dashboard.audience;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** Percentiles of a histogram column of {@code docs/kpis.md}: estimates, linear within a bucket. */
final class Buckets {

    /** Upper limits of {@code startup_buckets}; the last bucket ends where a start-up time is no longer valid. */
    static final List<Double> STARTUP_MS = List.of(
            250.0, 500.0, 1000.0, 1500.0, 2000.0, 3000.0, 4000.0, 5000.0, 8000.0, 10_000.0, 15_000.0, 30_000.0,
            60_000.0);

    private Buckets() {}

    /**
     * @param counts of each bucket, as many as limits
     * @param part 0..1
     * @return null where nothing was counted, or the column has another form
     */
    static Double percentile(JsonNode counts, List<Double> limits, double part) {
        if (!counts.isArray() || counts.size() != limits.size()) {
            return null;
        }
        long total = 0;
        for (JsonNode count : counts) {
            total += Math.max(0, count.longValue());
        }
        if (total == 0) {
            return null;
        }
        double wanted = part * total;
        double below = 0;
        for (int i = 0; i < limits.size(); i++) {
            long count = Math.max(0, counts.get(i).longValue());
            if (count > 0 && below + count >= wanted) {
                double from = i == 0 ? 0 : limits.get(i - 1);
                return from + (limits.get(i) - from) * (wanted - below) / count;
            }
            below += count;
        }
        return limits.get(limits.size() - 1);
    }
}
