package videolab.results.reading;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import videolab.contract.Face;
import videolab.contract.FaceMinute;
import videolab.contract.FrameResult;
import videolab.contract.Json;
import videolab.contract.KpiColumns;
import videolab.contract.Topics;

/** A decoder for each kind of record that the lab writes for readers, to be given to a {@link RecordReader}. */
public final class Decoders {

    private Decoders() {}

    /** Results of {@link Topics#RESULTS}. */
    public static JsonDecoder<FrameResult> results(ResultHandler handler) {
        return results(Topics.RESULTS.name(), handler);
    }

    /** @param topic that holds {@link FrameResult} records */
    public static JsonDecoder<FrameResult> results(String topic, ResultHandler handler) {
        return new JsonDecoder<>(
                List.of(topic),
                "result",
                FrameResult.SCHEMA,
                (record, tree) -> Optional.of(result(tree)),
                handler::result,
                handler::notice);
    }

    /** @param topics such as {@link Topics#AUDIENCE_KPIS}'s name; rows about single sessions are left out */
    public static JsonDecoder<KpiRow> kpiRows(List<String> topics, KpiHandler handler) {
        return new JsonDecoder<>(
                topics, "KPI row", KpiColumns.SCHEMA, KpiRowBinding::bind, handler::row, handler::notice);
    }

    /** Minutes of {@link Topics#FACE_MINUTES}. */
    public static JsonDecoder<FaceMinute> minutes(MinuteHandler handler) {
        return new JsonDecoder<>(
                List.of(Topics.FACE_MINUTES.name()),
                "minute",
                FaceMinute.SCHEMA,
                (record, tree) -> Optional.of(minute(tree)),
                handler::minute,
                handler::notice);
    }

    /** @param topics {@link Topics#REJECTED_FRAMES}'s name, {@link Topics#REJECTED_EVENTS}'s, or both */
    public static RecordHandler rejects(List<String> topics, RejectHandler handler) {
        return new RecordHandler() {
            @Override
            public List<String> topics() {
                return topics;
            }

            @Override
            public void record(ConsumerRecord<byte[], byte[]> record, Instant readAt) {
                handler.rejected(RejectedRecord.of(record), readAt);
            }
        };
    }

    private static FrameResult result(JsonNode tree) throws IOException, UnreadableRecordException {
        FrameResult result = Json.mapper().treeToValue(tree, FrameResult.class);
        if (result.camera() == null || result.frame() == null) {
            throw new UnreadableRecordException("it has no camera or no frame");
        }
        if (!JsonDecoder.isPlausible(result.capturedAt()) || !JsonDecoder.isPlausible(result.analyzedAt())) {
            throw new UnreadableRecordException("captured_at or analyzed_at is not between 1970 and 9999");
        }
        for (Face face : result.faces()) {
            if (face.box() == null) {
                throw new UnreadableRecordException("a face has no box");
            }
        }
        return result;
    }

    private static FaceMinute minute(JsonNode tree) throws IOException, UnreadableRecordException {
        FaceMinute minute = Json.mapper().treeToValue(tree, FaceMinute.class);
        if (minute.camera() == null) {
            throw new UnreadableRecordException("it has no camera");
        }
        if (!JsonDecoder.isPlausible(minute.windowStart())) {
            throw new UnreadableRecordException("window_start is not between 1970 and 9999");
        }
        if (minute.emotions().containsValue(null)) {
            throw new UnreadableRecordException("an expression has no count");
        }
        return minute;
    }
}
