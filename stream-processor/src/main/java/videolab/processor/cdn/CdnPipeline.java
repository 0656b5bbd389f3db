package videolab.processor.cdn;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.sum;

import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.OutputMode;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.apache.spark.storage.StorageLevel;
import videolab.processor.kafka.KafkaRecord;
import videolab.processor.kafka.KafkaSource;
import videolab.processor.kpis.KpiStore;

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

    private static final String OBSERVED = "cdn-lines";
    /** A run that reads what is there writes complete windows, over those of the last such run. */
    private static final long AVAILABLE_NOW_BATCH = -1;

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
        Dataset<Row> parts = parts(lines, settings, new KafkaRejects(settings.kafka()))
                .observe(OBSERVED, counted("records"), counted("accepted"), counted("rejected"));
        return CdnGroups.of(parts, settings)
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
        Dataset<Row> lines = settings.files()
                .map(files -> files.rows(spark))
                .orElseGet(() -> KafkaSource.batch(spark, settings.kafka(), settings.topic()));
        Observation observation = new Observation(OBSERVED);
        Dataset<Row> parts = parts(lines, settings, new KafkaRejects(settings.kafka()))
                .observe(observation, counted("records"), counted("accepted"), counted("rejected"));
        write(CdnGroups.of(parts, settings), AVAILABLE_NOW_BATCH);
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
                        new ReadLines(settings.reader(), settings.window().toMillis(), rejects),
                        Encoders.row(ReadLines.PARTS));
    }

    private static Column counted(String column) {
        return sum(col(column)).as(column);
    }

    private static long number(Object observed) {
        return observed == null ? 0 : (Long) observed; // null without a row
    }

    private void write(Dataset<Row> groups, long batch) throws IOException {
        groups.persist(StorageLevel.MEMORY_AND_DISK());
        try {
            groups.count(); // reads every line, on all cores: what is observed of them is complete now
            CdnTables tables = CdnTables.of(groups, settings.store().mostValues());
            if (!tables.isEmpty()) {
                store.write(batch, tables.tables(groups.sparkSession(), settings.window(), Instant.now()));
                tally.wrote(tables.windows(), tables.size());
            }
        } finally {
            groups.unpersist();
        }
    }

    /** Counts a finished batch of {@link #start}. */
    static void count(StreamingQueryProgress progress, CdnTally tally) {
        Row counts = progress.observedMetrics().get(OBSERVED);
        if (counts != null) {
            tally.read(number(counts.get(0)), number(counts.get(1)), number(counts.get(2)));
        }
        Arrays.stream(progress.stateOperators()).forEach(state -> tally.late(state.numRowsDroppedByWatermark()));
    }
}
