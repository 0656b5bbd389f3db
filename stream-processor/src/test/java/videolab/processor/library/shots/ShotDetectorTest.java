package videolab.processor.library.shots;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import videolab.media.FfmpegProgram;
import videolab.media.SeekableBytes;
import videolab.processor.library.LibraryCommand;
import videolab.processor.library.sampling.PartAnalyzer;
import videolab.processor.library.sampling.PartResult;

/** Over a film whose cuts are known, because it is rendered here. */
class ShotDetectorTest {

    private static final long END_MICROS = 10_000_000;
    private static final String FORM = "s=320x180:r=25:d=";

    @TempDir
    private Path folder;

    @Test
    void findsCutsAndFadesAndNoFlashes() throws IOException, InterruptedException {
        Path film = folder.resolve("film.mp4");
        render(
                film,
                // Two greys, whose difference is that of two scenes of one brightness: 18.
                List.of(
                        "color=0x505050:" + FORM + 2,
                        "color=0x909090:" + FORM + 2,
                        "testsrc2=" + FORM + 4,
                        "smptebars=" + FORM + 2),
                "[2]drawbox=c=white:t=fill:enable='between(t,1,1.05)',fade=out:st=3.6:d=0.4[flash];"
                        + "[3]fade=in:d=0.4[bars];[0][1][flash][bars]concat=n=4,format=yuv420p");

        List<Shot> shots = shots(film);

        assertThat(shots).hasSize(4);
        assertThat(seconds(shots.get(1))).isEqualTo(2.0, within(0.041));
        assertThat(seconds(shots.get(2))).isEqualTo(4.0, within(0.041));
        assertThat(seconds(shots.get(3))).as("the middle of the fade").isEqualTo(8.0, within(0.1));
    }

    private static double seconds(Shot shot) {
        return shot.startMicros() / 1e6;
    }

    private static List<Shot> shots(Path film) throws IOException {
        try (PartAnalyzer analyzer =
                        new PartAnalyzer(LibraryCommand.sampling("--labels=none", "--no-actions", "--no-pictures"));
                SeekableBytes bytes = SeekableBytes.of(film)) {
            PartResult part = analyzer.analyze(bytes, 0, Long.MAX_VALUE, END_MICROS);
            return new ShotDetector(part.changes(), part.timesMicros(), part.brightness(), END_MICROS, null).shots();
        }
    }

    private static void render(Path film, List<String> sources, String filter)
            throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(FfmpegProgram.path().toString(), "-nostdin", "-loglevel", "error"));
        sources.forEach(source -> command.addAll(List.of("-f", "lavfi", "-i", source)));
        command.addAll(List.of("-filter_complex", filter, "-c:v", "mpeg4", "-q:v", "3", film.toString()));
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }
}
