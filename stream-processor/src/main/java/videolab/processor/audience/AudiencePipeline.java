package videolab.processor.audience;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import java.io.IOException;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.OutputMode;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.TimeMode;
import org.apache.spark.storage.StorageLevel;
import videolab.processor.audience.sessions.SessionRules;
import videolab.processor.kafka.KafkaRecord;
import videolab.processor.kafka.KafkaSource;
import videolab.processor.kpis.KpiStore;
import videolab.processor.kpis.KpiTable;

/**
 * Player events in, KPIs out, as one query.
 *
 * <pre>
 * player-events ─▶ read each event ─┬▶ session timelines ─▶ slices of closed windows ─▶ tables ─▶ files, audience-kpis
 *                                   │                    └▶ ended sessions ───────────────┘
 *                                   └▶ rejected-events
 * </pre>
 */
public final class AudiencePipeline {

    static final String NAME = "audience";

    /** The name under which the query's progress counts {@code accepted} and {@code rejected} events. */
    static final String OBSERVED = "audience-events";

    private final AudienceSettings settings;
    private final KpiStore store;

    AudiencePipeline(AudienceSettings settings, KpiStore store) {
        this.settings = settings;
        this.store = store;
    }

    /** Reads the topic and writes the tables. */
    StreamingQuery start(SparkSession spark) throws TimeoutException {
        return rows(records(spark, settings), settings.rules(), settings.reading())
                .writeStream()
                .queryName(NAME)
                .foreachBatch((rows, batch) -> {
                    write(rows, batch);
                })
                .option("checkpointLocation", settings.checkpoint() + "/" + NAME)
                .outputMode(OutputMode.Append())
                .trigger(settings.trigger().toSpark())
                .start();
    }

    /**
     * The pipeline without its ends, for other Spark programs.
     *
     * @param records rows of Spark's Kafka source, headers included
     * @param rules length of windows, watermark, silence
     * @param reading how records become events; its broker takes what is rejected
     * @return rows of {@link SessionRows}, which {@link AudienceTables} makes tables of
     */
    public static Dataset<Row> rows(Dataset<Row> records, SessionRules rules, ReadSettings reading) {
        return KafkaRecord.columns(records)
                .mapPartitions(new ReadEvents(reading), Encoders.row(ReadEvents.SCHEMA))
                .observe(
                        OBSERVED,
                        coalesce(sum(col("count")), lit(0L)).as("accepted"),
                        count_if(col("session").isNull()).as("rejected"))
                .filter(col("session").isNotNull())
                // By the collector's clock: a viewer's, a day ahead, would close everybody else's windows.
                .withWatermark("received_at", rules.watermarkMs() + " milliseconds")
                .groupByKey((MapFunction<Row, String>) event -> event.getString(0), Encoders.STRING())
                .transformWithState(
                        new SessionProcessor(rules, reading),
                        TimeMode.EventTime(),
                        OutputMode.Append(),
                        Encoders.row(SessionRows.SCHEMA));
    }

    /** Rows of {@link KafkaRecord}. */
    public static Dataset<Row> records(SparkSession spark, AudienceSettings settings) {
        return KafkaSource.stream(spark, settings.kafka(), settings.topic(), settings.mostPerTrigger());
    }

    private void write(Dataset<Row> rows, long batch) throws IOException {
        rows.persist(StorageLevel.MEMORY_AND_DISK());
        try {
            // All that comes before, from Kafka on, happens in here.
            Iterator<List<KpiTable>> tables = AudienceTables.windows(
                    rows, settings.rules().window(), settings.store().mostValues());
            List<KpiTable> first = tables.next();
            // A session that has ended may come when nobody else has closed a window.
            if (!rows.isEmpty()) {
                first.add(AudienceTables.sessions(rows, Instant.now()));
                store.write(batch, first);
            }
            for (int piece = 1; tables.hasNext(); piece++) {
                store.write(batch, piece, tables.next());
            }
        } finally {
            rows.unpersist();
        }
    }
}
