package videolab.results.terminal;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import videolab.contract.KpiColumns;
import videolab.contract.Topics;
import videolab.results.reading.KpiRow;

/** Which columns of a table are worth a place in a terminal, and what they are called there. */
final class KpiLayout {

    /** A table of some other writer is shown too: as many of its numbers as fit. */
    private static final int UNKNOWN_NUMBERS = 8;

    /** No dimensions, though they are text, and no numbers of interest. */
    private static final Set<String> HEAD =
            Set.of("schema", "table", "window_start", "window_end", "emitted_at", "small_sample");

    private static final List<String> TABLES = List.of("overall", "geo", "device", "content", "cdn", "cdn-overall");

    /** No column of the row: it is counted on {@code rejected-events}. */
    static final String REJECTED = "rejected";

    private static final KpiColumn REJECTS = KpiColumn.of("rejects", REJECTED);

    private static final List<KpiColumn> AUDIENCE_COLUMNS = List.of(
            KpiColumn.of("viewers", "concurrent_viewers"),
            KpiColumn.of("attempts", "attempts"),
            KpiColumn.of("views", "views"),
            KpiColumn.of("start-up", "startup_avg_ms"),
            KpiColumn.of("stalls", "stalls"),
            KpiColumn.of("rebuffering", "rebuffering_ratio"),
            KpiColumn.of("EBVS", "ebvs_ratio"),
            new KpiColumn("failures", "start_failures", row -> failures(row)),
            KpiColumn.of("bitrate", "bitrate_avg_kbps"));

    /** Three to a line. */
    private static final List<KpiColumn> AUDIENCE_NUMBERS = List.of(
            KpiColumn.of("concurrent viewers", "concurrent_viewers"),
            KpiColumn.of("unique viewers", "unique_viewers"),
            KpiColumn.of("sessions", "sessions"),
            KpiColumn.of("attempts", "attempts"),
            KpiColumn.of("views", "views"),
            KpiColumn.of("valid views", "valid_views"),
            KpiColumn.of("start-up", "startup_avg_ms"),
            KpiColumn.of("bitrate", "bitrate_avg_kbps"),
            KpiColumn.of("play time per view", "view_avg_ms"),
            KpiColumn.of("rebuffering", "rebuffering_ratio"),
            KpiColumn.of("stalls per hour", "stalls_per_hour"),
            KpiColumn.share("stalled sessions", "stalled_sessions", "stalled_session_ratio"),
            KpiColumn.share("EBVS", "ebvs", "ebvs_ratio"),
            KpiColumn.share("start failures", "start_failures", "start_failure_ratio"),
            KpiColumn.share("playback failures", "playback_failures", "playback_failure_ratio"),
            KpiColumn.of("ended", "sessions_ended"),
            KpiColumn.of("ended by silence", "timeouts"),
            KpiColumn.of("play time", "play_ms"),
            KpiColumn.of("events", "events"),
            KpiColumn.of("repeats dropped", "duplicates"),
            KpiColumn.of("late dropped", "late"),
            KpiColumn.of("after the end", "after_end"),
            KpiColumn.of("over the limit", "over_limit"),
            REJECTS);

    private static final List<KpiColumn> CDN_COLUMNS = List.of(
            KpiColumn.of("requests", "requests"),
            KpiColumn.of("bytes", "bytes"),
            KpiColumn.of("cache hits", "cache_hit_ratio"),
            KpiColumn.of("byte hits", "byte_hit_ratio"),
            KpiColumn.of("4xx", "status_4xx_ratio"),
            KpiColumn.of("5xx", "status_5xx_ratio"),
            KpiColumn.of("throughput", "throughput_kbps"),
            KpiColumn.of("TTFB hit p95", "ttfb_hit_p95_ms"),
            KpiColumn.of("miss p95", "ttfb_miss_p95_ms"));

    private static final List<KpiColumn> CDN_NUMBERS = List.of(
            KpiColumn.of("requests", "requests"),
            KpiColumn.of("bytes", "bytes"),
            KpiColumn.of("demand", "demand_kbps"),
            KpiColumn.of("cache hits", "cache_hit_ratio"),
            KpiColumn.of("byte hits", "byte_hit_ratio"),
            KpiColumn.of("throughput", "throughput_kbps"),
            KpiColumn.of("availability", "availability_ratio"),
            KpiColumn.of("4xx", "status_4xx_ratio"),
            KpiColumn.of("5xx", "status_5xx_ratio"),
            KpiColumn.of("TTFB hit p50", "ttfb_hit_p50_ms"),
            KpiColumn.of("TTFB hit p95", "ttfb_hit_p95_ms"),
            KpiColumn.of("incomplete", "incomplete_ratio"),
            KpiColumn.of("TTFB miss p50", "ttfb_miss_p50_ms"),
            KpiColumn.of("TTFB miss p95", "ttfb_miss_p95_ms"),
            KpiColumn.of("long responses", "long_response_ratio"),
            REJECTS);

    private static final Map<String, List<KpiColumn>> COLUMNS =
            Map.of(Topics.AUDIENCE_KPIS.name(), AUDIENCE_COLUMNS, Topics.CDN_KPIS.name(), CDN_COLUMNS);
    private static final Map<String, List<KpiColumn>> NUMBERS =
            Map.of(Topics.AUDIENCE_KPIS.name(), AUDIENCE_NUMBERS, Topics.CDN_KPIS.name(), CDN_NUMBERS);

    /** Events that count nowhere else. */
    private static final List<KpiColumn> LOST = List.of(
            KpiColumn.of("late", "late"),
            KpiColumn.of("after the end", "after_end"),
            KpiColumn.of("over the limit", "over_limit"),
            REJECTS);

    /** A smaller share of lost events is what networks do. */
    private static final double SHOWN_SHARE = 0.01;

    static {
        // A name that is not in the contract would be shown as missing.
        Stream.of(AUDIENCE_COLUMNS, AUDIENCE_NUMBERS, CDN_COLUMNS, CDN_NUMBERS, LOST)
                .flatMap(List::stream)
                .filter(column -> !column.equals(REJECTS))
                .forEach(column -> KpiColumns.measure(column.column()));
    }

    private KpiLayout() {}

    /** The shares of a window's events that were dropped, each where it is over 1 %. */
    static List<String> lost(KpiRow row) {
        double all = known(row, "events")
                + known(row, "log_lines")
                + LOST.stream()
                        .mapToDouble(column -> known(row, column.column()))
                        .sum();
        return LOST.stream()
                .filter(column -> known(row, column.column()) > SHOWN_SHARE * all)
                .map(column ->
                        column.heading() + " " + KpiFormat.format("%.1f %%", 100 * known(row, column.column()) / all))
                .toList();
    }

    /** 0 for a row of another writer that has no such column. */
    private static double known(KpiRow row, String column) {
        Double number = row.number(column);
        return number == null ? 0 : number;
    }

    /** The tables that most people ask for come first, unknown tables last. */
    static Comparator<String> order() {
        return Comparator.<String>comparingInt(table -> {
                    int place = TABLES.indexOf(table);
                    return place < 0 ? TABLES.size() : place;
                })
                .thenComparing(Comparator.naturalOrder());
    }

    /** The columns that identify a row within its table: those that hold text. */
    static List<String> dimensions(List<KpiRow> rows) {
        return fields(rows)
                .filter(field -> field.getValue().isTextual())
                .map(Map.Entry::getKey)
                .distinct()
                .toList();
    }

    /** The columns of a table with dimensions. */
    static List<KpiColumn> columns(List<KpiRow> rows) {
        return present(COLUMNS, rows);
    }

    /** The numbers of a row about everything. */
    static List<KpiColumn> numbers(KpiRow row) {
        return present(NUMBERS, List.of(row));
    }

    private static List<KpiColumn> present(Map<String, List<KpiColumn>> known, List<KpiRow> rows) {
        List<KpiColumn> present = known.getOrDefault(rows.get(0).topic(), List.of()).stream()
                .filter(column -> rows.stream().anyMatch(column::isIn))
                .toList();
        return present.isEmpty() ? whatThereIs(rows) : present;
    }

    private static List<KpiColumn> whatThereIs(List<KpiRow> rows) {
        return fields(rows)
                .filter(field -> field.getValue().isNumber())
                .map(Map.Entry::getKey)
                .distinct()
                .limit(UNKNOWN_NUMBERS)
                .map(column -> KpiColumn.of(heading(column), column))
                .toList();
    }

    /** A column's name without what its values say: their unit. */
    static String heading(String column) {
        return KpiFormat.text(
                column.replaceFirst("_(ms|ratio|kbps|mbps|bytes)$", "").replace('_', ' '));
    }

    private static Stream<Map.Entry<String, JsonNode>> fields(List<KpiRow> rows) {
        return rows.stream()
                .flatMap(row -> row.fields().properties().stream())
                .filter(field -> !HEAD.contains(field.getKey()) && !KpiRow.isSketch(field.getKey()));
    }

    private static String failures(KpiRow row) {
        Double starts = row.number("start_failures");
        Double playbacks = row.number("playback_failures");
        return starts == null || playbacks == null ? KpiFormat.NULL : KpiFormat.format("%,.0f", starts + playbacks);
    }
}
