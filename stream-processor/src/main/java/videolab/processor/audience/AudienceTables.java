package videolab.processor.audience;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.hex;
import static org.apache.spark.sql.functions.hll_sketch_estimate;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.lpad;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF0;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import videolab.processor.audience.sessions.Sum;
import videolab.processor.kpis.KpiTable;

/** Rows of {@link SessionRows} to the tables of {@code docs/kpis.md}: one narrow table for each set of dimensions. */
public final class AudienceTables {

    private static final int SCHEMA = 1;
    private static final int SMALL_SAMPLE = 25;
    private static final double MS_PER_HOUR = 3_600_000;

    private AudienceTables() {}

    /**
     * The KPI tables, added up here and now: one pass over the rows for all of them, and what is left is small.
     *
     * @param rows all rows of the windows they are of: a window that is cut in two gives two rows
     * @return none where the rows are of no window; they are emitted when they are added up
     */
    public static List<KpiTable> windows(Dataset<Row> rows, Duration window) {
        TableSums sums = new TableSums();
        rows.filter(col("window_start").isNotNull())
                .mapPartitions(new AddUp(), Encoders.row(TableSums.SCHEMA))
                .collectAsList()
                .forEach(sums::merge);
        Instant emittedAt = Instant.now();
        List<KpiTable> tables = new ArrayList<>();
        TableSums.DIMENSIONS.forEach((name, dimensions) -> {
            List<Row> added = sums.rows(name);
            if (!added.isEmpty()) {
                Dataset<Row> local = rows.sparkSession().createDataFrame(added, TableSums.schema(dimensions));
                tables.add(new KpiTable(
                        name, table(local, name, dimensions, window, emittedAt), "window_start", key(dimensions)));
            }
        });
        return tables;
    }

    /** Adds up a partition's slices, so that a row for each window and set of dimensions is left of it. */
    private static final class AddUp implements MapPartitionsFunction<Row, Row> {
        @Override
        public Iterator<Row> call(Iterator<Row> slices) {
            TableSums sums = new TableSums();
            slices.forEachRemaining(sums::add);
            return sums.partial();
        }
    }

    /** The sessions that have ended. */
    public static KpiTable sessions(Dataset<Row> rows, Instant emittedAt) {
        Dataset<Row> ended = rows.filter(col("window_start").isNull())
                .select(col("*"), col("totals.*"))
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
                        columns("startup_buckets"),
                        sums(Sum.STARTUPS_OVER_60S, Sum.STALLS, Sum.STALLS_UNDER_100MS),
                        columns("stall_buckets"),
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
