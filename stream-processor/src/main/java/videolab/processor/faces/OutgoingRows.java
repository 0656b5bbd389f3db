package videolab.processor.faces;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;
import videolab.contract.CropHeaders;
import videolab.contract.Emotion;
import videolab.contract.Face;
import videolab.contract.FrameCount;
import videolab.contract.FrameResult;
import videolab.contract.Json;
import videolab.contract.Limits;
import videolab.contract.RejectHeaders;
import videolab.contract.Topics;

/** Turns outcomes into rows for Spark's Kafka sink, which sends each row to the topic that it names. */
final class OutgoingRows {

    private static final StructType HEADER = new StructType(new StructField[] {
        DataTypes.createStructField("key", DataTypes.StringType, false),
        DataTypes.createStructField("value", DataTypes.BinaryType, true)
    });

    static final StructType SCHEMA = new StructType(new StructField[] {
        DataTypes.createStructField("topic", DataTypes.StringType, false),
        DataTypes.createStructField("key", DataTypes.BinaryType, true),
        DataTypes.createStructField("value", DataTypes.BinaryType, false),
        DataTypes.createStructField("headers", DataTypes.createArrayType(HEADER), true)
    });

    private OutgoingRows() {}

    static Iterator<Row> of(FrameOutcome outcome) {
        if (outcome instanceof FrameOutcome.Analyzed analyzed) {
            return analyzed(analyzed).iterator();
        }
        if (outcome instanceof FrameOutcome.Skipped skipped) {
            return List.of(result(skipped.result())).iterator();
        }
        FrameOutcome.Rejected rejected = (FrameOutcome.Rejected) outcome;
        FrameRecord record = rejected.record();
        byte[] value = record.value() == null ? new byte[0] : head(record.value(), Limits.REJECTED_VALUE_BYTES);
        byte[] key = record.key() == null ? null : head(record.key(), Limits.REJECTED_HEADER_BYTES);
        return List.of(rejected(rejected, key, value)).iterator();
    }

    /** The rows of {@code --aggregate-only}: how many faces there were, and of a reject its reason and place. */
    static Iterator<Row> aggregatesOf(FrameOutcome outcome) {
        if (outcome instanceof FrameOutcome.Analyzed analyzed) {
            return List.of(count(analyzed.result())).iterator();
        }
        if (outcome instanceof FrameOutcome.Skipped skipped) {
            return List.of(count(skipped.result())).iterator();
        }
        return List.of(rejected((FrameOutcome.Rejected) outcome, null, new byte[0]))
                .iterator();
    }

    private static List<Row> analyzed(FrameOutcome.Analyzed analyzed) {
        List<Row> rows = new ArrayList<>(1 + analyzed.crops().size());
        FrameResult result = analyzed.result();
        rows.add(result(result));
        for (int i = 0; i < analyzed.crops().size(); i++) {
            rows.add(crop(result, result.faces().get(i), analyzed.crops().get(i)));
        }
        return rows;
    }

    private static Row result(FrameResult result) {
        return row(Topics.RESULTS.name(), result.camera().getBytes(UTF_8), Json.bytes(result), List.of());
    }

    private static Row count(FrameResult result) {
        FrameCount count = FrameCount.of(result);
        return row(Topics.FACE_COUNTS.name(), count.camera().getBytes(UTF_8), Json.bytes(count), List.of());
    }

    private static Row crop(FrameResult result, Face face, byte[] jpeg) {
        List<Row> headers = new ArrayList<>(4);
        headers.add(header(CropHeaders.FRAME_ID, result.frame()));
        headers.add(header(CropHeaders.FACE, String.valueOf(face.index())));
        headers.add(header(
                CropHeaders.CAPTURED_AT, String.valueOf(result.capturedAt().toEpochMilli())));
        Emotion emotion = face.emotion();
        if (emotion != null) {
            headers.add(header(CropHeaders.EMOTION, emotion.wireName()));
        }
        return row(Topics.FACE_CROPS.name(), result.camera().getBytes(UTF_8), jpeg, headers);
    }

    private static Row rejected(FrameOutcome.Rejected rejected, byte[] key, byte[] value) {
        FrameRecord record = rejected.record();
        byte[] reason = head(rejected.reason().getBytes(UTF_8), Limits.REJECTED_HEADER_BYTES);
        return row(
                Topics.REJECTED_FRAMES.name(),
                key,
                value,
                List.of(
                        RowFactory.create(RejectHeaders.REASON, reason),
                        header(RejectHeaders.SOURCE_PARTITION, String.valueOf(record.partition())),
                        header(RejectHeaders.SOURCE_OFFSET, String.valueOf(record.offset()))));
    }

    private static Row row(String topic, byte[] key, byte[] value, List<Row> headers) {
        return RowFactory.create(
                topic, key, value, CollectionConverters.asScala(headers).toSeq());
    }

    private static Row header(String name, String value) {
        return RowFactory.create(name, value.getBytes(UTF_8));
    }

    private static byte[] head(byte[] bytes, int length) {
        return bytes.length <= length ? bytes : Arrays.copyOf(bytes, length);
    }
}
