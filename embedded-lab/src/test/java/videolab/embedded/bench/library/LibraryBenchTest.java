package videolab.embedded.bench.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibraryBenchTest {

    @TempDir
    private Path folder;

    @Test
    void everyPartIsMeasured() throws Exception {
        List<String> steps = new ArrayList<>();

        LibraryBench.Summary summary = new LibraryBench(
                        Path.of("../sample-media/crowd.mp4"),
                        folder,
                        null,
                        1,
                        new LibraryBench.Sizes(20, 40, 3),
                        steps::add)
                .run();

        assertThat(summary.filmSeconds()).isEqualTo(12);
        assertThat(List.of(
                        summary.ffmpegX(),
                        summary.decodeSampleX(),
                        summary.decodeSampleToFfmpeg(),
                        summary.probeX(),
                        summary.shotsX(),
                        summary.facesX(),
                        summary.loopX(),
                        summary.twoCoresToOne(),
                        summary.tinyFilesPerS()))
                .allSatisfy(figure -> assertThat(figure).isPositive().isFinite());
        assertThat(summary.onnxX()).isNull();
        assertThat(folder.resolve("several-0/catalog.json")).exists();
        assertThat(folder.resolve("tiny-files/json/videos")).isNotEmptyDirectory();
        assertThat(steps).hasSize(8);
    }
}
