package videolab.processor.cdn;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.window;

import java.io.IOException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.OutputMode;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.apache.spark.sql.types.StructType;
import videolab.cli.KafkaSettings;
import videolab.contract.EventHeaders;
import videolab.processor.cdn.formats.ReaderSettings;
import videolab.processor.kafka.KafkaRecord;
import videolab.processor.kafka.KafkaSource;
import videolab.processor.kafka.Rejects;
import videolab.processor.kpis.KpiStore;
import videolab.processor.kpis.KpiTable;

/**
 * Log lines in, KPI rows out.
 *
 * <pre>
 * cdnlogs ─▶ read lines, add up by window ─▶ add up all partitions' ─▶ roll up to tables ─▶ files, cdn-kpis
 *                     └▶ rejected-events       (watermark, append)
 * </pre>
 *
 * What leaves the first step are sums, a row for each window and set of dimensions, so that Spark moves thousands of rows
 * where millions of lines came.
 */
final class CdnPipeline {

    static final String NAME = "cdn";

    private static final int SCHEMA_VERSION = 1;
    private static final String OBSERVED = "cdn-lines";
    /** A run that reads what is there writes complete windows, over those of the last such run. */
    private static final long AVAILABLE_NOW_BATCH = -1;

    private static final int MOST_GROUPS = 50_000;
    private static final String[] DIMENSIONS = {"cdn", "pop", "host", "object_class", "country", "sampling_rate"};
    private static final List<String> SUMS = CdnSums.columns();

    /** Sums of a part of the lines; rows without a time count what was read. */
    private static final StructType PARTS =
            StructType.fromDDL("at TIMESTAMP, cdn STRING, pop STRING, host STRING, object_class STRING, country STRING,"
                    + " sampling_rate DOUBLE, records BIGINT, accepted BIGINT, rejected BIGINT, "
                    + String.join(" BIGINT, ", SUMS) + " BIGINT");

    private final CdnSettings settings;
    private final KpiStore store;
    private final CdnTally tally;

    CdnPipeline(CdnSettings settings, KpiStore store, CdnTally tally) {
        this.settings = settings;
        this.store = store;
        this.tally = tally;
    }

    /** Goes on until it is stopped. */
    StreamingQuery start(SparkSession spark) throws TimeoutException {
        Dataset<Row> lines = KafkaSource.stream(spark, settings.kafka(), settings.topic(), settings.mostPerTrigger());
        Dataset<Row> parts = observed(parts(lines, settings, new KafkaRejects(settings.kafka())));
        return groups(parts, settings)
                .writeStream()
                .queryName(NAME)
                .option("checkpointLocation", settings.checkpoint() + "/cdn")
                .outputMode(OutputMode.Append())
                .trigger(settings.trigger().toSpark())
                .foreachBatch((VoidFunction2<Dataset<Row>, Long>) this::write)
                .start();
    }

    /** Reads what is there, and writes every window of it: nothing can come any more that belongs to the last one. */
    void runAvailable(SparkSession spark) throws IOException, InterruptedException {
        Dataset<Row> lines = KafkaSource.batch(spark, settings.kafka(), settings.topic());
        Observation observation = new Observation(OBSERVED);
        Dataset<Row> parts = parts(lines, settings, new KafkaRejects(settings.kafka()))
                .observe(observation, counted("records"), counted("accepted"), counted("rejected"));
        write(groups(parts, settings), AVAILABLE_NOW_BATCH);
        Map<String, Object> counts = observation.getAsJava();
        tally.read(number(counts.get("records")), number(counts.get("accepted")), number(counts.get("rejected")));
    }

    /**
     * Reads log lines.
     *
     * @param lines rows of Spark's Kafka source, headers included
     * @return sums of parts of them, and how many there were
     */
    static Dataset<Row> parts(Dataset<Row> lines, CdnSettings settings, RejectTarget rejects) {
        return KafkaRecord.columns(lines)
                .mapPartitions(
                        new ReadLines(settings.reader(), settings.window().toMillis(), rejects), Encoders.row(PARTS));
    }

    private static Dataset<Row> observed(Dataset<Row> parts) {
        return parts.observe(OBSERVED, counted("records"), counted("accepted"), counted("rejected"));
    }

    private static Column counted(String column) {
        return sum(col(column)).as(column);
    }

    private static long number(Object observed) {
        return observed == null ? 0 : (Long) observed; // null without a row
    }

    /** Adds the parts up: a row for each window and set of dimensions. */
    static Dataset<Row> groups(Dataset<Row> parts, CdnSettings settings) {
        Column[] keys = Stream.concat(
                        Stream.of(window(col("at"), settings.window().toMillis() + " milliseconds")),
                        Arrays.stream(DIMENSIONS).map(name -> col(name)))
                .toArray(Column[]::new);
        Column[] sums = SUMS.stream().map(CdnPipeline::counted).toArray(Column[]::new);
        return parts.where(col("at").isNotNull())
                .withWatermark("at", settings.watermark().toMillis() + " milliseconds")
                .groupBy(keys)
                .agg(sums[0], Arrays.copyOfRange(sums, 1, sums.length))
                .select(Stream.concat(
                                Stream.of(col("window.start").as("window_start")),
                                Stream.concat(Arrays.stream(DIMENSIONS), SUMS.stream())
                                        .map(name -> col(name)))
                        .toArray(Column[]::new));
    }

    private void write(Dataset<Row> groups, long batch) throws IOException {
        CdnRollUp rollUp = rollUp(groups.collectAsList());
        if (rollUp.isEmpty()) {
            return;
        }
        Instant emitted = Instant.now();
        List<KpiTable> tables = new ArrayList<>();
        long rows = 0;
        for (CdnTable table : CdnTable.values()) {
            tables.add(
                    kpis(groups.sparkSession(), table, rollUp, settings.window().toMillis(), emitted));
            rows += rollUp.rows(table).size();
        }
        store.write(batch, tables);
        tally.wrote(rollUp.windows(), rows);
    }

    /** @param groups rows of {@link #groups} */
    static CdnRollUp rollUp(List<Row> groups) {
        CdnRollUp rollUp = new CdnRollUp();
        groups.forEach(group -> rollUp.add(group(group), sumsOf(group)));
        return rollUp;
    }

    private static CdnGroup group(Row row) {
        return new CdnGroup(
                row.getTimestamp(0).getTime(),
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getDouble(6));
    }

    private static long[] sumsOf(Row row) {
        long[] sums = new long[SUMS.size()];
        for (int i = 0; i < sums.length; i++) {
            sums[i] = row.getLong(1 + DIMENSIONS.length + i);
        }
        return sums;
    }

    private static KpiTable kpis(SparkSession spark, CdnTable table, CdnRollUp rollUp, long windowMs, Instant emitted) {
        List<Row> rows = new ArrayList<>();
        rollUp.rows(table).forEach((row, kpis) -> {
            List<Object> values = new ArrayList<>(List.of(
                    SCHEMA_VERSION,
                    table.tableName(),
                    new Timestamp(row.startMs()),
                    new Timestamp(row.startMs() + windowMs),
                    Timestamp.from(emitted)));
            values.addAll(row.dimensions());
            values.addAll(CdnKpiColumns.values(kpis, windowMs));
            rows.add(RowFactory.create(values.toArray()));
        });
        StringBuilder ddl = new StringBuilder(
                "schema INT, table STRING, window_start TIMESTAMP," + " window_end TIMESTAMP, emitted_at TIMESTAMP");
        table.dimensions().forEach(name -> ddl.append(", ").append(name).append(" STRING"));
        StructType schema = StructType.fromDDL(ddl + ", " + CdnKpiColumns.DDL);
        return new KpiTable(table.tableName(), spark.createDataFrame(rows, schema), "window_start", table.key());
    }

    /** Counts a finished batch of {@link #start}. */
    static void count(StreamingQueryProgress progress, CdnTally tally) {
        Row counts = progress.observedMetrics().get(OBSERVED);
        if (counts != null) {
            tally.read(number(counts.get(0)), number(counts.get(1)), number(counts.get(2)));
        }
        Arrays.stream(progress.stateOperators()).forEach(state -> tally.late(state.numRowsDroppedByWatermark()));
    }

    /** Runs on Spark's executors. */
    private static final class ReadLines implements MapPartitionsFunction<Row, Row> {

        private final ReaderSettings reader;
        private final long windowMs;
        private final RejectTarget rejects;

        ReadLines(ReaderSettings reader, long windowMs, RejectTarget rejects) {
            this.reader = reader;
            this.windowMs = windowMs;
            this.rejects = rejects;
        }

        @Override
        public Iterator<Row> call(Iterator<Row> records) {
            return new Parts(records, new CdnLines(reader, windowMs, rejects, Clock.systemUTC()));
        }
    }

    /** Reads until there are many groups, gives their rows, and goes on. */
    private static final class Parts implements Iterator<Row> {

        private final Iterator<Row> records;
        private final CdnLines lines;
        private Iterator<Map.Entry<CdnGroup, WindowSums.Group>> groups = Collections.emptyIterator();
        private boolean counted;

        Parts(Iterator<Row> records, CdnLines lines) {
            this.records = records;
            this.lines = lines;
        }

        @Override
        public boolean hasNext() {
            while (!groups.hasNext() && records.hasNext()) {
                while (records.hasNext() && lines.groups() < MOST_GROUPS) {
                    lines.read(record(records.next()));
                }
                if (!records.hasNext()) {
                    lines.flush();
                }
                groups = lines.drain();
            }
            return groups.hasNext() || !counted;
        }

        @Override
        public Row next() {
            Object[] values = new Object[PARTS.size()];
            Arrays.fill(values, 0L);
            if (hasNext() && groups.hasNext()) {
                Map.Entry<CdnGroup, WindowSums.Group> entry = groups.next();
                CdnGroup group = entry.getKey();
                values[0] = new Timestamp(entry.getValue().latestMs());
                values[1] = group.cdn();
                values[2] = group.pop();
                values[3] = group.host();
                values[4] = group.objectClass();
                values[5] = group.country();
                values[6] = group.samplingRate();
                long[] sums = entry.getValue().sums();
                for (int i = 0; i < sums.length; i++) {
                    values[10 + i] = sums[i];
                }
            } else {
                counted = true;
                Arrays.fill(values, 0, 7, null);
                values[7] = lines.records();
                values[8] = lines.accepted();
                values[9] = lines.rejected();
            }
            return RowFactory.create(values);
        }

        private static CdnRecord record(Row row) {
            KafkaRecord record = KafkaRecord.of(row);
            byte[] format = record.headers().get(EventHeaders.FORMAT);
            return new CdnRecord(
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    record.key(),
                    record.value(),
                    format == null ? null : new String(format, UTF_8),
                    record.timestamp().toEpochMilli());
        }
    }

    /** The producer of the JVM that reads. */
    private record KafkaRejects(KafkaSettings kafka) implements RejectTarget {

        @Override
        public void send(String topic, int partition, long offset, byte[] key, byte[] value, String reason) {
            Rejects.at(kafka).send(topic, partition, offset, key, value, reason);
        }

        @Override
        public void flush() {
            Rejects.at(kafka).flush();
        }
    }
}
