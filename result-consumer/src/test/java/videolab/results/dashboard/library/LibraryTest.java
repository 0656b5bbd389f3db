package videolab.results.dashboard.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import videolab.cli.UsageException;
import videolab.contract.Json;

class LibraryTest {

    private static final String ID = "0123456789abcdef";

    @TempDir
    private Path folder;

    private Path output;
    private Path videos;

    @BeforeEach
    void write() throws IOException {
        output = Files.createDirectories(folder.resolve("library"));
        videos = Files.createDirectories(folder.resolve("my videos"));
        Files.createDirectories(output.resolve("sheets"));
        Files.createDirectories(output.resolve("thumbnails/" + ID));
        Files.writeString(output.resolve("sheets/" + ID + ".jpg"), "sheet");
        Files.writeString(output.resolve("thumbnails/" + ID + "/shot-00000.jpg"), "shot");
        Files.writeString(folder.resolve("secret.mp4"), "secret");
        Files.writeString(videos.resolve("a.mp4"), "video");
    }

    private Library library(String uri, String type, String thumbnail) throws IOException {
        Files.writeString(
                output.resolve("catalog.json"),
                """
                {"schema": 1, "written_at": "2026-01-01T00:00:00Z", "videos": [{"video": "%s", "key": "a.mp4", "uri": "%s",
                 "content_type": "%s", "bytes": 5, "status": "complete", "duration_ms": 4000, "sheet": true,
                 "shots": [[0, 4000, "%s"]],
                 "labels": [{"name": "Face", "kind": "object", "samples": 3, "segments": [[0, 1000, 90.5], [2000, 2500, 70]]}]}]}
                """
                        .formatted(ID, uri, type, thumbnail));
        return new Library(new LibraryFolder(output, List.of(videos)));
    }

    private static JsonNode json(String text) throws IOException {
        return Json.mapper().readTree(text);
    }

    @Test
    void aVideoIsListedAndItsFilesAreFoundByItsId() throws IOException {
        Library library = library(videos.resolve("a.mp4").toUri().toString(), "video/mp4", "shot-00000.jpg");

        JsonNode card = json(library.list()).at("/videos/0");
        assertThat(card.at("/labels/0/duration_ms").asLong()).isEqualTo(1500);
        assertThat(card.at("/labels/0/segments").asInt()).isEqualTo(2);
        assertThat(card.has("uri")).isFalse();
        assertThat(json(library.video(ID).orElseThrow()).path("playable").booleanValue())
                .isTrue();
        assertThat(library.sheet(ID).orElseThrow()).hasContent("sheet");
        assertThat(library.thumbnail(ID, 0).orElseThrow()).hasContent("shot");
        assertThat(library.videoFile(ID).orElseThrow().path()).hasContent("video");
        assertThat(library.thumbnail(ID, 1)).isEmpty();
        assertThat(library.video("fedcba9876543210")).isEmpty();
        assertThat(library.sheet("../../secret")).isEmpty();
    }

    @Test
    void nothingIsGivenOutFromElsewhere() throws IOException {
        assertThat(library(folder.resolve("secret.mp4").toUri().toString(), "video/mp4", "../../../secret.mp4")
                        .videoFile(ID))
                .isEmpty();
        assertThat(library("file:/x", "video/mp4", "../../../secret.mp4").thumbnail(ID, 0))
                .isEmpty();
        assertThat(library("s3a://bucket/a.mp4", "video/mp4", "").videoFile(ID)).isEmpty();
        assertThat(library(videos.resolve("a.mp4").toUri().toString(), "text/html", "")
                        .videoFile(ID))
                .isEmpty();

        Path link = Files.createSymbolicLink(videos.resolve("link.mp4"), folder.resolve("secret.mp4"));
        assertThat(library(link.toUri().toString(), "video/mp4", "").videoFile(ID))
                .isEmpty();
    }

    @Test
    void anotherRunIsSeenAndABrokenFileIsNot() throws IOException {
        Library library = library("file:/x", "video/mp4", "");
        assertThat(json(library.list()).at("/videos/0/key").asText()).isEqualTo("a.mp4");
        Path catalog = output.resolve("catalog.json");
        String text = Files.readString(catalog).replace("\"a.mp4\"", "\"b.mp4\"");

        Files.writeString(catalog, text);
        Files.setLastModifiedTime(catalog, FileTime.from(Instant.now().plusSeconds(1)));
        assertThat(json(library.list()).at("/videos/0/key").asText()).isEqualTo("b.mp4");
        Files.writeString(catalog, text.substring(20));
        Files.setLastModifiedTime(catalog, FileTime.from(Instant.now().plusSeconds(2)));
        assertThat(json(library.list()).at("/videos/0/key").asText()).isEqualTo("b.mp4");
    }

    @Test
    void aFolderThatIsNoLibraryIsRefused() {
        assertThatThrownBy(() -> new LibraryFolder(folder, List.of()))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("catalog.json");
    }
}
