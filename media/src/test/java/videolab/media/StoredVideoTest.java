package videolab.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import videolab.contract.VideoMetadata;

class StoredVideoTest {

    private static final long SECOND = 1_000_000;

    @TempDir
    private Path folder;

    @Test
    void tellsWhatTheFileIs() throws Exception {
        Path clip = Clips.write(folder.resolve("a.mp4"), "mpeg4", 320, 180, 25, 100, 25, Map.of());

        VideoMetadata metadata = probe(clip);

        assertThat(metadata.codec()).isEqualTo("mpeg4");
        assertThat(metadata.durationMillis()).isEqualTo(4000);
        assertThat(metadata.frameRate()).isEqualTo(25);
        assertThat(metadata.frameWidth()).isEqualTo(320);
        assertThat(metadata.frameHeight()).isEqualTo(180);
        assertThat(metadata.frameCount()).isEqualTo(100);
        assertThat(metadata.bytes()).isEqualTo(Files.size(clip));
        assertThat(metadata.streams()).containsExactly(new VideoMetadata.Stream("VIDEO", "mpeg4"));
    }

    /** One callback object per open file handed out other files' bytes: JavaCPP has ten places for them. */
    @Test
    void manyFilesAtOnceAreNeverMixedUp() throws Exception {
        List<Path> clips = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            clips.add(Clips.write(folder.resolve(i + ".avi"), "mpeg4", 160 + 16 * i, 96, 25, 5, 25, Map.of()));
        }
        ExecutorService threads = Executors.newFixedThreadPool(16);
        List<Future<Integer>> wrong = new ArrayList<>();
        for (int t = 0; t < 16; t++) {
            int thread = t;
            wrong.add(threads.submit((Callable<Integer>) () -> {
                int mixedUp = 0;
                for (int n = 0; n < 120; n++) {
                    int i = (thread * 7 + n) % clips.size();
                    try (FileRanges bytes = new FileRanges(clips.get(i));
                            StoredVideo video = StoredVideo.open(bytes)) {
                        boolean right = video.metadata().frameWidth() == 160 + 16 * i && video.next();
                        mixedUp += right ? 0 : 1;
                    } catch (FfmpegException e) {
                        mixedUp++;
                    }
                }
                return mixedUp;
            }));
        }
        int sum = 0;
        for (Future<Integer> each : wrong) {
            sum += each.get();
        }
        threads.shutdown();
        assertThat(sum).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "mp4, mpeg4, 25, 12, ''",
        "mp4, libopenh264, 30, 60, ''",
        "mp4, mpeg4, 25, 12, frag_keyframe+empty_moov",
        "mkv, mpeg4, 12.5, 30, ''",
        "avi, mpeg4, 25, 20, ''",
        "flv, flv, 25, 20, ''",
        "webm, libvpx, 25, 40, ''",
    })
    void partsGiveTheFramesOfOnePass(String extension, String codec, double rate, int gop, String flags)
            throws Exception {
        Path clip = Clips.write(
                folder.resolve("clip." + extension),
                codec,
                320,
                180,
                rate,
                (int) (14 * rate),
                gop,
                flags.isEmpty() ? Map.of() : Map.of("movflags", flags));
        List<String> whole = frames(clip, 0, Long.MAX_VALUE);
        assertThat(whole).hasSize((int) (14 * rate));

        for (int parts : new int[] {2, 4, 7}) {
            List<String> joined = new ArrayList<>();
            for (int i = 0; i < parts; i++) {
                long from = Math.round(14.0 * i / parts) * SECOND;
                long until = i == parts - 1 ? Long.MAX_VALUE : Math.round(14.0 * (i + 1) / parts) * SECOND;
                joined.addAll(frames(clip, from, until));
            }
            assertThat(joined).as(parts + " parts").isEqualTo(whole);
        }
    }

    @Test
    void seekingFromSampleToSampleGivesTheSamplesOfOnePass() throws Exception {
        Path clip = Clips.write(folder.resolve("clip.mp4"), "mpeg4", 320, 180, 25, 500, 12, Map.of());

        List<String> sought;
        try (FileRanges bytes = new FileRanges(clip);
                StoredVideo video = StoredVideo.open(bytes);
                FramePixels pixels = new FramePixels()) {
            FrameSampler sampler = new FrameSampler(video, 3 * SECOND, 0, Long.MAX_VALUE, true);
            assertThat(sampler.sawEveryFrame()).isFalse();
            sought = samples(sampler, video, pixels);
        }
        List<String> decoded;
        try (FileRanges bytes = new FileRanges(clip);
                StoredVideo video = StoredVideo.open(bytes);
                FramePixels pixels = new FramePixels()) {
            decoded = samples(new FrameSampler(video, 3 * SECOND, 0, Long.MAX_VALUE, false), video, pixels);
        }
        assertThat(sought).hasSize(7).isEqualTo(decoded);
    }

    @Test
    void aTransportStreamIsNotSplit() throws Exception {
        Path clip = Clips.write(folder.resolve("clip.ts"), "mpeg2video", 320, 180, 25, 100, 12, Map.of());
        try (FileRanges bytes = new FileRanges(clip);
                StoredVideo video = StoredVideo.open(bytes)) {
            assertThat(video.isSeekable()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\nhttp://127.0.0.1:9/a.ts\n",
                "<?xml version=\"1.0\"?><MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\"></MPD>",
                "ffconcat version 1.0\nfile 'a.mp4'\n",
            })
    void aPlaylistIsNamedAsOneAndNotFollowed(String content) throws IOException {
        Path file = Files.writeString(folder.resolve("list.mp4"), content);
        assertThatThrownBy(() -> probe(file))
                .isInstanceOf(FfmpegException.class)
                .hasMessageContaining("is a playlist");
    }

    @Test
    void saysWhyAFileIsNotAVideo() throws Exception {
        Path empty = Files.createFile(folder.resolve("empty.mp4"));
        assertThatThrownBy(() -> probe(empty)).hasMessage("the file is empty");
        Path text = Files.writeString(folder.resolve("text.mp4"), "no video at all, but some words\n");
        assertThatThrownBy(() -> probe(text)).hasMessageStartingWith("is not a video that FFmpeg can read");
        Path clip = Clips.write(folder.resolve("whole.mp4"), "mpeg4", 320, 180, 25, 50, 12, Map.of());
        Path cut = folder.resolve("cut.mp4");
        byte[] bytes = Files.readAllBytes(clip);
        Files.write(cut, Arrays.copyOf(bytes, bytes.length / 2)); // its index was at the end
        assertThatThrownBy(() -> probe(cut)).hasMessageContaining("without a readable index");
    }

    @Test
    void aSourceThatFailsIsNotTakenForTheFilesEnd() throws Exception {
        Path clip = Clips.write(folder.resolve("clip.mkv"), "mpeg4", 640, 360, 25, 100, 12, Map.of());
        long half = Files.size(clip) / 2;
        try (SeekableBytes bytes = new FileRanges(clip) {
                    @Override
                    public int read(long position, byte[] buffer, int offset, int length) throws IOException {
                        if (position > half) {
                            throw new IOException("the connection is gone");
                        }
                        return super.read(position, buffer, offset, length);
                    }
                };
                StoredVideo video = StoredVideo.open(bytes)) {
            assertThatThrownBy(() -> {
                        while (video.next()) {
                            assertThat(video.timeMicros()).isNotNegative();
                        }
                    })
                    .isInstanceOf(IOException.class)
                    .hasMessage("the connection is gone");
        }
    }

    private static VideoMetadata probe(Path file) throws FfmpegException, IOException {
        try (FileRanges bytes = new FileRanges(file)) {
            return VideoProbe.probe(bytes);
        }
    }

    /** Time, whether it is a sample, and the pixels of every frame of a part. */
    private static List<String> frames(Path clip, long from, long until) throws FfmpegException, IOException {
        try (FileRanges bytes = new FileRanges(clip);
                StoredVideo video = StoredVideo.open(bytes);
                FramePixels pixels = new FramePixels()) {
            assertThat(video.isSeekable()).isTrue();
            List<String> frames = new ArrayList<>();
            FrameSampler sampler = new FrameSampler(video, SECOND, from, until, false);
            while (sampler.next()) {
                frames.add(describe(sampler, video, pixels));
            }
            return frames;
        }
    }

    private static List<String> samples(FrameSampler sampler, StoredVideo video, FramePixels pixels)
            throws FfmpegException, IOException {
        List<String> samples = new ArrayList<>();
        while (sampler.next()) {
            if (sampler.isSample()) {
                samples.add(describe(sampler, video, pixels));
            }
        }
        return samples;
    }

    private static String describe(FrameSampler sampler, StoredVideo video, FramePixels pixels) throws FfmpegException {
        return sampler.timeMicros() + " " + sampler.isSample() + " " + Arrays.hashCode(pixels.tiny(video));
    }
}
