package videolab.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bytedeco.ffmpeg.global.avutil;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** FFmpeg reads through Java: the right bytes, every error, and nothing left open. */
class SeekableBytesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int VIDEOS = 8;

    @TempDir
    static Path folder;

    private static final List<byte[]> FILES = new ArrayList<>();

    /** Each of a width of its own, with the index at the end: opening one seeks. */
    @BeforeAll
    static void record() throws IOException {
        for (int i = 0; i < VIDEOS; i++) {
            Path file = folder.resolve(i + ".mp4");
            BufferedImage picture = TestPictures.corners(width(i), 48);
            TestPictures.record(
                    file, "mp4", "libopenh264", avutil.AV_PIX_FMT_YUV420P, 10, 0, picture, picture, picture, picture);
            FILES.add(Files.readAllBytes(file));
        }
    }

    @Test
    void bytesGiveThePicturesThatTheFileGives() throws Exception {
        List<Long> ofFile = checksums(VideoInput.open(folder.resolve("3.mp4"), PATIENCE));

        assertThat(ofFile).hasSize(4);
        assertThat(checksums(VideoInput.open(new Memory(FILES.get(3)), null, Map.of(), PATIENCE)))
                .isEqualTo(ofFile);
    }

    /** One callback per input gave pictures of other inputs here. */
    @Test
    void inputsOfManyThreadsDoNotMixUp() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(12);
        try {
            List<Future<Integer>> wrong = new ArrayList<>();
            for (int thread = 0; thread < 12; thread++) {
                int first = thread;
                wrong.add(threads.submit((Callable<Integer>) () -> {
                    int others = 0;
                    for (int i = 0; i < 60; i++) {
                        int which = (first + i) % VIDEOS;
                        try (VideoInput input =
                                VideoInput.open(new Memory(FILES.get(which)), null, Map.of(), PATIENCE)) {
                            others += input.next(PATIENCE) && input.width() == width(which) ? 0 : 1;
                        }
                    }
                    return others;
                }));
            }
            for (Future<Integer> each : wrong) {
                assertThat(each.get()).isZero();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {IOException.class, IllegalStateException.class, OutOfMemoryError.class})
    void whatReadingThrowsArrivesAsItIs(Class<? extends Throwable> type) throws Exception {
        Throwable thrown = type.getConstructor(String.class).newInstance("the store is away");
        Memory atOnce = new Memory(FILES.get(0));
        atOnce.failWith(thrown, 0);

        assertThatThrownBy(() -> VideoInput.open(atOnce, null, Map.of(), PATIENCE))
                .isSameAs(thrown);
        assertThat(BytesIo.OPEN.size()).isZero();

        Memory later = new Memory(manyPictures());
        try (VideoInput input = VideoInput.open(later, null, Map.of(), PATIENCE)) {
            later.failWith(thrown, later.reads);
            assertThatThrownBy(() -> {
                        while (input.next(PATIENCE)) {}
                    })
                    .isSameAs(thrown);
        }
        assertThat(BytesIo.OPEN.size()).isZero();
    }

    @Test
    void whatIsNoVideoLeavesNothingBehind() {
        Memory text = new Memory("this is no video at all".getBytes(java.nio.charset.StandardCharsets.US_ASCII));

        assertThatThrownBy(() -> VideoInput.open(text, null, Map.of(), PATIENCE))
                .isInstanceOf(FfmpegException.class);
        assertThat(BytesIo.OPEN.size()).isZero();
    }

    private static byte[] manyPictures() throws IOException {
        Path file = folder.resolve("long.mkv");
        BufferedImage[] pictures = new BufferedImage[40];
        for (int i = 0; i < pictures.length; i++) {
            pictures[i] = new BufferedImage(320, 240, BufferedImage.TYPE_3BYTE_BGR);
            byte[] noise = new byte[320 * 240 * 3];
            new java.util.Random(i).nextBytes(noise);
            pictures[i].getRaster().setDataElements(0, 0, 320, 240, noise);
        }
        TestPictures.record(file, "matroska", "mjpeg", avutil.AV_PIX_FMT_YUVJ420P, 10, 0, pictures);
        return Files.readAllBytes(file);
    }

    private static int width(int video) {
        return 64 + 16 * video;
    }

    private static List<Long> checksums(VideoInput opened) throws Exception {
        List<Long> checksums = new ArrayList<>();
        try (VideoInput input = opened) {
            while (input.next(PATIENCE)) {
                checksums.add(input.checksum());
            }
        }
        return checksums;
    }

    private static final class Memory implements SeekableBytes {

        private final byte[] content;
        private Throwable failure;
        private int failingRead;
        private int reads;

        Memory(byte[] content) {
            this.content = content;
        }

        void failWith(Throwable thrown, int fromRead) {
            failure = thrown;
            failingRead = fromRead;
        }

        @Override
        public int read(long position, byte[] buffer, int offset, int most) throws IOException {
            if (failure != null && reads >= failingRead) {
                if (failure instanceof IOException e) {
                    throw e;
                }
                if (failure instanceof RuntimeException e) {
                    throw e;
                }
                throw (Error) failure;
            }
            reads++;
            if (position >= content.length) {
                return -1;
            }
            int length = (int) Math.min(most, content.length - position);
            System.arraycopy(content, (int) position, buffer, offset, length);
            return length;
        }

        @Override
        public long size() {
            return content.length;
        }

        @Override
        public void close() {
            // Memory.
        }
    }
}
