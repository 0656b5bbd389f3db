package videolab.processor.library.inputs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import videolab.processor.library.assembly.VideoFile;

class SettledFilesTest {

    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");

    private final SettledFiles settled = new SettledFiles(HadoopSettings.configuration(Map.of()));

    @TempDir
    private Path folder;

    @Test
    void aFileIsCompleteWhenTwoLooksShowTheSameSizeAndTime() throws IOException {
        assertThat(settled.look(List.of(file(1_000, NOON)))).isEmpty();
        assertThat(settled.look(List.of(file(2_000, NOON)))).as("it grew").isEmpty();
        assertThat(settled.look(List.of(file(2_000, NOON.plusMillis(1)))))
                .as("it was written to")
                .isEmpty();
        assertThat(settled.look(List.of(file(2_000, NOON.plusMillis(1))))).hasSize(1);
    }

    @Test
    void aFileThatWasAwayInBetweenIsNewAgain() throws IOException {
        settled.look(List.of(file(1_000, NOON)));
        settled.look(List.of());

        assertThat(settled.look(List.of(file(1_000, NOON)))).isEmpty();
    }

    @Test
    void anObjectOfAStoreIsCompleteAsListed() throws IOException {
        assertThat(settled.look(List.of(new VideoFile("0", uri(), "a.mp4", 1_000, NOON, "e1"))))
                .hasSize(1);
    }

    private VideoFile file(long bytes, Instant modifiedAt) {
        return new VideoFile("0", uri(), "a.mp4", bytes, modifiedAt, null);
    }

    private String uri() {
        return folder.resolve("a.mp4").toUri().toString();
    }
}
