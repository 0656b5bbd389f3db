package videolab.processor.library.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import videolab.contract.Json;

/**
 * The segments of a batch, sorted by label, so that a search reads a label's alone. The first line is an object from label to
 * its place, {@code [offset, bytes]}, counted from the second line's start; then a line a segment:
 * {@code [video, key, uri, start ms, end ms, confidence, samples, kind, thumbnail]}.
 */
public final class LabelIndex {

    private LabelIndex() {}

    static byte[] write(List<JsonNode> videos, List<JsonNode> segments) {
        Map<String, String> keys = new HashMap<>();
        videos.forEach(video ->
                keys.put(video.get("video").textValue(), video.get("video_key").textValue()));
        Map<String, List<JsonNode>> byLabel = new TreeMap<>();
        for (JsonNode segment : segments) {
            byLabel.computeIfAbsent(segment.get("Label").get("Name").textValue(), name -> new ArrayList<>())
                    .add(segment);
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        ObjectNode places = Json.mapper().createObjectNode();
        byLabel.forEach((name, rows) -> {
            int offset = body.size();
            for (JsonNode row : rows) {
                ArrayNode line = Json.mapper().createArrayNode();
                String video = row.get("video").textValue();
                line.add(video).add(keys.get(video));
                line.add(row.get("uri")).add(row.get("StartTimestampMillis")).add(row.get("EndTimestampMillis"));
                line.add(row.get("Label").get("Confidence"))
                        .add(row.get("samples"))
                        .add(row.get("kind"));
                String thumbnail = row.get("thumbnail").textValue();
                line.add(thumbnail == null ? null : "thumbnails/" + video + "/" + thumbnail);
                body.writeBytes((Json.line(line) + "\n").getBytes(StandardCharsets.UTF_8));
            }
            places.putArray(name).add(offset).add(body.size() - offset);
        });
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes((Json.line(places) + "\n").getBytes(StandardCharsets.UTF_8));
        file.writeBytes(body.toByteArray());
        return file.toByteArray();
    }
}
