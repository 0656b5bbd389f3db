package videolab.embedded.bench.page;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Counted values.
 *
 * @param upTo how many are at most as large as the edge, by edge; the last edge is infinity
 */
record Histogram(SortedMap<Double, Long> upTo) {

    long count() {
        return upTo.isEmpty() ? 0 : upTo.get(upTo.lastKey());
    }

    /** What was counted since the earlier state of the same histogram. */
    Histogram since(Histogram earlier) {
        SortedMap<Double, Long> difference = new TreeMap<>();
        upTo.forEach((edge, number) -> difference.put(edge, number - earlier.upTo.getOrDefault(edge, 0L)));
        return new Histogram(difference);
    }

    /** Part of the values that are at most that large. */
    double partUpTo(double edge) {
        return count() == 0
                ? Double.NaN
                : (double) upTo.headMap(Math.nextUp(edge)).values().stream()
                                .mapToLong(Long::longValue)
                                .max()
                                .orElse(0)
                        / count();
    }

    /** By a straight line within the bucket; NaN where nothing was counted, or where it is beyond the last finite edge. */
    double percentile(double part) {
        double rank = part * count();
        double below = 0;
        long before = 0;
        for (Map.Entry<Double, Long> bucket : upTo.entrySet()) {
            if (bucket.getValue() >= rank && bucket.getValue() > before) {
                return bucket.getKey().isInfinite()
                        ? Double.NaN
                        : below + (bucket.getKey() - below) * (rank - before) / (bucket.getValue() - before);
            }
            below = bucket.getKey();
            before = bucket.getValue();
        }
        return Double.NaN;
    }
}
