package videolab.processor.faces;

import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.OutputMode;
import org.apache.spark.sql.streaming.StreamingQuery;
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

    private final FacesSettings settings;

    FacesPipeline(FacesSettings settings) {
        this.settings = settings;
    }

    StreamingQuery start(SparkSession spark) throws TimeoutException {
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
                .trigger(settings.trigger().toSpark())
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
