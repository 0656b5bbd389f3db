package videolab.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdaptiveStreamTest {

    private static final int FRAMES_PER_SECOND = 10;

    @TempDir
    private Path folder;

    @Test
    void eachRenditionHasTheSameSegmentsAndBothManifestsNameThem() throws Exception {
        try (AdaptiveStream stream = new AdaptiveStream(
                folder.resolve("show.m3u8"), AdaptiveStream.renditions(192, 108), FRAMES_PER_SECOND)) {
            for (int i = 0; i < 5 * FRAMES_PER_SECOND; i++) {
                stream.write(picture(i));
            }
        }

        String hls = Files.readString(folder.resolve("show.m3u8"));
        String dash = Files.readString(folder.resolve("show.mpd"));
        assertThat(hls).contains("RESOLUTION=192x108", "RESOLUTION=128x72", "RESOLUTION=64x36");
        assertThat(dash)
                .contains("mediaPresentationDuration=\"PT5.000S\"", "width=\"192\"", "width=\"128\"", "width=\"64\"")
                .containsPattern("id=\"high\" .*codecs=\"avc1\\.42[0-9a-f]{4}\"");
        for (String name : List.of("high", "middle", "low")) {
            assertThat(hls).contains(name + "/index.m3u8");
            assertThat(Files.readString(folder.resolve(name).resolve("index.m3u8"))
                            .lines())
                    .filteredOn(line -> line.endsWith(".m4s"))
                    .containsExactly("0.m4s", "1.m4s", "2.m4s");
            assertThat(frames(name, 0)).isEqualTo(frames(name, 1)).isEqualTo(2 * FRAMES_PER_SECOND);
            assertThat(frames(name, 2)).isEqualTo(FRAMES_PER_SECOND);
        }
    }

    /** A player may begin with any segment. */
    private int frames(String rendition, int segment) throws IOException {
        Path file = folder.resolve(rendition + segment + ".mp4");
        try (OutputStream joined = Files.newOutputStream(file)) {
            Files.copy(folder.resolve(rendition).resolve("init.mp4"), joined);
            Files.copy(folder.resolve(rendition).resolve(segment + ".m4s"), joined);
        }
        int frames = 0;
        try (StoredVideo video = StoredVideo.open(new FileRanges(file))) {
            while (video.next()) {
                frames++;
            }
            assertThat(video.undecodable()).isZero();
        }
        return frames;
    }

    private static BufferedImage picture(int number) {
        BufferedImage picture = new BufferedImage(192, 108, BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D pen = picture.createGraphics();
        IntStream.range(0, 12).forEach(i -> {
            pen.setColor(new Color(20 * i, 250 - 20 * i, (number * 3 + i * 40) % 256));
            pen.fillRect(i * 16, number % 40, 16, 60);
        });
        pen.dispose();
        return picture;
    }
}
