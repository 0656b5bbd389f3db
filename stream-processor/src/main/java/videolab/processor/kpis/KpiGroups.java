package videolab.processor.kpis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Counts by table, window and values of the dimensions, of a bounded number of values: strangers choose them. What a
 * window has more of than keep a row is summed under the value {@link #OTHER}.
 *
 * @param <T> what is counted
 */
public final class KpiGroups<T extends KpiGroups.Counts<T>> {

    /** What all dimensions of a row are that sums the values without a row of their own. */
    public static final String OTHER = "other";

    /** How many times the values that keep a row of a table are counted at most, before they are ranked without counts. */
    public static final int COUNTED_TIMES = 10;

    /** What is counted of a group. */
    public interface Counts<T> {

        void add(T other);

        Weight weight();
    }

    /**
     * A row.
     *
     * @param folded how many values it is the sum of: 0 where it is one's own
     */
    public record Group<T>(long startMs, List<String> dimensions, T counts, long folded) {}

    private record Values(long startMs, List<String> dimensions) {}

    private final Supplier<T> nothing;
    private final int mostCounted;
    private final KeptValues kept;
    private final Map<String, Map<Values, T>> tables = new HashMap<>();
    private final Set<String> full = new HashSet<>();

    private KpiGroups(Supplier<T> nothing, int mostCounted, KeptValues kept) {
        this.nothing = nothing;
        this.mostCounted = mostCounted;
        this.kept = kept;
    }

    /** Counts all values while a table has at most so many, all windows together. */
    public static <T extends Counts<T>> KpiGroups<T> upTo(int mostCounted, Supplier<T> nothing) {
        return new KpiGroups<>(nothing, mostCounted, null);
    }

    /** Counts the kept values, and the others under {@link #OTHER}. */
    public static <T extends Counts<T>> KpiGroups<T> of(KeptValues kept, Supplier<T> nothing) {
        return new KpiGroups<>(nothing, Integer.MAX_VALUE, kept);
    }

    static boolean isOther(List<String> dimensions) {
        return dimensions.stream().allMatch(OTHER::equals);
    }

    private static List<String> other(List<String> dimensions) {
        return dimensions.stream().map(dimension -> OTHER).toList();
    }

    /** Where to count values of a window; null where the table is full: then nothing is counted of it. */
    public T at(String table, long startMs, List<String> dimensions) {
        if (full.contains(table)) {
            return null;
        }
        List<String> row = kept == null || dimensions.isEmpty() || kept.keeps(table, startMs, dimensions)
                ? dimensions
                : other(dimensions);
        Map<Values, T> groups = tables.computeIfAbsent(table, name -> new HashMap<>());
        T counts = groups.computeIfAbsent(new Values(startMs, row), values -> nothing.get());
        if (groups.size() > mostCounted && !dimensions.isEmpty()) {
            fill(table);
            return null;
        }
        return counts;
    }

    /** Counts nothing of a table any more. */
    public void fill(String table) {
        full.add(table);
        tables.remove(table);
    }

    /** Tables that had more values than are counted. */
    public Set<String> full() {
        return full;
    }

    /** Everything that is counted of a table, nothing folded. */
    public List<Group<T>> all(String table) {
        List<Group<T>> all = new ArrayList<>();
        tables.getOrDefault(table, Map.of())
                .forEach((values, counts) -> all.add(new Group<>(values.startMs(), values.dimensions(), counts, 0)));
        return all;
    }

    /**
     * The rows of a table. To be called once: counts are added to each other.
     *
     * @param most how many values keep a row of their own in a window
     */
    public List<Group<T>> rows(String table, int most) {
        List<Group<T>> all = all(table);
        KeptValues ranked = kept;
        if (ranked == null) {
            ranked = new KeptValues(most);
            for (Group<T> group : all) {
                ranked.offer(
                        table,
                        group.startMs(),
                        group.dimensions(),
                        group.counts().weight());
            }
        }
        List<Group<T>> rows = new ArrayList<>();
        Map<Long, T> others = new TreeMap<>();
        for (Group<T> group : all) {
            if (group.dimensions().isEmpty() || ranked.keeps(table, group.startMs(), group.dimensions())) {
                rows.add(group);
            } else {
                others.computeIfAbsent(group.startMs(), start -> nothing.get()).add(group.counts());
            }
        }
        for (Map.Entry<Long, T> sum : others.entrySet()) {
            long start = sum.getKey();
            rows.add(new Group<>(start, other(all.get(0).dimensions()), sum.getValue(), ranked.folded(table, start)));
        }
        return rows;
    }
}
