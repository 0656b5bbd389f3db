package videolab.processor.audience;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.hex;
import static org.apache.spark.sql.functions.hll_sketch_agg;
import static org.apache.spark.sql.functions.hll_sketch_estimate;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.lpad;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF0;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import videolab.processor.kpis.KpiTable;

/** Rows of {@link SessionRows} to the tables of {@code docs/kpis.md}: one narrow table for each set of dimensions. */
public final class AudienceTables {

    private static final int SCHEMA = 1;
    private static final int SKETCH_LG_K = 14;
    private static final int SMALL_SAMPLE = 25;
    private static final double MS_PER_HOUR = 3_600_000;

    private static final Map<String, List<String>> DIMENSIONS = dimensions();

    private static final List<String> ALL_DIMENSIONS =
            DIMENSIONS.values().stream().flatMap(List::stream).toList();
    private static final String GROUPING = "grouping";

    private AudienceTables() {}

    private static Map<String, List<String>> dimensions() {
        Map<String, List<String>> tables = new LinkedHashMap<>();
        tables.put("overall", List.of());
        tables.put("content", List.of("content"));
        tables.put("geo", List.of("country", "region"));
        tables.put("device", List.of("os", "browser", "device_class", "player"));
        tables.put("cdn", List.of("cdn"));
        return tables;
    }

    /**
     * The KPI tables, added up here and now: one pass over the rows for all of them, and what is left is small.
     *
     * @param rows all rows of the windows they are of: a window that is cut in two gives two rows
     * @return none where the rows are of no window
     */
    public static List<KpiTable> windows(Dataset<Row> rows, Duration window, Instant emittedAt) {
        Dataset<Row> sums = sums(rows.filter(col("window_start").isNotNull()));
        Map<Long, List<Row>> byGrouping =
                sums.collectAsList().stream().collect(Collectors.groupingBy(row -> row.getAs(GROUPING)));
        List<KpiTable> tables = new ArrayList<>();
        DIMENSIONS.forEach((name, dimensions) -> {
            List<Row> added = byGrouping.getOrDefault(grouping(dimensions), List.of());
            if (!added.isEmpty()) {
                Dataset<Row> local = rows.sparkSession().createDataFrame(added, sums.schema());
                tables.add(new KpiTable(
                        name, table(local, name, dimensions, window, emittedAt), "window_start", key(dimensions)));
            }
        });
        return tables;
    }

    /** The sessions that have ended. */
    public static KpiTable sessions(Dataset<Row> rows, Instant emittedAt) {
        Dataset<Row> ended = rows.filter(col("window_start").isNull())
                .select(Stream.of(
                                Stream.of(
                                        lit(SCHEMA).as("schema"),
                                        lit("sessions").as("table"),
                                        instant(emittedAt).as("emitted_at"),
                                        col("session"),
                                        lower(lpad(hex(col("viewer_hash")), 16, "0"))
                                                .as("viewer")),
                                columns(
                                        "viewer_key",
                                        "client_address",
                                        "content",
                                        "country",
                                        "region",
                                        "os",
                                        "browser",
                                        "device_class",
                                        "player",
                                        "cdn",
                                        "live",
                                        "bot",
                                        "estimated",
                                        "started_at",
                                        "first_frame_at",
                                        "ended_at",
                                        "end_reason",
                                        "error_code"),
                                Stream.of(col("startup_valid_ms").as("startup_ms")),
                                sums(
                                        Sum.SESSION_MS,
                                        Sum.PLAY_MS,
                                        Sum.STALL_MS,
                                        Sum.STARTING_MS,
                                        Sum.SEEK_MS,
                                        Sum.PAUSE_MS),
                                Stream.of(watched().as("watched_ms")),
                                sums(
                                        Sum.UNACCOUNTED_MS,
                                        Sum.STALLS,
                                        Sum.STALLS_UNDER_100MS,
                                        Sum.SEEKS,
                                        Sum.SWITCHES_UP,
                                        Sum.SWITCHES_DOWN,
                                        Sum.WARNINGS,
                                        Sum.EVENTS,
                                        Sum.DUPLICATES,
                                        Sum.LATE),
                                Stream.of(
                                        ratio(of(Sum.BITRATE_KBPS_MS), of(Sum.BITRATE_MS))
                                                .as("bitrate_avg_kbps"),
                                        col("completion_ratio"),
                                        col("skew_ms")))
                        .flatMap(columns -> columns)
                        .toArray(Column[]::new));
        return new KpiTable("sessions", ended, "ended_at", List.of("session", "table"));
    }

    private static List<String> key(List<String> dimensions) {
        return Stream.concat(Stream.of("window_start", "table"), dimensions.stream())
                .toList();
    }

    /** The sums of every table's rows, told apart by {@link #GROUPING}. */
    private static Dataset<Row> sums(Dataset<Row> slices) {
        List<Column> added = new ArrayList<>();
        for (Sum number : Sum.values()) {
            added.add(sum(number.column()).as(number.column()));
        }
        IntStream.range(0, Slice.STARTUP_BUCKETS)
                .mapToObj(i -> "startup_bucket_" + i)
                .forEach(bucket -> added.add(sum(bucket).as(bucket)));
        IntStream.range(0, Slice.STALL_BUCKETS)
                .mapToObj(i -> "stall_bucket_" + i)
                .forEach(bucket -> added.add(sum(bucket).as(bucket)));
        added.add(hll_sketch_agg(when(of(Sum.EVENTS).gt(0), col("viewer_hash")), SKETCH_LG_K)
                .as("viewers_sketch"));
        List<Seq<Column>> sets = DIMENSIONS.values().stream()
                .map(dimensions -> CollectionConverters.asScala(Stream.concat(
                                        Stream.of(col("window_start")),
                                        dimensions.stream().map(functions::col))
                                .toList())
                        .toSeq())
                .toList();
        Column[] grouped = Stream.concat(Stream.of("window_start"), ALL_DIMENSIONS.stream())
                .map(functions::col)
                .toArray(Column[]::new);
        return slices.groupingSets(CollectionConverters.asScala(sets).toSeq(), grouped)
                .agg(functions.grouping_id().as(GROUPING), added.toArray(Column[]::new));
    }

    /** Spark's {@code grouping_id} of a table: a bit for each dimension that it has not, the last one lowest. */
    private static long grouping(List<String> dimensions) {
        long id = 0;
        for (String dimension : ALL_DIMENSIONS) {
            id = id << 1 | (dimensions.contains(dimension) ? 0 : 1);
        }
        return id;
    }

    private static Dataset<Row> table(
            Dataset<Row> sums, String name, List<String> dimensions, Duration window, Instant emittedAt) {
        Stream<Column> head = Stream.of(
                lit(SCHEMA).as("schema"),
                lit(name).as("table"),
                col("window_start"),
                // Through the number: adding an interval to a timestamp takes time zones into account.
                functions
                        .timestamp_millis(
                                functions.unix_millis(col("window_start")).plus(window.toMillis()))
                        .as("window_end"),
                lit(Timestamp.from(emittedAt)).as("emitted_at"));
        return sums.select(Stream.of(head, dimensions.stream().map(functions::col), numbers())
                .flatMap(columns -> columns)
                .toArray(Column[]::new));
    }

    /** The columns of every KPI table, in the order of {@code docs/kpis.md}. */
    private static Stream<Column> numbers() {
        return Stream.of(
                        sums(
                                Sum.EVENTS,
                                Sum.DUPLICATES,
                                Sum.LATE,
                                Sum.AFTER_END,
                                Sum.OVER_LIMIT,
                                Sum.SESSIONS,
                                Sum.BOT_SESSIONS,
                                Sum.CONCURRENT_VIEWERS),
                        Stream.of(
                                hll_sketch_estimate(col("viewers_sketch")).as("unique_viewers"), col("viewers_sketch")),
                        sums(
                                Sum.ATTEMPTS,
                                Sum.VIEWS,
                                Sum.VALID_VIEWS,
                                Sum.EBVS,
                                Sum.EBVS_UNDER_1S,
                                Sum.START_FAILURES,
                                Sum.PLAYBACK_FAILURES,
                                Sum.SESSIONS_ENDED,
                                Sum.TIMEOUTS,
                                Sum.ENDED_PLAYS,
                                Sum.SESSION_MS,
                                Sum.PLAY_MS,
                                Sum.STALL_MS,
                                Sum.STARTING_MS,
                                Sum.SEEK_MS,
                                Sum.PAUSE_MS,
                                Sum.UNACCOUNTED_MS),
                        Stream.of(watched().as("watched_ms")),
                        sums(Sum.STARTUPS, Sum.STARTUP_MS),
                        Stream.of(buckets("startup", Slice.STARTUP_BUCKETS)),
                        sums(Sum.STARTUPS_OVER_60S, Sum.STALLS, Sum.STALLS_UNDER_100MS),
                        Stream.of(buckets("stall", Slice.STALL_BUCKETS)),
                        sums(
                                Sum.STALLED_SESSIONS,
                                Sum.SEEKS,
                                Sum.SWITCHES_UP,
                                Sum.SWITCHES_DOWN,
                                Sum.WARNINGS,
                                Sum.BITRATE_KBPS_MS,
                                Sum.BITRATE_MS),
                        ratios())
                .flatMap(columns -> columns);
    }

    private static Stream<Column> ratios() {
        Column stallAndPlay = of(Sum.STALL_MS).plus(of(Sum.PLAY_MS));
        return Stream.of(
                ratio(of(Sum.STARTUP_MS), of(Sum.STARTUPS)).as("startup_avg_ms"),
                ratio(of(Sum.STALL_MS), watched()).as("rebuffering_ratio"),
                ratio(of(Sum.STALL_MS), stallAndPlay).as("rebuffering_play_ratio"),
                ratio(of(Sum.STALLS).multiply(MS_PER_HOUR), of(Sum.PLAY_MS)).as("stalls_per_hour"),
                ratio(of(Sum.STALLED_SESSIONS), of(Sum.CONCURRENT_VIEWERS)).as("stalled_session_ratio"),
                ratio(of(Sum.EBVS), of(Sum.ATTEMPTS)).as("ebvs_ratio"),
                ratio(of(Sum.START_FAILURES), of(Sum.ATTEMPTS)).as("start_failure_ratio"),
                ratio(of(Sum.PLAYBACK_FAILURES), of(Sum.ENDED_PLAYS)).as("playback_failure_ratio"),
                ratio(of(Sum.PLAY_MS), of(Sum.VIEWS)).as("view_avg_ms"),
                ratio(of(Sum.SESSION_MS), of(Sum.SESSIONS_ENDED).plus(of(Sum.TIMEOUTS)))
                        .as("session_avg_ms"),
                ratio(of(Sum.BITRATE_KBPS_MS), of(Sum.BITRATE_MS)).as("bitrate_avg_kbps"),
                of(Sum.SESSIONS).lt(SMALL_SAMPLE).as("small_sample"));
    }

    /**
     * The same instant in every row. A literal would stand in the code that Spark generates: no batch's code would be another's,
     * and compiling it takes longer than the rest of a small batch.
     */
    private static Column instant(Instant instant) {
        Timestamp value = Timestamp.from(instant);
        return udf((UDF0<Timestamp>) () -> value, DataTypes.TimestampType)
                .asNondeterministic()
                .apply();
    }

    private static Column watched() {
        return of(Sum.PLAY_MS).plus(of(Sum.STALL_MS)).plus(of(Sum.STARTING_MS)).plus(of(Sum.SEEK_MS));
    }

    private static Column ratio(Column numerator, Column denominator) {
        // Null where there is nothing to divide by.
        return when(denominator.gt(0), numerator.cast("double").divide(denominator));
    }

    private static Column buckets(String name, int count) {
        return array(IntStream.range(0, count)
                        .mapToObj(i -> col(name + "_bucket_" + i))
                        .toArray(Column[]::new))
                .as(name + "_buckets");
    }

    private static Column of(Sum number) {
        return col(number.column());
    }

    private static Stream<Column> sums(Sum... numbers) {
        return Stream.of(numbers).map(AudienceTables::of);
    }

    private static Stream<Column> columns(String... names) {
        return Stream.of(names).map(functions::col);
    }
}
