package videolab.processor.faces;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import videolab.contract.FrameCount;
import videolab.contract.FrameResult;
import videolab.contract.Json;
import videolab.processor.spark.SparkLab;

/** The pipeline's transformation over a table of frames; the wire is tested in embedded-lab. */
class FacesPipelineTest {

    private static final AnalyzerSettings SETTINGS = AnalyzerSettings.with(DetectorSettings.haar())
            .withExpressions(ExpressionSettings.shipped())
            .withMaxAge(Duration.ofMinutes(10));

    /** Kafka's columns, as Spark gives them. */
    private static final StructType KAFKA = StructType.fromDDL(
            "key BINARY, value BINARY, topic STRING, partition INT,"
                    + " offset BIGINT, timestamp TIMESTAMP, timestampType INT, headers ARRAY<STRUCT<key: STRING, value: BINARY>>");

    @RegisterExtension
    private static final SparkLab SPARK = new SparkLab(2);

    @Test
    void eachFrameGoesToTheTopicOfItsOutcome() throws IOException {
        Pictures.Scene scene = Pictures.sceneWithLargeFace();
        Instant now = Instant.now();
        Dataset<Row> frames = SPARK.session()
                .createDataFrame(
                        List.of(
                                frame(0, scene.png(), now),
                                frame(1, scene.png(), now.minusSeconds(3600)),
                                frame(2, "x".repeat(100_000).getBytes(UTF_8), now)),
                        KAFKA);

        List<Row> rows = FacesPipeline.outcomes(frames, SETTINGS, new FaceOutput.Full(Optional.empty()))
                .collectAsList();

        var byTopic = rows.stream().collect(Collectors.groupingBy(row -> row.<String>getAs("topic")));
        assertThat(byTopic).containsOnlyKeys("final_result_topic", "face-crops", "rejected-frames");

        List<FrameResult> results = byTopic.get("final_result_topic").stream()
                .map(FacesPipelineTest::result)
                .toList();
        assertThat(results).extracting(FrameResult::skipped).containsExactly(null, "stale");
        assertThat(byTopic.get("face-crops")).hasSameSizeAs(results.get(0).faces());
        assertThat(byTopic.get("face-crops").get(0).getList(3).toString()).contains("frame-id", "face", "captured-at");

        Row reject = byTopic.get("rejected-frames").get(0);
        assertThat(reject.<byte[]>getAs("value")).hasSize(64 * 1024);
        List<Row> headers = reject.getList(3);
        assertThat(headers)
                .extracting(header -> header.getString(0) + "=" + new String((byte[]) header.get(1), UTF_8))
                .containsExactly(
                        "reason=neither JPEG nor PNG: 100000 bytes of text", "source-partition=1", "source-offset=2");
    }

    @Test
    void withAggregatesOnlyNothingOfASingleFaceAndNoBytesLeave() throws IOException {
        Pictures.Scene scene = Pictures.sceneWithLargeFace();
        Instant now = Instant.now();
        Dataset<Row> frames = SPARK.session()
                .createDataFrame(
                        List.of(
                                frame(0, scene.png(), now),
                                frame(1, scene.png(), now.minusSeconds(3600)),
                                frame(2, "secret".getBytes(UTF_8), now)),
                        KAFKA);

        List<Row> rows = FacesPipeline.outcomes(frames, SETTINGS.withCrops(false), new FaceOutput.AggregatesOnly())
                .collectAsList();

        assertThat(rows)
                .extracting(row -> row.<String>getAs("topic"))
                .containsExactly("face-counts", "face-counts", "rejected-frames");
        FrameCount analyzed = Json.read(rows.get(0).getAs("value"), FrameCount.class);
        assertThat(analyzed.faces()).isPositive();
        assertThat(analyzed.emotions().values().stream().mapToInt(n -> n).sum()).isEqualTo(analyzed.faces());
        FrameCount stale = Json.read(rows.get(1).getAs("value"), FrameCount.class);
        assertThat(stale.skipped()).isEqualTo("stale");
        assertThat(stale.emotions()).isEmpty();
        assertThat(rows.get(2).<byte[]>getAs("key")).isNull();
        assertThat(rows.get(2).<byte[]>getAs("value")).isEmpty();
        assertThat(rows.get(2).getList(3).toString()).contains("reason", "source-offset");
    }

    private static Row frame(long offset, byte[] value, Instant timestamp) {
        return RowFactory.create(
                "camera-0".getBytes(UTF_8), value, "any", 1, offset, Timestamp.from(timestamp), 0, null);
    }

    private static FrameResult result(Row row) {
        try {
            return Json.read(row.getAs("value"), FrameResult.class);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
