package videolab.processor.library.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import videolab.media.SeekableBytes;
import videolab.media.StoredVideo;
import videolab.processor.faces.ExpressionSettings;
import videolab.processor.library.LocalRanges;
import videolab.processor.library.assembly.Rows.VideoRow;
import videolab.processor.library.labels.LabelSettings;
import videolab.processor.library.sampling.PartAnalyzer;
import videolab.processor.library.sampling.PartResult;
import videolab.processor.library.sampling.SamplingSettings;

/** A decoder tells nothing of what is missing or guessed: the rows have to. */
class DamageTest {

    private static final Path CROWD = Path.of("../sample-media/crowd.mp4");

    private static final SamplingSettings SETTINGS = new SamplingSettings(
            Duration.ofSeconds(1),
            new LabelSettings(null, ExpressionSettings.none(), null, null, List.of(), null, 25, "none"),
            true,
            true,
            true);

    @TempDir
    private Path folder;

    @Test
    void aWholeVideoIsComplete() throws Exception {
        VideoRow row = work(CROWD);

        assertThat(row.status()).isEqualTo("complete");
        assertThat(row.reason()).isNull();
        assertThat(row.frames()).isEqualTo(120);
    }

    @Test
    void aTruncatedVideoWithItsIndexIsPartial() throws Exception {
        byte[] whole = indexFirst(Files.readAllBytes(CROWD));
        Path cut = Files.write(folder.resolve("cut.mp4"), Arrays.copyOf(whole, whole.length * 2 / 5));

        VideoRow row = work(cut);

        assertThat(row.metadata().durationMillis()).isEqualTo(12_000);
        assertThat(row.status()).isEqualTo("partial");
        assertThat(row.reason()).contains("of 120 frames could be decoded").contains("though it says 12.0 s");
    }

    @Test
    void aVideoWithFlippedBytesIsPartial() throws Exception {
        byte[] bytes = Files.readAllBytes(CROWD);
        Random random = new Random(4);
        for (int i = 0; i < 400; i++) {
            int at = 100 + random.nextInt(700_000); // in its frames, not in its index
            bytes[at] ^= (byte) (1 + random.nextInt(255));
        }
        Path flipped = Files.write(folder.resolve("flipped.mp4"), bytes);

        VideoRow row = work(flipped);

        assertThat(row.status()).isEqualTo("partial");
        assertThat(row.reason()).isNotBlank();
    }

    @Test
    void partsGiveTheRowsOfOnePass() throws Exception {
        List<VideoResult> results = new ArrayList<>();
        for (int parts : new int[] {1, 2, 5}) {
            results.add(assemble(CROWD, parts));
        }
        VideoResult whole = results.get(0);
        assertThat(whole.labels()).isNotEmpty();
        for (VideoResult split : results) {
            assertThat(split.labels()).isEqualTo(whole.labels());
            assertThat(split.segments()).isEqualTo(whole.segments());
            assertThat(split.shots()).isEqualTo(whole.shots());
            assertThat(split.sheet()).isEqualTo(whole.sheet());
        }
    }

    private static VideoRow work(Path file) throws Exception {
        return assemble(file, 1).video();
    }

    private static VideoResult assemble(Path file, int parts) throws Exception {
        Probed probed;
        try (SeekableBytes bytes = LocalRanges.open(file);
                StoredVideo video = StoredVideo.open(bytes)) {
            probed = new Probed(
                    video.metadata(),
                    null,
                    video.isSeekable(),
                    video.keyFrameDistanceMicros(),
                    video.frameMicros(),
                    video.hasOwnDuration());
        }
        List<PartResult> results = new ArrayList<>();
        try (PartAnalyzer analyzer = new PartAnalyzer(SETTINGS)) {
            for (int i = 0; i < parts; i++) {
                long from = Math.round(12.0 * i / parts) * 1_000_000;
                long until = i == parts - 1 ? Long.MAX_VALUE : Math.round(12.0 * (i + 1) / parts) * 1_000_000;
                try (SeekableBytes bytes = LocalRanges.open(file)) {
                    results.add(analyzer.analyze(bytes, from, until, probed.durationMicros()));
                }
            }
        }
        VideoFile video =
                new VideoFile("0123456789abcdef", "file:///a.mp4", "a.mp4", Files.size(file), Instant.EPOCH, null);
        return new VideoAssembler(SETTINGS, "run").assemble(video, probed, results, "none", null, Instant.EPOCH);
    }

    /** The same MP4 with its index before its frames, whose places in the index move accordingly. */
    private static byte[] indexFirst(byte[] mp4) {
        ByteBuffer in = ByteBuffer.wrap(mp4);
        byte[] head = null;
        byte[] index = null;
        List<byte[]> rest = new ArrayList<>();
        while (in.remaining() >= 8) {
            int size = in.getInt(in.position());
            byte[] box = new byte[size];
            in.get(box);
            String type = new String(box, 4, 4, java.nio.charset.StandardCharsets.US_ASCII);
            switch (type) {
                case "ftyp" -> head = box;
                case "moov" -> index = box;
                default -> rest.add(box);
            }
        }
        ByteBuffer moved = ByteBuffer.wrap(index);
        for (int i = 0; i + 12 < index.length; i++) {
            if (index[i] == 's' && index[i + 1] == 't' && index[i + 2] == 'c' && index[i + 3] == 'o') {
                int entries = moved.getInt(i + 8);
                for (int e = 0; e < entries; e++) {
                    int at = i + 12 + 4 * e;
                    moved.putInt(at, moved.getInt(at) + index.length);
                }
            }
        }
        ByteBuffer out = ByteBuffer.allocate(mp4.length);
        out.put(head).put(index);
        rest.forEach(out::put);
        return out.array();
    }
}
