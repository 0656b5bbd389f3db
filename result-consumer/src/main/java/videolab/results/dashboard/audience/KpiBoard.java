package videolab.results.dashboard.audience;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import videolab.contract.Json;
import videolab.contract.Topics;
import videolab.results.reading.KpiRow;
import videolab.results.reading.KpiWindow;

/** The last windows of each KPI topic, and what the page is sent of them. Safe for any number of threads. */
public final class KpiBoard {

    /** As many as a sparkline shows. */
    public static final int WINDOWS = 60;

    /** Of a table with thousands of rows the largest are sent. */
    private static final int ROWS = 200;

    private static final String STARTUP_MEDIAN = "startup_p50_ms";
    private static final String STARTUP_P95 = "startup_p95_ms";

    private static final List<String> AUDIENCE_SERIES = List.of(
            "concurrent_viewers",
            "unique_viewers",
            "attempts",
            "views",
            STARTUP_MEDIAN,
            STARTUP_P95,
            "rebuffering_ratio",
            "ebvs_ratio",
            "start_failures",
            "playback_failures",
            "bitrate_avg_kbps",
            "session_avg_ms");

    private static final List<String> CDN_SERIES = List.of(
            "requests",
            "bytes",
            "demand_kbps",
            "cache_hit_ratio",
            "byte_hit_ratio",
            "status_4xx_ratio",
            "status_5xx_ratio",
            "throughput_kbps",
            "ttfb_hit_p95_ms",
            "ttfb_miss_p95_ms");

    private final Map<String, NavigableMap<Instant, KpiWindow>> topics = new HashMap<>();

    /** Takes a window, or one that has changed since. */
    public synchronized void put(KpiWindow window) {
        NavigableMap<Instant, KpiWindow> windows = topics.computeIfAbsent(window.topic(), topic -> new TreeMap<>());
        windows.put(window.start(), window);
        while (windows.size() > WINDOWS) {
            windows.pollFirstEntry();
        }
    }

    public synchronized Optional<KpiWindow> latest(String topic) {
        return Optional.ofNullable(topics.get(topic))
                .map(windows -> windows.lastEntry().getValue());
    }

    /** The newest window of a topic with its tables, and the course of its overall figures; empty before the first. */
    public synchronized Optional<ObjectNode> figures(String topic) {
        return latest(topic).map(window -> {
            ObjectNode figures = Json.mapper().createObjectNode();
            figures.put("topic", topic);
            figures.put("window_start_ms", window.start().toEpochMilli());
            figures.put("window_end_ms", window.end().toEpochMilli());
            figures.put("emitted_at_ms", window.emittedAt().toEpochMilli());
            figures.put(
                    "window_ms", Duration.between(window.start(), window.end()).toMillis());
            figures.put("latency_ms", typicalLatency(topic));
            window.overall().ifPresent(row -> figures.set("overall", withPercentiles(row)));
            figures.set("series", series(topic));
            ObjectNode tables = figures.putObject("tables");
            Map<String, List<KpiRow>> byTable = new TreeMap<>();
            for (KpiRow row : window.rows()) {
                byTable.computeIfAbsent(row.table(), table -> new ArrayList<>()).add(row);
            }
            byTable.forEach((table, rows) -> {
                ArrayNode array = tables.putArray(table);
                rows.stream()
                        .sorted(Comparator.comparingDouble(KpiBoard::weight).reversed())
                        .limit(ROWS)
                        .forEach(row -> array.add(withPercentiles(row)));
            });
            return figures;
        });
    }

    /** How long after their end the last windows came: the median, for the countdown to the next one. */
    private long typicalLatency(String topic) {
        long[] sorted = topics.get(topic).values().stream()
                .mapToLong(window -> window.latency().toMillis())
                .sorted()
                .toArray();
        return sorted[sorted.length / 2];
    }

    private ObjectNode series(String topic) {
        List<String> columns = topic.equals(Topics.CDN_KPIS.name()) ? CDN_SERIES : AUDIENCE_SERIES;
        ObjectNode series = Json.mapper().createObjectNode();
        ArrayNode starts = series.putArray("window_start_ms");
        Map<String, ArrayNode> arrays = new HashMap<>();
        columns.forEach(column -> arrays.put(column, series.putArray(column)));
        topics.get(topic).forEach((start, window) -> {
            starts.add(start.toEpochMilli());
            ObjectNode overall = window.overall().map(KpiBoard::withPercentiles).orElseGet(() -> Json.mapper()
                    .createObjectNode());
            arrays.forEach((column, array) -> {
                JsonNode value = overall.path(column);
                if (value.isNumber()) {
                    array.add(value);
                } else {
                    array.addNull();
                }
            });
        });
        return series;
    }

    /** Without sketches, which are for adding up; with the start-up percentiles that the buckets hold. */
    private static ObjectNode withPercentiles(KpiRow row) {
        ObjectNode fields = Json.mapper().createObjectNode();
        row.fields().properties().forEach(field -> {
            if (!field.getKey().endsWith("_sketch") && !field.getKey().endsWith("_buckets")) {
                fields.set(field.getKey(), field.getValue());
            }
        });
        JsonNode startups = row.fields().path("startup_buckets");
        if (startups.isArray()) {
            fields.put(STARTUP_MEDIAN, Buckets.percentile(startups, Buckets.STARTUP_MS, 0.5));
            fields.put(STARTUP_P95, Buckets.percentile(startups, Buckets.STARTUP_MS, 0.95));
        }
        return fields;
    }

    /** Each table has one of them. */
    private static double weight(KpiRow row) {
        return Stream.of("concurrent_viewers", "sessions", "requests")
                .map(row::number)
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(0);
    }
}
