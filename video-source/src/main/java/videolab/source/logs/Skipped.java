package videolab.source.logs;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** What was left out, by reason. */
final class Skipped {

    private final Map<String, Long> counts = new LinkedHashMap<>();

    void add(String reason) {
        counts.merge(reason, 1L, Long::sum);
    }

    /** {@code skipped 3 (2 blank, 1 longer than …)}; {@code skipped 0} without any. */
    @Override
    public String toString() {
        long all = counts.values().stream().mapToLong(Long::longValue).sum();
        return "skipped " + all
                + (all == 0
                        ? ""
                        : counts.entrySet().stream()
                                .map(each -> each.getValue() + " " + each.getKey())
                                .collect(Collectors.joining(", ", " (", ")")));
    }
}
