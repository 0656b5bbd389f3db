package videolab.processor.faces.minutes;

import java.io.IOException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.function.ToIntFunction;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.FlatMapGroupsWithStateFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.GroupState;
import org.apache.spark.sql.streaming.GroupStateTimeout;
import org.apache.spark.sql.streaming.OutputMode;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import videolab.cli.KafkaSettings;
import videolab.contract.FaceMinute;
import videolab.contract.FrameCount;
import videolab.contract.Json;
import videolab.contract.Topic;
import videolab.contract.Topics;
import videolab.processor.kafka.KafkaRecord;
import videolab.processor.kafka.KafkaSource;
import videolab.processor.spark.FollowUpQuery;
import videolab.processor.spark.LabSpark;

/**
 * Sums the faces of each camera and minute. This is a query of its own, because real-time mode keeps no state.
 *
 * <pre>
 * face-counts ─▶ each frame once ─▶ sums of camera and minute ─▶ face-minutes   again whenever a minute has grown
 * </pre>
 *
 * A frame counts in the minute of its capture, however late it arrives. State expires by the broker's clock alone, so a
 * camera whose clock is wrong does not make the frames of others late.
 */
public final class MinutePipeline implements FollowUpQuery {

    private static final Logger LOG = LoggerFactory.getLogger(MinutePipeline.class);
    private static final Trigger EVERY_TEN_SECONDS = Trigger.ProcessingTime(10_000);

    /** The retention of frames: while one can be replayed, its id is remembered. */
    private static final String WATERMARK_DELAY = "10 minutes";

    /** Much longer than ids are: a sum that started again would replace the row of its minute with a smaller one. */
    private static final Duration SUMS_KEPT = Duration.ofHours(1);

    private static final StructType COUNT = StructType.fromDDL(
            "minute STRING NOT NULL, camera STRING NOT NULL, frame STRING NOT NULL, value BINARY NOT NULL,"
                    + " timestamp TIMESTAMP NOT NULL");
    private static final StructType MINUTE = StructType.fromDDL("key STRING NOT NULL, value BINARY NOT NULL");

    private final KafkaSettings kafka;
    private final String checkpoint;

    public MinutePipeline(KafkaSettings kafka, String checkpoint) {
        this.kafka = kafka;
        this.checkpoint = checkpoint;
    }

    @Override
    public String name() {
        return "minutes";
    }

    @Override
    public List<Topic> topics() {
        return List.of(Topics.FACE_COUNTS);
    }

    /** The stages behind the shuffles may be wider than the one that reads. */
    @Override
    public int slots(ToIntFunction<Topic> partitions) {
        return Math.max(partitions.applyAsInt(Topics.FACE_COUNTS), LabSpark.SHUFFLE_PARTITIONS);
    }

    /** So that the minutes of a run are complete when it ends. */
    @Override
    public boolean drainsAtStop() {
        return true;
    }

    @Override
    public StreamingQuery start(SparkSession spark) throws TimeoutException {
        return start(spark, EVERY_TEN_SECONDS);
    }

    @Override
    public StreamingQuery drain(SparkSession spark) throws TimeoutException {
        return start(spark, Trigger.AvailableNow());
    }

    private StreamingQuery start(SparkSession spark, Trigger trigger) throws TimeoutException {
        return minutes(KafkaSource.stream(spark, kafka, Topics.FACE_COUNTS.name()))
                .writeStream()
                .queryName(name())
                .format("kafka")
                .options(kafka.sparkSink(Map.of()))
                .option("topic", Topics.FACE_MINUTES.name())
                .option("checkpointLocation", checkpoint + "/" + name())
                // Spark allows no update mode after two stateful steps. Each row is a record of its own.
                .outputMode(OutputMode.Append())
                .trigger(trigger)
                .start();
    }

    static Dataset<Row> minutes(Dataset<Row> counts) {
        return KafkaRecord.columns(counts)
                .flatMap(new ParseCount(), Encoders.row(COUNT))
                .withWatermark("timestamp", WATERMARK_DELAY)
                .dropDuplicatesWithinWatermark("camera", "frame")
                .groupByKey((MapFunction<Row, String>) row -> row.getAs("minute"), Encoders.STRING())
                .flatMapGroupsWithState(
                        new SumMinute(),
                        OutputMode.Append(),
                        Encoders.BINARY(),
                        Encoders.row(MINUTE),
                        GroupStateTimeout.EventTimeTimeout());
    }

    /** Runs on Spark's executors. */
    private static final class ParseCount implements FlatMapFunction<Row, Row> {

        @Override
        public Iterator<Row> call(Row row) {
            KafkaRecord record = KafkaRecord.of(row);
            byte[] value = record.value();
            try {
                FrameCount count = CountRecord.parse(value);
                String minute = FaceMinute.key(count.camera(), MinuteSums.minute(count));
                return List.of(RowFactory.create(
                                minute, count.camera(), count.frame(), value, Timestamp.from(record.timestamp())))
                        .iterator();
            } catch (IllegalArgumentException e) {
                LOG.warn(
                        "skipped a record of {} that is not the count of a frame: {}",
                        Topics.FACE_COUNTS.name(),
                        e.getMessage());
                return List.<Row>of().iterator();
            }
        }
    }

    /** Runs on Spark's executors. The sums of a minute are kept as JSON. */
    private static final class SumMinute implements FlatMapGroupsWithStateFunction<String, Row, byte[], Row> {

        @Override
        public Iterator<Row> call(String minute, Iterator<Row> rows, GroupState<byte[]> state) throws IOException {
            if (state.hasTimedOut()) {
                state.remove();
                return List.<Row>of().iterator();
            }
            MinuteSums sums = state.exists() ? Json.read(state.get(), MinuteSums.class) : MinuteSums.NONE;
            FrameCount count = null;
            Instant last = Instant.EPOCH;
            while (rows.hasNext()) {
                Row row = rows.next();
                count = CountRecord.parse(row.getAs("value"));
                sums = sums.plus(count);
                Timestamp written = row.getAs("timestamp");
                last = written.toInstant().isAfter(last) ? written.toInstant() : last;
            }
            state.update(Json.bytes(sums));
            state.setTimeoutTimestamp(last.plus(SUMS_KEPT).toEpochMilli());
            return List.of(RowFactory.create(
                            minute, Json.bytes(sums.row(count.camera(), MinuteSums.minute(count), Instant.now()))))
                    .iterator();
        }
    }
}
