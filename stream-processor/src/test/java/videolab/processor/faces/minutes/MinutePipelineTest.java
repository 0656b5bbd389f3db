package videolab.processor.faces.minutes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.execution.streaming.runtime.MemoryStream;
import org.apache.spark.sql.streaming.OutputMode;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import scala.jdk.javaapi.CollectionConverters;
import videolab.contract.Emotion;
import videolab.contract.FaceMinute;
import videolab.contract.FrameCount;
import videolab.contract.Json;
import videolab.processor.spark.SparkLab;

/** The query from memory to memory: counts in, a row for each change of a minute out. */
class MinutePipelineTest {

    private static final Instant MINUTE = Instant.parse("2026-01-02T03:04:00Z");
    private static final StructType COUNTS =
            StructType.fromDDL("topic STRING, partition INT, offset BIGINT, key BINARY, value BINARY,"
                    + " headers ARRAY<STRUCT<key: STRING, value: BINARY>>, timestamp TIMESTAMP");

    @RegisterExtension
    private static final SparkLab SPARK = new SparkLab(2);

    @TempDir
    private Path checkpoint;

    private final List<Row> batch = new ArrayList<>();
    private MemoryStream<Row> input;
    private StreamingQuery query;

    @BeforeEach
    void start() throws Exception {
        input = MemoryStream.apply(Encoders.row(COUNTS), SPARK.session());
        Dataset<Row> minutes = MinutePipeline.minutes(input.toDF());
        query = minutes.writeStream()
                .queryName("minutes")
                .format("memory")
                .outputMode(OutputMode.Append())
                .option("checkpointLocation", checkpoint.toString())
                .start();
    }

    @AfterEach
    void stop() throws Exception {
        query.stop();
    }

    @Test
    void framesCountInTheMinuteOfTheirCaptureWheneverTheyArrive() {
        frame("a", "1", MINUTE.plusSeconds(70), 1, MINUTE.plusSeconds(71));
        frame("a", "2", MINUTE.plusSeconds(10), 2, MINUTE.plusSeconds(71));
        frame("b", "1", MINUTE.plusSeconds(10), 5, MINUTE.plusSeconds(72));
        run();
        // Of the first minute once more, eight minutes later.
        frame("a", "3", MINUTE.plusSeconds(59), 4, MINUTE.plusSeconds(540));
        run();

        assertThat(last("a", MINUTE).frames()).isEqualTo(2);
        assertThat(last("a", MINUTE).faceObservations()).isEqualTo(6);
        assertThat(last("a", MINUTE).facesPerFrameMax()).isEqualTo(4);
        assertThat(last("a", MINUTE).emotions()).containsEntry(Emotion.HAPPY, 6L);
        assertThat(last("a", MINUTE.plusSeconds(60)).frames()).isEqualTo(1);
        assertThat(last("b", MINUTE).faceObservations()).isEqualTo(5);
    }

    @Test
    void aRowIsWrittenForEachMinuteThatHasGrown() {
        frame("a", "1", MINUTE, 1, MINUTE);
        frame("a", "2", MINUTE.plusSeconds(60), 1, MINUTE);
        run();
        frame("a", "3", MINUTE, 1, MINUTE);
        run();

        assertThat(rows())
                .extracting(FaceMinute::windowStart, FaceMinute::frames)
                .containsExactlyInAnyOrder(tuple(MINUTE, 1L), tuple(MINUTE.plusSeconds(60), 1L), tuple(MINUTE, 2L));
    }

    @Test
    void aReplayedFrameCountsOnceAlsoWhenAnotherCamerasClockIsAhead() {
        frame("a", "1", MINUTE, 1, MINUTE);
        frame("ahead", "1", MINUTE.plusSeconds(7200), 1, MINUTE);
        run();
        frame("a", "1", MINUTE, 1, MINUTE.plusSeconds(300));
        frame("a", "2", MINUTE.plusSeconds(1), 1, MINUTE.plusSeconds(300));
        frame("b", "1", MINUTE, 1, MINUTE.plusSeconds(300));
        run();

        assertThat(last("a", MINUTE).frames()).isEqualTo(2);
        assertThat(last("b", MINUTE).frames()).isEqualTo(1);
    }

    /** A replay of the processor may come after the ids are forgotten, but before the sums are. */
    @Test
    void theSumOfAMinuteOutlivesTheIdsOfItsFrames() {
        frame("a", "1", MINUTE, 1, MINUTE);
        run();
        frame("b", "1", MINUTE.plusSeconds(1800), 1, MINUTE.plusSeconds(1800));
        run();
        frame("a", "2", MINUTE, 1, MINUTE.plusSeconds(1801));
        run();

        assertThat(last("a", MINUTE).frames()).isEqualTo(2);
    }

    @Test
    void recordsOfAnotherFormAreLeftOut() {
        record("hello".getBytes(UTF_8), MINUTE);
        record(null, MINUTE);
        frame("a", "1", MINUTE, 1, MINUTE);
        run();

        assertThat(rows()).extracting(FaceMinute::frames).containsExactly(1L);
    }

    /** @param writtenAt the broker's time */
    private void frame(String camera, String frame, Instant capturedAt, int faces, Instant writtenAt) {
        FrameCount count =
                new FrameCount(FrameCount.SCHEMA, camera, frame, capturedAt, faces, Map.of(Emotion.HAPPY, faces), null);
        record(Json.bytes(count), writtenAt);
    }

    private void record(byte[] value, Instant writtenAt) {
        batch.add(RowFactory.create("face-counts", 0, 0L, null, value, null, Timestamp.from(writtenAt)));
    }

    private void run() {
        input.addData(CollectionConverters.asScala(batch).toSeq());
        query.processAllAvailable();
        batch.clear();
    }

    private List<FaceMinute> rows() {
        return SPARK.session().table("minutes").collectAsList().stream()
                .map(MinutePipelineTest::minute)
                .toList();
    }

    private FaceMinute last(String camera, Instant minute) {
        return rows().stream()
                .filter(row -> row.camera().equals(camera) && row.windowStart().equals(minute))
                .reduce((earlier, later) -> later)
                .orElseThrow();
    }

    private static FaceMinute minute(Row row) {
        try {
            FaceMinute minute = Json.read(row.<byte[]>getAs("value"), FaceMinute.class);
            assertThat(row.<String>getAs("key")).isEqualTo(FaceMinute.key(minute.camera(), minute.windowStart()));
            return minute;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
