package videolab.processor.faces;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.bytedeco.ffmpeg.avcodec.AVBSFContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.javacv.FFmpegFrameGrabber;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import videolab.contract.Face;
import videolab.media.JpegPictures;
import videolab.media.VideoInput;
import videolab.source.mock.MockScene;
import videolab.source.render.MockClip;
import videolab.source.render.PictureType;

/** The same clip, tagged as phones tag theirs: only the tags differ, so the same faces are to be found. */
class HdrVideoTest {

    private static final Path MODEL = Path.of(System.getenv().getOrDefault("VIDEO_LAB_SHARED", "../../shared"))
            .resolve("models/face_detection_yunet_2023mar.onnx");

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int FRAMES = 30;
    private static final int EVERY = 5;

    @TempDir
    static Path folder;

    private static FrameAnalyzer analyzer;
    private static Path clip;
    private static List<byte[]> control;

    @BeforeAll
    static void render() throws Exception {
        clip = folder.resolve("clip.mp4");
        MockScene.Settings scene = new MockScene.Settings(1, 640, 480, 10, MockScene.Look.SCORING);
        new MockClip("camera-0", scene, FRAMES).render(clip, PictureType.JPEG, truth -> {});
        analyzer = new FrameAnalyzer(AnalyzerSettings.with(
                Files.isReadable(MODEL) ? DetectorSettings.yunet(MODEL) : DetectorSettings.haar()));
        control = frames(tagged(1, 1, 1));
        assertThat(faces(control).stream().mapToInt(List::size).sum()).isGreaterThan(FRAMES / EVERY);
    }

    @AfterAll
    static void close() {
        analyzer.close();
    }

    /** HLG, PQ, SMPTE 428 with the primaries of BT.2020, film, and digital cinema, each with its matrix. */
    @ParameterizedTest
    @CsvSource({"9, 18, 9", "9, 16, 9", "8, 1, 1", "10, 17, 1", "12, 18, 1", "9, 14, 9"})
    void theFacesOfTheControlAreFound(int primaries, int transfer, int matrix) throws Exception {
        List<List<Face>> expected = faces(control);
        List<byte[]> frames = frames(tagged(primaries, transfer, matrix));
        assertLooksLikeTheControl(frames);
        List<List<Face>> found = faces(frames);

        assertThat(found).hasSameSizeAs(expected);
        int all = 0;
        int matched = 0;
        for (int i = 0; i < expected.size(); i++) {
            for (Face face : expected.get(i)) {
                all++;
                boolean isFound =
                        found.get(i).stream().anyMatch(other -> other.box().iou(face.box()) >= 0.5);
                matched += isFound ? 1 : 0;
            }
        }
        assertThat((double) matched / all).isGreaterThanOrEqualTo(0.9);
    }

    @Test
    void displayP3LooksLikeTheControl() throws Exception {
        assertLooksLikeTheControl(frames(tagged(12, 1, 1)));
    }

    /** Faces are found in magenta pictures too. */
    private static void assertLooksLikeTheControl(List<byte[]> frames) throws IOException {
        assertThat(frames).hasSameSizeAs(control);
        for (int i = 0; i < control.size(); i++) {
            assertThat(difference(control.get(i), frames.get(i))).isLessThanOrEqualTo(12);
        }
    }

    private static List<List<Face>> faces(List<byte[]> jpegs) {
        List<List<Face>> faces = new ArrayList<>();
        for (byte[] jpeg : jpegs) {
            FrameOutcome outcome = analyzer.analyze(Records.bare(jpeg), Records.NOW);
            faces.add(((FrameOutcome.Analyzed) outcome).result().faces());
        }
        return faces;
    }

    private static List<byte[]> frames(Path video) throws Exception {
        List<byte[]> frames = new ArrayList<>();
        try (VideoInput input = VideoInput.open(video, PATIENCE);
                JpegPictures jpegs = new JpegPictures(null, 90)) {
            for (int number = 0; input.next(PATIENCE); number++) {
                if (number % EVERY == 0) {
                    frames.add(jpegs.encode(input));
                }
            }
        }
        return frames;
    }

    /** The clip as a raw stream whose parameter sets say other colors; no picture is encoded anew. */
    private static Path tagged(int primaries, int transfer, int matrix) throws IOException {
        Path file = folder.resolve(primaries + "-" + transfer + "-" + matrix + ".h264");
        String filters = "h264_mp4toannexb,h264_metadata=colour_primaries=" + primaries + ":transfer_characteristics="
                + transfer + ":matrix_coefficients=" + matrix;
        AVBSFContext filter = new AVBSFContext(null);
        try (FFmpegFrameGrabber clips = new FFmpegFrameGrabber(clip.toString());
                AVPacket out = avcodec.av_packet_alloc();
                var stream = Files.newOutputStream(file)) {
            clips.start();
            check(avcodec.av_bsf_list_parse_str(filters, filter));
            check(avcodec.avcodec_parameters_copy(
                    filter.par_in(), clips.getFormatContext().streams(0).codecpar()));
            check(avcodec.av_bsf_init(filter));
            for (AVPacket packet = clips.grabPacket(); packet != null; packet = clips.grabPacket()) {
                check(avcodec.av_bsf_send_packet(filter, packet));
                while (avcodec.av_bsf_receive_packet(filter, out) == 0) {
                    byte[] bytes = new byte[out.size()];
                    out.data().get(bytes);
                    stream.write(bytes);
                    avcodec.av_packet_unref(out);
                }
            }
        } finally {
            avcodec.av_bsf_free(filter);
        }
        return file;
    }

    private static void check(int status) throws IOException {
        if (status < 0) {
            throw new IOException("FFmpeg: " + status);
        }
    }

    private static double difference(byte[] one, byte[] other) throws IOException {
        BufferedImage a = ImageIO.read(new ByteArrayInputStream(one));
        BufferedImage b = ImageIO.read(new ByteArrayInputStream(other));
        long sum = 0;
        for (int y = 0; y < a.getHeight(); y++) {
            for (int x = 0; x < a.getWidth(); x++) {
                for (int shift = 0; shift < 24; shift += 8) {
                    sum += Math.abs((a.getRGB(x, y) >> shift & 255) - (b.getRGB(x, y) >> shift & 255));
                }
            }
        }
        return sum / 3.0 / a.getWidth() / a.getHeight();
    }
}
