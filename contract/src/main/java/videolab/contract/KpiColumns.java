package videolab.contract;

import static videolab.contract.KpiColumns.Kind.COUNT;
import static videolab.contract.KpiColumns.Kind.DIMENSION;
import static videolab.contract.KpiColumns.Kind.FACT;
import static videolab.contract.KpiColumns.Kind.HEAD;
import static videolab.contract.KpiColumns.Kind.HISTOGRAM;
import static videolab.contract.KpiColumns.Kind.RATIO;
import static videolab.contract.KpiColumns.Kind.SKETCH;
import static videolab.contract.KpiColumns.Kind.SUM;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.stream.Stream;

/** The columns of the KPI tables on {@link Topics#AUDIENCE_KPIS} and {@link Topics#CDN_KPIS}: {@code docs/kpis.md} says what each means. */
public final class KpiColumns {

    /** The table of ended sessions, which has no windows. */
    public static final String SESSIONS = "sessions";

    /** Version of the rows, the value of column {@code schema}. */
    public static final int SCHEMA = 1;

    /** How a value is written. */
    public enum Type {
        INT,
        LONG,
        DOUBLE,
        TEXT,
        FLAG,
        INSTANT,
        /** Array of long. */
        LONGS,
        /** Base64 in JSON. */
        BINARY
    }

    /** What the rows of several windows have to do with each other. */
    public enum Kind {
        /** Identifies the row. */
        HEAD,
        DIMENSION,
        /** A number of things; adds up over windows. */
        COUNT,
        /** A quantity with a unit; adds up over windows. */
        SUM,
        /** Adds up place by place. */
        HISTOGRAM,
        /** Can be merged, not added. */
        SKETCH,
        /** A quotient or an estimate: never add or average it. */
        RATIO,
        /** About one session or row. */
        FACT
    }

    /** Unit of a number; the suffix of the column's name says it where one is there. */
    public enum Unit {
        NONE,
        MILLISECONDS,
        KBIT_PER_S,
        BYTES,
        /** 0..1 */
        SHARE,
        PER_HOUR
    }

    public record Column(String name, Type type, Kind kind) {

        public Unit unit() {
            if (kind == HEAD || kind == DIMENSION || kind == HISTOGRAM) {
                return Unit.NONE;
            }
            if (name.endsWith("_ms")) {
                return Unit.MILLISECONDS;
            }
            if (name.endsWith("_kbps")) {
                return Unit.KBIT_PER_S;
            }
            if (name.equals("bytes") || name.endsWith("_bytes")) {
                return Unit.BYTES;
            }
            if (name.endsWith("_ratio")) {
                return Unit.SHARE;
            }
            return name.endsWith("_per_hour") ? Unit.PER_HOUR : Unit.NONE;
        }
    }

    /** Dimensions of the audience tables with windows. */
    public static final Map<String, List<String>> AUDIENCE_TABLES = ordered(
            table("overall"),
            table("content", "content"),
            table("geo", "country", "region"),
            table("device", "os", "browser", "device_class", "player"),
            table("cdn", "cdn"));

    /** Dimensions of the CDN tables. */
    public static final Map<String, List<String>> CDN_TABLES = ordered(
            table("cdn-overall"),
            table("cdn-pop", "cdn", "pop"),
            table("cdn-host", "host"),
            table("cdn-class", "object_class"),
            table("cdn-geo", "country"));

    /** The columns before the dimensions of a table with windows. */
    public static final List<Column> WINDOW_HEAD = List.of(
            new Column("schema", Type.INT, HEAD),
            new Column("table", Type.TEXT, HEAD),
            new Column("window_start", Type.INSTANT, HEAD),
            new Column("window_end", Type.INSTANT, HEAD),
            new Column("emitted_at", Type.INSTANT, HEAD));

    /** The columns behind the dimensions of an audience table. */
    public static final List<Column> AUDIENCE = columns(
            counts("events", "duplicates", "late", "after_end", "over_limit", "sessions", "bot_sessions"),
            counts("concurrent_viewers"),
            of(Type.LONG, RATIO, "unique_viewers"),
            of(Type.BINARY, SKETCH, "viewers_sketch"),
            counts("attempts", "views", "valid_views", "ebvs", "ebvs_under_1s", "start_failures", "playback_failures"),
            counts("sessions_ended", "timeouts", "ended_plays"),
            sums("session_ms", "play_ms", "stall_ms", "starting_ms", "seek_ms", "pause_ms", "unaccounted_ms"),
            sums("watched_ms"),
            counts("startups"),
            sums("startup_ms"),
            of(Type.LONGS, HISTOGRAM, "startup_buckets"),
            counts("startups_over_60s", "stalls", "stalls_under_100ms"),
            of(Type.LONGS, HISTOGRAM, "stall_buckets"),
            counts("stalled_sessions", "seeks", "switches_up", "switches_down", "warnings"),
            sums("bitrate_kbps_ms", "bitrate_ms"),
            ratios("startup_avg_ms", "rebuffering_ratio", "rebuffering_play_ratio", "stalls_per_hour"),
            ratios("stalled_session_ratio", "ebvs_ratio", "start_failure_ratio", "playback_failure_ratio"),
            ratios("view_avg_ms", "session_avg_ms", "bitrate_avg_kbps"),
            of(Type.LONG, FACT, "folded_values"),
            of(Type.FLAG, FACT, "small_sample"));

    /** All columns of the table {@link #SESSIONS} but its head. */
    public static final List<Column> SESSION = columns(
            of(Type.TEXT, FACT, "session", "viewer", "viewer_key", "client_address"),
            of(Type.TEXT, DIMENSION, "content", "country", "region", "os", "browser", "device_class", "player", "cdn"),
            of(Type.FLAG, FACT, "live", "bot", "estimated", "resumed"),
            of(Type.INSTANT, FACT, "started_at", "first_frame_at", "ended_at"),
            of(Type.TEXT, FACT, "end_reason", "error_code"),
            sums("startup_ms", "session_ms", "play_ms", "stall_ms", "starting_ms", "seek_ms", "pause_ms"),
            sums("watched_ms", "unaccounted_ms"),
            counts("stalls", "stalls_under_100ms", "seeks", "switches_up", "switches_down", "warnings"),
            counts("events", "duplicates", "late"),
            ratios("bitrate_avg_kbps", "completion_ratio"),
            of(Type.LONG, FACT, "skew_ms"));

    /** The head of the table {@link #SESSIONS}. */
    public static final List<Column> SESSION_HEAD = List.of(
            new Column("schema", Type.INT, HEAD),
            new Column("table", Type.TEXT, HEAD),
            new Column("emitted_at", Type.INSTANT, HEAD));

    /** The columns behind the dimensions of a CDN table. */
    public static final List<Column> CDN = columns(
            counts("log_lines", "requests"),
            sums("bytes"),
            counts("hits", "refresh_hits", "misses"),
            sums("hit_bytes", "refresh_hit_bytes", "miss_bytes"),
            counts("status_2xx", "status_3xx", "status_4xx", "status_5xx", "client_aborts", "no_responses"),
            counts("incomplete", "timed", "long_responses"),
            sums("transfer_bytes"),
            of(Type.DOUBLE, SUM, "transfer_ms"),
            counts("ttfb_hits"),
            of(Type.DOUBLE, SUM, "ttfb_hit_ms"),
            counts("ttfb_misses"),
            of(Type.DOUBLE, SUM, "ttfb_miss_ms"),
            of(Type.LONGS, HISTOGRAM, "ttfb_hit_buckets", "ttfb_miss_buckets"),
            ratios("cache_hit_ratio", "byte_hit_ratio", "status_4xx_ratio", "status_5xx_ratio", "availability_ratio"),
            ratios("incomplete_ratio", "long_response_ratio", "throughput_kbps", "demand_kbps"),
            ratios("ttfb_hit_avg_ms", "ttfb_miss_avg_ms", "ttfb_hit_p50_ms", "ttfb_miss_p50_ms"),
            ratios("ttfb_hit_p95_ms", "ttfb_miss_p95_ms", "ttfb_hit_p99_ms", "ttfb_miss_p99_ms"),
            of(Type.LONG, FACT, "folded_values"),
            of(Type.FLAG, FACT, "small_sample"));

    private KpiColumns() {}

    /**
     * All columns of a table, in the order in which they are written.
     *
     * @throws NoSuchElementException when there is no such table
     */
    public static List<Column> of(String table) {
        if (table.equals(SESSIONS)) {
            return columns(SESSION_HEAD.stream(), SESSION.stream());
        }
        List<String> dimensions = AUDIENCE_TABLES.get(table);
        boolean audience = dimensions != null;
        dimensions = audience ? dimensions : CDN_TABLES.get(table);
        if (dimensions == null) {
            throw new NoSuchElementException("no KPI table " + table);
        }
        return columns(
                WINDOW_HEAD.stream(),
                of(Type.TEXT, DIMENSION, dimensions.toArray(String[]::new)),
                (audience ? AUDIENCE : CDN).stream());
    }

    /**
     * A column behind the dimensions of the audience or the CDN tables.
     *
     * @throws NoSuchElementException when there is no such column
     */
    public static Column measure(String name) {
        return Stream.concat(AUDIENCE.stream(), CDN.stream())
                .filter(column -> column.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("no KPI column " + name));
    }

    private static Stream<Column> counts(String... names) {
        return of(Type.LONG, COUNT, names);
    }

    private static Stream<Column> sums(String... names) {
        return of(Type.LONG, SUM, names);
    }

    private static Stream<Column> ratios(String... names) {
        return of(Type.DOUBLE, RATIO, names);
    }

    private static Stream<Column> of(Type type, Kind kind, String... names) {
        return Arrays.stream(names).map(name -> new Column(name, type, kind));
    }

    @SafeVarargs
    private static List<Column> columns(Stream<Column>... parts) {
        List<Column> all = new ArrayList<>();
        for (Stream<Column> part : parts) {
            part.forEach(all::add);
        }
        return List.copyOf(all);
    }

    private static Map.Entry<String, List<String>> table(String name, String... dimensions) {
        return Map.entry(name, List.of(dimensions));
    }

    @SafeVarargs
    private static Map<String, List<String>> ordered(Map.Entry<String, List<String>>... tables) {
        Map<String, List<String>> ordered = new LinkedHashMap<>();
        for (Map.Entry<String, List<String>> table : tables) {
            ordered.put(table.getKey(), table.getValue());
        }
        return Collections.unmodifiableMap(ordered);
    }
}
