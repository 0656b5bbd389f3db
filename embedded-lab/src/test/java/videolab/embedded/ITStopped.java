package videolab.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What runs for minutes, as people run it, and stop it in the middle. */
class ITStopped {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "1, eval audience --viewers 200",
        "1, bench audience --sessions 2000 --events 200000 --seconds 0",
        "0, demo --headless --no-audience --detector haar --fps 1"
    })
    void leavesNoFolderBehindAndOnlyWhatHasNoResultFails(int exitCode, String command) throws Exception {
        try (BuiltService run = start(command)) {
            // Spark writes its checkpoint: it is at work.
            Instant patience = Instant.now().plus(PATIENCE);
            while (files().stream()
                    .noneMatch(path -> path.getFileName().toString().equals("offsets"))) {
                assertThat(run.isAlive())
                        .as("ended by itself, see target/stopped.log")
                        .isTrue();
                assertThat(Instant.now()).as("was not at work in time").isBefore(patience);
                TimeUnit.MILLISECONDS.sleep(200);
            }
            assertThat(run.stop()).isEqualTo(exitCode);
        }
        assertThat(files())
                .extracting(Path::toString)
                .filteredOn(path -> path.startsWith("video-lab"))
                // The user's folder of natives, empty: another process of the lab may be about to use it.
                .filteredOn(path -> !path.matches("video-lab-\\d+"))
                .isEmpty();
    }

    /** All under the folder, as far as they stay where they are. */
    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.map(folder::relativize).toList();
        } catch (UncheckedIOException e) {
            return List.of(); // one was deleted meanwhile
        }
    }

    private BuiltService start(String command) throws IOException {
        Stream<String> java = Stream.of("-Xmx768m", "-XX:TieredStopAtLevel=1", "-Djava.io.tmpdir=" + folder);
        return BuiltService.start(
                "embedded-lab",
                "stopped.log",
                Stream.concat(java, Stream.of(command.split(" "))).toArray(String[]::new));
    }
}
