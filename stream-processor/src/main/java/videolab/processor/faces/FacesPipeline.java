package videolab.processor.faces;

import java.util.Iterator;
import java.util.concurrent.TimeoutException;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.OutputMode;
import org.apache.spark.sql.streaming.StreamingQuery;
import videolab.contract.Topics;
import videolab.processor.kafka.KafkaHeaders;

/**
 * Frames in, faces out, as one stateless query, so that Spark's real-time mode can run it.
 *
 * <pre>
 * distributed-video1 ─▶ analyse each frame ─┬▶ final_result_topic   analysed, or skipped as stale
 *                                           ├▶ face-crops           one per face
 *                                           └▶ rejected-frames      what nobody can read
 * </pre>
 *
 * With {@code --aggregate-only} a count goes to {@code face-counts} instead of results and crops.
 */
final class FacesPipeline {

    private final FacesSettings settings;

    FacesPipeline(FacesSettings settings) {
        this.settings = settings;
    }

    StreamingQuery start(SparkSession spark) throws TimeoutException {
        return outcomes(frames(spark), settings.analyzer())
                .writeStream()
                .queryName("faces")
                .format("kafka")
                .option("kafka.bootstrap.servers", settings.bootstrap())
                // A row over this size would fail the query, again and again.
                .option("kafka.max.request.size", Topics.MAX_MESSAGE_BYTES)
                .option("kafka.linger.ms", 0)
                .option("checkpointLocation", settings.checkpoint() + "/faces")
                .outputMode(OutputMode.Update())
                .trigger(settings.trigger().toSpark())
                .start();
    }

    /**
     * Analyses frames.
     *
     * @param frames rows of Kafka's columns {@code key, value, headers, partition, offset, timestamp}
     * @return rows of {@link OutgoingRows#SCHEMA}
     */
    static Dataset<Row> outcomes(Dataset<Row> frames, AnalyzerSettings settings) {
        return frames.select("key", "value", "headers", "partition", "offset", "timestamp")
                .flatMap(new AnalyzeFrame(settings), Encoders.row(OutgoingRows.SCHEMA));
    }

    private Dataset<Row> frames(SparkSession spark) {
        return spark.readStream()
                .format("kafka")
                .option("kafka.bootstrap.servers", settings.bootstrap())
                .option("subscribe", settings.framesTopic())
                .option("startingOffsets", "earliest")
                .option("includeHeaders", true)
                .option("kafka.max.partition.fetch.bytes", Topics.MAX_MESSAGE_BYTES)
                // Frames live for minutes: what the broker has deleted is counted (FrameCounters), not an error.
                .option("failOnDataLoss", false)
                .load();
    }

    /** Runs on Spark's executors. */
    private static final class AnalyzeFrame implements FlatMapFunction<Row, Row> {

        private final AnalyzerSettings settings;

        AnalyzeFrame(AnalyzerSettings settings) {
            this.settings = settings;
        }

        @Override
        public Iterator<Row> call(Row frame) {
            FrameOutcome outcome = AnalyzerPool.of(settings).analyze(record(frame));
            return settings.aggregateOnly() ? OutgoingRows.aggregatesOf(outcome) : OutgoingRows.of(outcome);
        }

        private static FrameRecord record(Row frame) {
            return new FrameRecord(
                    frame.getAs(0),
                    frame.getAs(1),
                    KafkaHeaders.of(frame, 2),
                    frame.getInt(3),
                    frame.getLong(4),
                    frame.getTimestamp(5).toInstant());
        }
    }
}
