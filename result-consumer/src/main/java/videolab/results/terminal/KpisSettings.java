package videolab.results.terminal;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import videolab.cli.UsageException;
import videolab.contract.KpiColumns;

/**
 * What of the KPIs is shown, and for how long.
 *
 * @param topics that are read, at least one
 * @param tables shown; all when empty
 * @param windows shown of each topic at first
 * @param rows shown of each table
 * @param follow whether windows that come are shown too
 * @param duration after which following ends; null for no end
 * @param json whether each row is its record instead of a line of a table
 * @param color whether tables may be colored
 */
record KpisSettings(
        List<String> topics,
        Set<String> tables,
        int windows,
        int rows,
        boolean follow,
        Duration duration,
        boolean json,
        boolean color) {

    private static final int MOST_WINDOWS = 1000;

    KpisSettings {
        topics = List.copyOf(topics);
        tables = Set.copyOf(tables);
        if (windows < 1 || windows > MOST_WINDOWS) {
            throw new UsageException("--window", windows, "1 to " + MOST_WINDOWS + " is expected");
        }
        if (rows < 1) {
            throw new UsageException("--rows", rows, "1 or more is expected");
        }
        if (duration != null && !follow) {
            throw new UsageException("--duration", duration.toSeconds() + " s", "it is for --follow only");
        }
        if (tables.contains(KpiColumns.SESSIONS)) {
            throw new UsageException(
                    "--table",
                    KpiColumns.SESSIONS,
                    "a table of windows is expected; sessions are on the topic and in the files (docs/kpis.md)");
        }
    }
}
