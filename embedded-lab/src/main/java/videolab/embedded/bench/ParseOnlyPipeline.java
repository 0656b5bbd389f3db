package videolab.embedded.bench;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.hll_sketch_agg;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.window;

import java.sql.Timestamp;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.OutputMode;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import videolab.processor.audience.AudiencePipeline;
import videolab.processor.audience.AudienceSettings;
import videolab.processor.audience.ReadRecords;
import videolab.processor.audience.ReadSettings;
import videolab.processor.audience.sessions.SessionEvent;

/**
 * What {@link AudiencePipeline}'s speed is measured against: the same records, read by the same step into the same windows, but
 * nothing is known of sessions. Events and viewers by window, content and device, in append mode, to Parquet files.
 */
final class ParseOnlyPipeline {

    private static final String NAME = "parse-only";
    private static final int SKETCH_LG_K = 14;

    private final AudienceSettings settings;

    ParseOnlyPipeline(AudienceSettings settings) {
        this.settings = settings;
    }

    /** Writes to the settings' root by Spark's own file sink. */
    StreamingQuery start(SparkSession spark) throws TimeoutException {
        return AudiencePipeline.records(spark, settings)
                .mapPartitions(new ReadDimensions(settings.reading()), Encoders.row(ReadDimensions.SCHEMA))
                .filter(col("session").isNotNull())
                .withWatermark("received_at", settings.rules().watermarkMs() + " milliseconds")
                .groupBy(
                        window(col("received_at"), settings.rules().windowMs() + " milliseconds"),
                        col("content"),
                        col("device_class"))
                .agg(
                        count(lit(1)).as("events"),
                        hll_sketch_agg(col("session"), SKETCH_LG_K).as("viewers_sketch"))
                .writeStream()
                .queryName(NAME)
                .format("parquet")
                .option("path", settings.store().root().orElseThrow())
                .option("checkpointLocation", settings.checkpoint() + "/" + NAME)
                .outputMode(OutputMode.Append())
                .trigger(settings.trigger().toSpark())
                .start();
    }

    /** A row for each event with the columns that it is grouped by. */
    private static final class ReadDimensions extends ReadRecords {

        private static final StructType SCHEMA = new StructType()
                .add("session", DataTypes.StringType)
                .add("received_at", DataTypes.TimestampType)
                .add("content", DataTypes.StringType)
                .add("device_class", DataTypes.StringType);

        private static final Row REJECTED = RowFactory.create(null, null, null, null);

        ReadDimensions(ReadSettings settings) {
            super(settings);
        }

        @Override
        protected Events events() {
            return new Events() {
                @Override
                public void accept(SessionEvent event, long arrivedMs, Consumer<Row> out) {
                    out.accept(RowFactory.create(
                            event.event().session(),
                            new Timestamp(event.receivedAtMs()),
                            event.event().content(),
                            event.viewer().deviceClass()));
                }

                @Override
                public void reject(Consumer<Row> out) {
                    out.accept(REJECTED);
                }

                @Override
                public void end(Consumer<Row> out) {
                    // Nothing was kept.
                }
            };
        }
    }
}
