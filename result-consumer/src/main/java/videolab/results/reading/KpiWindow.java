package videolab.results.reading;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One window of one topic.
 *
 * @param rows of all its tables, the last of each key; not empty
 * @param again whether it was shown before and has changed since
 */
public record KpiWindow(String topic, Instant start, Instant end, List<KpiRow> rows, boolean again) {

    /** The table without dimensions. */
    public static final String OVERALL = "overall";

    public KpiWindow {
        rows = List.copyOf(rows);
    }

    /** The row about everything. */
    public Optional<KpiRow> overall() {
        return rows.stream().filter(row -> isOverall(row.table())).findFirst();
    }

    /** The same with another number in the row about everything. */
    public KpiWindow with(String column, long number) {
        return new KpiWindow(
                topic,
                start,
                end,
                rows.stream()
                        .map(row -> isOverall(row.table()) ? row.with(column, number) : row)
                        .toList(),
                again);
    }

    /** The row about everything is there in each topic, under its own name: {@code overall}, {@code cdn-overall}. */
    static boolean isOverall(String table) {
        return table.equals(OVERALL) || table.endsWith("-" + OVERALL);
    }

    /** When its last row was made. */
    public Instant emittedAt() {
        return rows.stream().map(KpiRow::emittedAt).max(Instant::compareTo).orElseThrow();
    }

    /** From its end to its last row. */
    public Duration latency() {
        return Duration.between(end, emittedAt());
    }
}
