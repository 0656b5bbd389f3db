package videolab.processor.cdn;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
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
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.OutputMode;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.apache.spark.storage.StorageLevel;
import scala.jdk.javaapi.CollectionConverters;
import videolab.processor.kafka.Arrivals;
import videolab.processor.kafka.FollowingRecords;
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
    private static final String[] OBSERVED_COLUMNS = {"records", "accepted", "rejected", "unknown_results"};
    /** Each task gives one row with what it counted: Spark takes it from tasks that have ended, once, wherever they ran. */
    static final Column[] OBSERVATIONS = {
        sum(col("records")).as("records"),
        sum(col("accepted")).as("accepted"),
        sum(col("rejected")).as("rejected"),
        collect_list(col("unknown_results")).as("unknown_results")
    };
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
                .observe(OBSERVED, OBSERVATIONS[0], Arrays.copyOfRange(OBSERVATIONS, 1, OBSERVATIONS.length));
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
                .observe(observation, OBSERVATIONS[0], Arrays.copyOfRange(OBSERVATIONS, 1, OBSERVATIONS.length));
        write(CdnGroups.of(parts, settings), AVAILABLE_NOW_BATCH);
        Map<String, Object> counts = observation.getAsJava();
        count(RowFactory.create(Arrays.stream(OBSERVED_COLUMNS).map(counts::get).toArray()), tally);
    }

    /**
     * Reads log lines.
     *
     * @param lines rows of Spark's Kafka source, headers included
     * @return sums of parts of them, and how many there were
     */
    static Dataset<Row> parts(Dataset<Row> lines, CdnSettings settings, RejectTarget rejects) {
        return parts(lines, settings, rejects, following(settings));
    }

    private static Arrivals.Following following(CdnSettings settings) {
        return settings.files().isPresent()
                ? Arrivals.Following.NOTHING // files are records that are made now
                : FollowingRecords.of(settings.kafka());
    }

    /** @param following finds what follows the records of a batch */
    static Dataset<Row> parts(
            Dataset<Row> lines, CdnSettings settings, RejectTarget rejects, Arrivals.Following following) {
        return KafkaRecord.columns(lines)
                .mapPartitions(
                        new ReadLines(settings.reader(), settings.window().toMillis(), rejects, following),
                        Encoders.row(ReadLines.PARTS));
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
            count(counts, tally);
        }
        Arrays.stream(progress.stateOperators()).forEach(state -> tally.late(state.numRowsDroppedByWatermark()));
    }

    /** @param observed columns of {@link #OBSERVED_COLUMNS} */
    static void count(Row observed, CdnTally tally) {
        if (!observed.isNullAt(3)) {
            observed.<scala.collection.Map<String, Long>>getList(3)
                    .forEach(counts -> tally.unknownResults(CollectionConverters.asJava(counts)));
        }
        tally.read(number(observed.get(0)), number(observed.get(1)), number(observed.get(2)));
    }
}
