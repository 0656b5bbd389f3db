package videolab.processor.faces;

import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.OutputMode;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.Trigger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import videolab.processor.kafka.KafkaRecord;
import videolab.processor.kafka.KafkaSource;

/**
 * Frames in, faces out, as one stateless query, so that Spark's real-time mode can run it.
 *
 * <pre>
 * distributed-video1 ─▶ analyze each frame ─┬▶ final_result_topic   analyzed, or skipped as stale
 *                                           ├▶ face-crops           one per face
 *                                           └▶ rejected-frames      unreadable
 * </pre>
 *
 * With {@code --aggregate-only} a count goes to {@code face-counts} instead of results and crops.
 */
final class FacesPipeline {

    private static final Logger LOG = LoggerFactory.getLogger(FacesPipeline.class);

    private final FacesSettings settings;
    private StreamingQuery last;

    FacesPipeline(FacesSettings settings) {
        this.settings = settings;
    }

    /** Called again when the query has failed. */
    StreamingQuery start(SparkSession spark) throws TimeoutException, StreamingQueryException {
        if (last != null && hasFailedOnDeletedFrames(last)) {
            LOG.info("frames were deleted unread: what is there is read in one batch");
            start(spark, Trigger.AvailableNow()).awaitTermination();
        }
        last = start(spark, settings.trigger().toSpark());
        return last;
    }

    /**
     * Real-time mode fails, again and again, when its next frame was deleted: a processor was away for longer than frames are kept. A
     * micro-batch goes on with the oldest frame there is, as failOnDataLoss=false asks for.
     */
    private static boolean hasFailedOnDeletedFrames(StreamingQuery query) {
        Throwable cause = query.exception().getOrElse(() -> null);
        while (cause != null && !(cause instanceof OffsetOutOfRangeException)) {
            cause = cause.getCause();
        }
        return cause != null;
    }

    private StreamingQuery start(SparkSession spark, Trigger trigger) throws TimeoutException {
        return outcomes(
                        KafkaSource.stream(spark, settings.kafka(), settings.framesTopic()),
                        settings.analyzer(),
                        settings.output())
                .writeStream()
                .queryName("faces")
                .format("kafka")
                .options(settings.kafka().sparkSink(Map.of("linger.ms", "0")))
                .option("checkpointLocation", settings.checkpoint() + "/faces")
                .outputMode(OutputMode.Update())
                .trigger(trigger)
                .start();
    }

    /**
     * Analyzes frames.
     *
     * @param frames rows of Spark's Kafka source, headers included
     * @return rows of {@link OutgoingRows#SCHEMA}
     */
    static Dataset<Row> outcomes(Dataset<Row> frames, AnalyzerSettings settings, FaceOutput output) {
        return KafkaRecord.columns(frames)
                .flatMap(new AnalyzeFrame(settings, output.rows()), Encoders.row(OutgoingRows.SCHEMA));
    }

    /** Runs on Spark's executors. */
    private static final class AnalyzeFrame implements FlatMapFunction<Row, Row> {

        private final AnalyzerSettings settings;
        private final FaceOutput.OutcomeRows rows;

        AnalyzeFrame(AnalyzerSettings settings, FaceOutput.OutcomeRows rows) {
            this.settings = settings;
            this.rows = rows;
        }

        @Override
        public Iterator<Row> call(Row frame) {
            return rows.of(AnalyzerPool.of(settings).analyze(record(KafkaRecord.of(frame))));
        }

        private static FrameRecord record(KafkaRecord record) {
            return new FrameRecord(
                    record.key(),
                    record.value(),
                    record.headers(),
                    record.partition(),
                    record.offset(),
                    record.timestamp());
        }
    }
}
