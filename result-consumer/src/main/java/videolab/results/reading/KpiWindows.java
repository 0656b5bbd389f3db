package videolab.results.reading;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Collects rows to windows: the last row of a key counts, and only the latest windows are kept. A window's rows are
 * written together, to several partitions: it is settled when no more have come for a while. Free of Kafka; one thread.
 */
public final class KpiWindows {

    /** Rows of one batch come within a second of each other; a busy machine needs longer. */
    private static final Duration QUIET = Duration.ofSeconds(3);

    /** Rows of a window that was written this long ago are complete, even when they were read just now. */
    private static final Duration OLD = Duration.ofSeconds(10);

    private final int kept;
    private final Map<String, NavigableMap<Instant, Collected>> topics = new TreeMap<>();

    /** @param kept windows of each topic */
    public KpiWindows(int kept) {
        this.kept = kept;
    }

    public void put(KpiRow row, Instant readAt) {
        NavigableMap<Instant, Collected> windows = topics.computeIfAbsent(row.topic(), topic -> new TreeMap<>());
        windows.computeIfAbsent(row.windowStart(), start -> new Collected()).put(row, readAt);
        while (windows.size() > kept) {
            windows.pollFirstEntry();
        }
    }

    /** How many windows of the topic are kept. */
    public int count(String topic) {
        return topics.containsKey(topic) ? topics.get(topic).size() : 0;
    }

    /** Whether rows may still be missing in a window that has some. */
    public boolean isSettled(Instant now) {
        return topics.values().stream()
                .flatMap(windows -> windows.values().stream())
                .allMatch(window -> window.isSettled(now));
    }

    /** Settled windows that were not given out, or have changed since: the oldest first, topic by topic. */
    public List<KpiWindow> takeNew(Instant now) {
        return takeNew(now, Integer.MAX_VALUE);
    }

    /** @param most of each topic, the latest; older ones are left out for good, unless they change */
    public List<KpiWindow> takeNew(Instant now, int most) {
        List<KpiWindow> taken = new ArrayList<>();
        topics.forEach((topic, windows) -> {
            int skipped = Math.max(0, windows.size() - most);
            for (Collected window : windows.values()) {
                if (window.isNew && window.isSettled(now)) {
                    window.isNew = false;
                    if (skipped <= 0) {
                        taken.add(window.snapshot());
                        window.wasGivenOut = true;
                    }
                }
                skipped--;
            }
        });
        return taken;
    }

    /** A window's rows by their keys. */
    private static final class Collected {

        private final Map<String, KpiRow> rows = new LinkedHashMap<>();
        private Instant lastReadAt = Instant.MIN;
        private Instant lastWrittenAt = Instant.MIN;
        private boolean isNew;
        private boolean wasGivenOut;

        void put(KpiRow row, Instant readAt) {
            KpiRow before = rows.get(row.key());
            if (before != null && before.offset() > row.offset()) {
                return; // history is read backwards
            }
            rows.put(row.key(), row);
            if (before == null || !row.saysTheSameAs(before)) {
                isNew = true;
                lastReadAt = max(lastReadAt, readAt);
                lastWrittenAt = max(lastWrittenAt, row.writtenAt());
            }
        }

        boolean isSettled(Instant now) {
            return !now.isBefore(lastReadAt.plus(QUIET)) || !now.isBefore(lastWrittenAt.plus(OLD));
        }

        /** Where windows of two lengths begin at one time, two runs wrote: the later one counts. */
        KpiWindow snapshot() {
            KpiRow last = rows.values().stream()
                    .max((one, other) -> one.emittedAt().compareTo(other.emittedAt()))
                    .orElseThrow();
            return new KpiWindow(
                    last.topic(),
                    last.windowStart(),
                    last.windowEnd(),
                    rows.values().stream()
                            .filter(row -> row.windowEnd().equals(last.windowEnd()))
                            .toList(),
                    wasGivenOut);
        }

        private static Instant max(Instant one, Instant other) {
            return one.isAfter(other) ? one : other;
        }
    }
}
