package videolab.source.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacv.FFmpegFrameRecorder;
import org.bytedeco.javacv.Java2DFrameConverter;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import videolab.cli.UsageException;
import videolab.contract.PictureHeader;
import videolab.source.mock.MockScene;
import videolab.source.render.MockClip;
import videolab.source.render.PictureType;

/** Real files through FFmpeg: clips that the mock scene rendered, read back. */
class RecordedSourcesTest {

    private static final int FRAMES = 12;
    private static final Pace AT_ONCE = new Pace.Unpaced();

    @TempDir
    static Path files;

    @BeforeAll
    static void render() throws IOException {
        var scene = new MockScene.Settings(3, 320, 240, 10, MockScene.Look.SCORING);
        MockClip clip = new MockClip("camera-0", scene, FRAMES);
        for (String name : List.of("clip.mp4", "clip.mkv", "clip.avi")) {
            clip.render(files.resolve(name), PictureType.JPEG, truth -> {});
        }
        Path pictures = Files.createDirectories(files.resolve("pictures"));
        new MockClip("camera-0", scene, 3).render(pictures, PictureType.JPEG, truth -> {});
        ImageIO.write(new BufferedImage(64, 48, BufferedImage.TYPE_INT_ARGB), "png", file("still.png"));
        ImageIO.write(new BufferedImage(64, 48, BufferedImage.TYPE_BYTE_INDEXED), "gif", file("still.gif"));
        ImageIO.write(new BufferedImage(64, 48, BufferedImage.TYPE_3BYTE_BGR), "jpg", file("100%03d.jpg"));
        Files.writeString(files.resolve("text.mp4"), "this is no video");
        Files.writeString(files.resolve("pictures/text.jpg"), "this is no picture");
    }

    @ParameterizedTest
    @ValueSource(strings = {"clip.mp4", "clip.mkv", "clip.avi"})
    void everyPictureOfAVideoComesOnceAndInOrder(String name) throws InterruptedException, IOException {
        List<CapturedFrame> frames = all(file(name, AT_ONCE, false, PictureForm.OWN), FRAMES + 1);

        assertThat(frames).hasSize(FRAMES);
        assertThat(frames)
                .extracting(frame -> frame.id().replaceFirst(".*-", ""))
                .startsWith("0", "1", "2");
        BufferedImage picture = picture(frames.get(FRAMES - 1));
        assertThat(picture.getWidth()).isEqualTo(320);
        assertThat(picture.getHeight()).isEqualTo(240);
    }

    @ParameterizedTest
    @ValueSource(strings = {"still.png", "still.gif", "100%03d.jpg"})
    void aStillPictureIsAVideoOfOneFrame(String name) throws InterruptedException, IOException {
        List<CapturedFrame> frames = all(file(name, AT_ONCE, false, PictureForm.OWN), 2);

        assertThat(frames).hasSize(1);
        assertThat(picture(frames.get(0)).getWidth()).isEqualTo(64);
    }

    @Test
    void aLoopStartsAgainAndIdsGoOn() throws InterruptedException {
        List<CapturedFrame> frames = all(file("clip.mp4", AT_ONCE, true, PictureForm.OWN), FRAMES * 2 + 1);

        assertThat(frames).hasSize(FRAMES * 2 + 1);
        assertThat(frames.get(FRAMES).picture()).isEqualTo(frames.get(0).picture());
        assertThat(frames.get(FRAMES * 2).id()).endsWith("-" + FRAMES * 2);
    }

    @Test
    void playingTakesAsLongAsTheRecordingDid() throws InterruptedException {
        long start = System.nanoTime();

        all(file("clip.mp4", new Pace.AsRecorded(), false, PictureForm.OWN), FRAMES + 1);

        // 12 frames at 10 a second: the last one is due after 1.1 s. No upper limit, the machine may be busy.
        assertThat((System.nanoTime() - start) / 1e9).isGreaterThan(1.09);
    }

    /** Raw H.264, as a Raspberry Pi's camera writes it, has no time stamps. */
    @Test
    void playingVideoWithoutTimeStampsTakesAsLongAsItsPicturesDo() throws InterruptedException, IOException {
        record("raw.h264", "h264", 25, 0, 20);
        long start = System.nanoTime();

        assertThat(all(file("raw.h264", new Pace.AsRecorded(), false, PictureForm.OWN), 21))
                .hasSize(20);
        assertThat((System.nanoTime() - start) / 1e9).isGreaterThan(0.75);
    }

    @Test
    void aVideoThatWasCutBeforeItsFirstPictureIsAFailure() throws IOException {
        byte[] whole = Files.readAllBytes(files.resolve("clip.mkv"));
        byte[] cluster = {0x1F, 0x43, (byte) 0xB6, 0x75};
        int end = 0;
        while (!Arrays.equals(whole, end, end + 4, cluster, 0, 4)) {
            end++;
        }
        Files.write(files.resolve("cut.mkv"), Arrays.copyOf(whole, end));

        assertThatThrownBy(() -> all(file("cut.mkv", AT_ONCE, true, PictureForm.OWN), 1))
                .hasMessageContaining("cut.mkv");
    }

    @Test
    void aJumpOfTheRecordersClockIsNoPause() throws IOException {
        record("morning.ts", "mpegts", 25, 0, 10);
        record("evening.ts", "mpegts", 25, 6 * 3600, 10);
        byte[] morning = Files.readAllBytes(files.resolve("morning.ts"));
        byte[] evening = Files.readAllBytes(files.resolve("evening.ts"));
        Files.write(files.resolve("day.ts"), morning);
        Files.write(files.resolve("day.ts"), evening, StandardOpenOption.APPEND);

        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> assertThat(
                        all(file("day.ts", new Pace.AsRecorded(), false, PictureForm.OWN), 21))
                .hasSizeBetween(18, 20));
    }

    /** EXIF's orientation, and where the picture's left side, which is black, is to be seen. */
    @ParameterizedTest
    @CsvSource({"1, left", "2, right", "3, right", "4, left", "5, top", "6, top", "7, bottom", "8, bottom"})
    void aPhotoIsTurnedUpright(int orientation, String black) throws InterruptedException, IOException {
        BufferedImage stored = new BufferedImage(64, 48, BufferedImage.TYPE_3BYTE_BGR);
        for (int x = 32; x < 64; x++) {
            for (int y = 0; y < 48; y++) {
                stored.setRGB(x, y, 0xFFFFFF);
            }
        }
        String name = "turned-" + orientation + ".jpg";
        ImageIO.write(stored, "jpg", file(name));
        byte[] plain = Files.readAllBytes(files.resolve(name));
        byte[] exif = HexFormat.of()
                .parseHex("ffe100224578696600004d4d002a00000008000101120003000000010" + "00" + orientation
                        + "000000000000");
        try (var out = Files.newOutputStream(files.resolve(name))) {
            out.write(plain, 0, 2);
            out.write(exif);
            out.write(plain, 2, plain.length - 2);
        }
        boolean onItsSide = orientation > 4;

        BufferedImage seen =
                picture(all(file(name, AT_ONCE, false, PictureForm.OWN), 1).get(0));
        BufferedImage small = picture(
                all(file(name, AT_ONCE, false, new PictureForm(25, 90)), 1).get(0));

        assertThat(seen.getWidth()).isEqualTo(onItsSide ? 48 : 64);
        assertThat(seen.getHeight()).isEqualTo(onItsSide ? 64 : 48);
        assertThat(small.getWidth()).isEqualTo(25);
        assertThat(small.getHeight()).isEqualTo(onItsSide ? 33 : 19);
        for (BufferedImage each : List.of(seen, small)) {
            int right = each.getWidth() - 4;
            int below = each.getHeight() - 4;
            assertThat(isBlack(each, 3, each.getHeight() / 2 - 4))
                    .isEqualTo(!black.equals("right") && !black.equals("bottom"));
            assertThat(isBlack(each, right, below)).isEqualTo(black.equals("right") || black.equals("bottom"));
            assertThat(isBlack(each, right, 3)).isEqualTo(black.equals("right") || black.equals("top"));
            assertThat(isBlack(each, 3, below)).isEqualTo(black.equals("left") || black.equals("bottom"));
        }
    }

    private static boolean isBlack(BufferedImage picture, int x, int y) {
        return (picture.getRGB(x, y) & 0xFF) < 128;
    }

    /** Grey pictures of 320 x 240, from a second on. */
    private static void record(String name, String format, int framesPerSecond, long fromSecond, int pictures)
            throws IOException {
        try (FFmpegFrameRecorder recorder = new FFmpegFrameRecorder(file(name), 320, 240);
                Java2DFrameConverter converter = new Java2DFrameConverter()) {
            recorder.setFormat(format);
            recorder.setFrameRate(framesPerSecond);
            recorder.setVideoCodecName("libopenh264");
            recorder.setPixelFormat(avutil.AV_PIX_FMT_YUV420P);
            recorder.start();
            for (int i = 0; i < pictures; i++) {
                recorder.setTimestamp(fromSecond * 1_000_000 + i * 1_000_000L / framesPerSecond);
                recorder.record(converter.convert(new BufferedImage(320, 240, BufferedImage.TYPE_3BYTE_BGR)));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"clip.mp4", "clip.mkv", "clip.avi"})
    void ofADamagedVideoWhatCanBeReadIsPlayed(String name) throws InterruptedException, IOException {
        byte[] video = Files.readAllBytes(files.resolve(name));
        Arrays.fill(video, video.length / 2, video.length / 2 + 3000, (byte) 0x55);
        Files.write(files.resolve("damaged-" + name), video);

        assertThat(all(file("damaged-" + name, AT_ONCE, false, PictureForm.OWN), FRAMES + 1))
                .as("MKV of this length is one cluster, and its rest is lost")
                .hasSizeBetween(FRAMES / 3, FRAMES);
    }

    @Test
    void picturesAreMadeSmallerWithTheirShapeKept() throws InterruptedException, IOException {
        CapturedFrame frame = all(file("clip.mp4", AT_ONCE, false, new PictureForm(101, 50)), 1)
                .get(0);

        assertThat(picture(frame).getWidth()).isEqualTo(101);
        assertThat(picture(frame).getHeight()).isEqualTo(76);
    }

    @Test
    void lessQualityIsFewerBytes() throws InterruptedException {
        int good = all(file("clip.mp4", AT_ONCE, false, new PictureForm(null, 90)), 1)
                .get(0)
                .picture()
                .length;
        int poor = all(file("clip.mp4", AT_ONCE, false, new PictureForm(null, 30)), 1)
                .get(0)
                .picture()
                .length;

        assertThat(poor).isLessThan(good / 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"missing.mp4", "text.mp4", "pictures"})
    void whatIsNoVideoFileIsToldBeforeAnythingIsSent(String name) {
        assertThatThrownBy(() -> file(name, AT_ONCE, false, PictureForm.OWN))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining(name);
    }

    @Test
    void picturesOfAFolderComeByNameAndWithoutTheBrokenOnes() throws InterruptedException, IOException {
        Path folder = files.resolve("pictures");

        List<CapturedFrame> frames = all(images(List.of(folder), false), 9);

        assertThat(frames)
                .extracting(CapturedFrame::picture)
                .containsExactly(
                        Files.readAllBytes(folder.resolve("000000.jpg")),
                        Files.readAllBytes(folder.resolve("000001.jpg")),
                        Files.readAllBytes(folder.resolve("000002.jpg")));
    }

    @Test
    void aPictureThatIsNoJpegIsMadeOne() throws InterruptedException, IOException {
        List<CapturedFrame> frames =
                all(images(List.of(files.resolve("still.png"), files.resolve("still.gif")), false), 9);

        assertThat(frames).hasSize(2);
        assertThat(picture(frames.get(0)).getHeight()).isEqualTo(48);
    }

    /** As phones and browsers leave them: other endings, capitals, films beside them, folders below. */
    @Test
    void ofAFolderWhatIsAPictureIsTakenWhateverItsName(@TempDir Path folder) throws Exception {
        byte[] jpeg = Files.readAllBytes(files.resolve("pictures/000000.jpg"));
        Files.write(folder.resolve("A.JPG"), jpeg);
        Files.write(folder.resolve("b.jfif"), jpeg);
        Files.write(folder.resolve("c"), jpeg);
        Files.copy(files.resolve("still.png"), folder.resolve("d.heic"));
        Files.copy(files.resolve("clip.mp4"), folder.resolve("film.MOV"));
        Files.writeString(folder.resolve("notes.txt"), "some notes, long enough to be taken for something else");
        Path below = Files.createDirectories(folder.resolve("DCIM/100"));
        Files.write(below.resolve("e.JPG"), jpeg);

        assertThat(names(images(List.of(folder), false))).containsExactly("A.JPG", "b.jfif", "c", "d.heic");
        assertThat(names(FrameSources.images("camera-0", List.of(folder), true, AT_ONCE, false, PictureForm.OWN)))
                .containsExactly("A.JPG", "e.JPG", "b.jfif", "c", "d.heic");
        assertThatThrownBy(() -> images(List.of(folder.resolve("DCIM")), false))
                .isInstanceOf(UsageException.class)
                .hasMessageEndingWith("holds no picture; skipped: 1 folder below (--recursive searches them)");
        assertThatThrownBy(() -> images(List.of(onlyNotes(folder)), false))
                .isInstanceOf(UsageException.class)
                .hasMessageEndingWith(
                        "holds no picture; skipped: 1 video (film.MOV), 1 file that is not a picture (notes.txt)");
    }

    private static Path onlyNotes(Path folder) throws IOException {
        Path notes = Files.createDirectories(folder.resolve("notes"));
        Files.copy(folder.resolve("notes.txt"), notes.resolve("notes.txt"));
        Files.copy(folder.resolve("film.MOV"), notes.resolve("film.MOV"));
        return notes;
    }

    /** A source's decoder reads more than the processor's; what it sends passes the rule of both. */
    @Test
    void aJpegThatTheProcessorWouldRejectIsEncodedAnew(@TempDir Path folder) throws Exception {
        byte[] jpeg = Files.readAllBytes(files.resolve("pictures/000000.jpg"));
        Files.write(folder.resolve("a-no-end.jpg"), Arrays.copyOf(jpeg, jpeg.length - 2));
        Files.write(folder.resolve("b-junk.jpg"), inserted(jpeg, "00"));
        Files.write(folder.resolve("c-two-starts.jpg"), inserted(jpeg, "ffd8"));
        Files.write(folder.resolve("d-fine.jpg"), jpeg);

        List<CapturedFrame> frames = all(images(List.of(folder), false), 9);

        assertThat(frames).hasSize(4);
        for (CapturedFrame frame : frames) {
            assertThat(PictureHeader.of(frame.picture()).width())
                    .as(frame.file())
                    .isEqualTo(320);
            assertThat(picture(frame).getHeight()).as(frame.file()).isEqualTo(240);
        }
        assertThat(frames.get(3).picture()).isEqualTo(jpeg);
    }

    private static byte[] inserted(byte[] jpeg, String hex) {
        byte[] added = HexFormat.of().parseHex(hex);
        byte[] all = Arrays.copyOf(jpeg, jpeg.length + added.length);
        System.arraycopy(added, 0, all, 2, added.length);
        System.arraycopy(jpeg, 2, all, 2 + added.length, jpeg.length - 2);
        return all;
    }

    private static List<String> names(FrameSource source) throws InterruptedException {
        return all(source, 99).stream().map(CapturedFrame::file).toList();
    }

    @Test
    void picturesLoop() throws InterruptedException {
        assertThat(all(images(List.of(files.resolve("pictures")), true), 10)).hasSize(10);
    }

    @Test
    void withoutAnyReadablePictureNothingStarts() {
        assertThatThrownBy(() -> images(List.of(files.resolve("text.mp4")), true))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("text.mp4");
        assertThatThrownBy(() -> images(List.of(files.resolve("nothing")), true))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("nothing");
    }

    @Test
    void theKindOfAnInputIsSeenFromItsText() throws InterruptedException {
        try (FrameSource folder = of(files.resolve("pictures").toString());
                FrameSource video = of(files.resolve("clip.mkv").toString());
                FrameSource stream = of("rtsp://127.0.0.1:1/live")) {
            assertThat(folder).isInstanceOf(ImagesSource.class);
            assertThat(video).isInstanceOf(FileSource.class);
            assertThat(stream).isInstanceOf(LiveSource.class);
        }
    }

    private static FrameSource of(String input) throws InterruptedException {
        return FrameSources.of("camera-0", input, true, PictureForm.OWN);
    }

    private static FrameSource file(String name, Pace pace, boolean loop, PictureForm form)
            throws InterruptedException {
        return FrameSources.file("camera-0", files.resolve(name), pace, loop, form);
    }

    private static FrameSource images(List<Path> paths, boolean loop) throws InterruptedException {
        return FrameSources.images("camera-0", paths, false, AT_ONCE, loop, PictureForm.OWN);
    }

    private static List<CapturedFrame> all(FrameSource source, int atMost) throws InterruptedException {
        List<CapturedFrame> frames = new ArrayList<>();
        try (source) {
            Optional<CapturedFrame> frame = Optional.empty();
            while (frames.size() < atMost && (frame = source.next()).isPresent()) {
                frames.add(frame.get());
            }
        }
        return frames;
    }

    private static BufferedImage picture(CapturedFrame frame) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(frame.picture()));
    }

    private static java.io.File file(String name) {
        return files.resolve(name).toFile();
    }
}
