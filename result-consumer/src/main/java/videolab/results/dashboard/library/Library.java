package videolab.results.dashboard.library;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import videolab.contract.Json;
import videolab.contract.LibraryCatalogFile;

/**
 * The videos of a library, and the files that belong to them. A file is asked for by the video's id, never by its path, and
 * given out only from the folders of the {@link LibraryFolder}. Safe for any number of threads.
 */
public final class Library {

    private static final Logger LOG = LoggerFactory.getLogger(Library.class);

    /** Some ten thousand videos; it is held in memory. */
    private static final long MOST_BYTES = 64L * 1024 * 1024;

    private static final List<String> CARD_FIELDS = List.of(
            "video", "key", "status", "reason", "duration_ms", "width_px", "height_px", "codec", "bytes", "sheet");

    private record Catalog(FileTime writtenAt, Map<String, JsonNode> videos, String list) {}

    private final LibraryFolder where;
    private Catalog catalog = new Catalog(null, Map.of(), "{\"videos\":[]}");

    public Library(LibraryFolder where) {
        this.where = where;
    }

    /** Every video with what a card shows, as JSON: without segments and shots. */
    public synchronized String list() {
        return fresh().list;
    }

    /** One video with its segments and shots, as JSON; empty where there is no such video. */
    public synchronized Optional<String> video(String id) {
        return Optional.ofNullable(fresh().videos.get(id)).map(video -> {
            ObjectNode node = video.deepCopy();
            node.put("playable", file(video).isPresent());
            return node.toString();
        });
    }

    /** The contact sheet, a JPEG. */
    public synchronized Optional<Path> sheet(String id) {
        return Optional.ofNullable(fresh().videos.get(id))
                .filter(video -> video.path("sheet").booleanValue())
                .flatMap(video ->
                        within(where.folder(), where.folder().resolve("sheets").resolve(id + ".jpg")));
    }

    /** The first frame of a shot, a JPEG. */
    public synchronized Optional<Path> thumbnail(String id, int shot) {
        return Optional.ofNullable(fresh().videos.get(id))
                .map(video -> video.path("shots").path(shot).path(2).textValue())
                .flatMap(name -> within(
                        where.folder(),
                        where.folder().resolve("thumbnails").resolve(id).resolve(name)));
    }

    /** A file that may be played. */
    public record VideoFile(Path path, String contentType) {}

    /** The video itself; empty where it lies in none of the folders. */
    public synchronized Optional<VideoFile> videoFile(String id) {
        return Optional.ofNullable(fresh().videos.get(id)).flatMap(this::file);
    }

    private Optional<VideoFile> file(JsonNode video) {
        try {
            URI uri = URI.create(video.path("uri").asText());
            String type = video.path("content_type").asText();
            // Anything else, such as HTML with a video's name, would be shown as what it is.
            if (!"file".equals(uri.getScheme()) || !type.matches("video/[a-z0-9.+-]+")) {
                return Optional.empty();
            }
            Path path = Path.of(uri.getPath());
            return where.videos().stream()
                    .flatMap(root -> within(root, path).stream())
                    .findFirst()
                    .map(found -> new VideoFile(found, type));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // an address that is no path
        }
    }

    /** Links are followed before the comparison: one that leads out of the folder is refused. */
    private static Optional<Path> within(Path root, Path path) {
        try {
            Path real = path.toRealPath();
            return real.startsWith(root.toRealPath()) && Files.isRegularFile(real) && Files.isReadable(real)
                    ? Optional.of(real)
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Read again when another run of {@code process library} has written it. */
    private Catalog fresh() {
        Path file = where.folder().resolve(LibraryCatalogFile.NAME);
        try {
            FileTime writtenAt = Files.getLastModifiedTime(file);
            if (!writtenAt.equals(catalog.writtenAt)) {
                catalog = read(file, writtenAt);
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("{} cannot be read", file);
            LOG.debug("failed", e); // what was read before stays
        }
        return catalog;
    }

    private static Catalog read(Path file, FileTime writtenAt) throws IOException {
        if (Files.size(file) > MOST_BYTES) {
            throw new IOException("over " + MOST_BYTES / 1024 / 1024 + " MiB");
        }
        JsonNode root = Json.mapper().readTree(file.toFile());
        if (root.path("schema").asInt() != LibraryCatalogFile.SCHEMA) {
            throw new IOException(
                    "schema " + root.path("schema") + ", and " + LibraryCatalogFile.SCHEMA + " is expected");
        }
        Map<String, JsonNode> videos = new HashMap<>();
        ObjectNode list = Json.mapper().createObjectNode();
        list.set("written_at", root.path("written_at"));
        ArrayNode cards = list.putArray("videos");
        for (JsonNode video : root.path("videos")) {
            String id = video.path("video").asText();
            if (!id.matches("[0-9a-f]{16}")) {
                continue;
            }
            videos.put(id, video);
            cards.add(card(video));
        }
        return new Catalog(writtenAt, videos, list.toString());
    }

    private static ObjectNode card(JsonNode video) {
        ObjectNode card = Json.mapper().createObjectNode();
        CARD_FIELDS.forEach(field -> card.set(field, video.get(field)));
        card.put("shots", video.path("shots").size());
        ArrayNode labels = card.putArray("labels");
        for (JsonNode label : video.path("labels")) {
            long millis = 0;
            for (JsonNode segment : label.path("segments")) {
                millis += segment.path(1).asLong() - segment.path(0).asLong();
            }
            ObjectNode node = labels.addObject();
            node.set("name", label.get("name"));
            node.set("kind", label.get("kind"));
            node.set("samples", label.get("samples"));
            node.put("segments", label.path("segments").size());
            node.put("duration_ms", millis);
        }
        return card;
    }
}
