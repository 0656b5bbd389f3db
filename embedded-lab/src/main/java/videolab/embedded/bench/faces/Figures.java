package videolab.embedded.bench.faces;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Measured values by name, one of each round; {@link #median} and {@link #ranges} sum them up. */
final class Figures {

    private final Map<String, List<Double>> values = new LinkedHashMap<>();

    /** Adds a round's value, rounded to two decimals. */
    void add(String name, double value) {
        values.computeIfAbsent(name, key -> new ArrayList<>()).add(Math.round(value * 100) / 100.0);
    }

    /** Null where nothing was measured under the name. */
    Double median(String name) {
        List<Double> measured = values.get(name);
        return measured == null
                ? null
                : quantile(measured.stream().mapToDouble(d -> d).toArray(), 0.5);
    }

    /** The median of each name, in the order of measuring. */
    Map<String, Double> medians() {
        Map<String, Double> medians = new LinkedHashMap<>();
        values.keySet().forEach(name -> medians.put(name, median(name)));
        return medians;
    }

    /** Smallest and largest value of each name, in the order of measuring. */
    Map<String, List<Double>> ranges() {
        Map<String, List<Double>> ranges = new LinkedHashMap<>();
        values.forEach((name, measured) -> {
            double[] sorted = measured.stream().mapToDouble(d -> d).sorted().toArray();
            ranges.put(name, List.of(sorted[0], sorted[sorted.length - 1]));
        });
        return ranges;
    }

    /** The value at a share of the sorted values; the mean of two at the median of an even number. */
    static double quantile(double[] values, double share) {
        if (values.length == 0) {
            return Double.NaN;
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        if (share == 0.5 && sorted.length % 2 == 0) {
            return (sorted[sorted.length / 2 - 1] + sorted[sorted.length / 2]) / 2;
        }
        return sorted[(int) Math.min(sorted.length - 1L, Math.max(0, (long) Math.ceil(share * sorted.length) - 1))];
    }
}
