package videolab.processor.library.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import videolab.contract.Json;
import videolab.contract.LibraryCatalogFile;
import videolab.processor.library.store.OutputFiles;

/** Writes {@code catalog.json}: each video with its shots and its labels' segments, for readers without Spark and Hadoop. */
public final class LibraryCatalog {

    private LibraryCatalog() {}

    /** Writes the catalog of what the library's tables hold now. */
    public static void write(Path root, Configuration hadoop) throws IOException {
        LibraryData data;
        try {
            data = LibraryData.readWithoutLabels(root, hadoop);
        } catch (FileNotFoundException e) {
            return; // no video was ever worked
        }
        ObjectNode catalog = Json.mapper().createObjectNode();
        catalog.put("schema", LibraryCatalogFile.SCHEMA);
        catalog.put("written_at", Instant.now().toString());
        ArrayNode videos = catalog.putArray("videos");
        data.videos().forEach(video -> videos.add(video(video)));
        new OutputFiles(root, hadoop)
                .put(LibraryCatalogFile.NAME, Json.line(catalog).getBytes(StandardCharsets.UTF_8));
    }

    private static ObjectNode video(LibraryData.Video video) {
        JsonNode row = video.row();
        JsonNode metadata = row.path("VideoMetadata");
        ObjectNode node = Json.mapper().createObjectNode();
        node.set("video", row.get("video"));
        node.set("key", row.get("video_key"));
        node.set("uri", row.get("uri"));
        node.set("content_type", row.get("content_type"));
        node.set("bytes", row.get("content_length"));
        node.set("status", row.get("status"));
        node.set("reason", row.get("reason"));
        node.put("duration_ms", video.durationMillis());
        node.set("width_px", metadata.get("FrameWidth"));
        node.set("height_px", metadata.get("FrameHeight"));
        node.set("codec", metadata.get("Codec"));
        node.put("sheet", row.path("sheet").isTextual());
        ArrayNode shots = node.putArray("shots");
        for (JsonNode shot : video.shots()) {
            shots.addArray()
                    .add(shot.get("StartTimestampMillis"))
                    .add(shot.get("EndTimestampMillis"))
                    .add(shot.get("thumbnail"));
        }
        Map<String, ObjectNode> labels = new TreeMap<>();
        for (JsonNode segment : video.segments()) {
            String name = segment.get("Label").get("Name").textValue();
            ObjectNode label = labels.computeIfAbsent(name, key -> {
                ObjectNode made = Json.mapper().createObjectNode();
                made.put("name", key);
                made.set("kind", segment.get("kind"));
                made.put("samples", 0L);
                made.putArray("segments");
                return made;
            });
            label.put(
                    "samples",
                    label.get("samples").longValue() + segment.get("samples").longValue());
            label.withArray("segments")
                    .addArray()
                    .add(segment.get("StartTimestampMillis"))
                    .add(segment.get("EndTimestampMillis"))
                    .add(segment.get("Label").get("Confidence"));
        }
        node.putArray("labels").addAll(labels.values());
        return node;
    }
}
