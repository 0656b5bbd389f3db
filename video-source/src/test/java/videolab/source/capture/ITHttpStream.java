package videolab.source.capture;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacv.FFmpegFrameRecorder;
import org.bytedeco.javacv.Java2DFrameConverter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import videolab.media.FfmpegException;
import videolab.media.VideoInput;
import videolab.source.mock.MockScene;
import videolab.source.render.MockClip;
import videolab.source.render.PictureType;

/** Cameras over HTTP that go, hang and freeze. */
// A source asks for ever, and an interrupt does not end every wait: a thread of its own can be given up.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ITHttpStream {

    private static final LiveSettings LIVE = new LiveSettings(PictureForm.OWN, null, Duration.ofSeconds(3));

    @Test
    void aCameraThatIsSwitchedOffAndOnIsReadOn() throws Exception {
        MjpegCamera camera = MjpegCamera.start(MjpegCamera.Mood.PLAYS);
        int port = camera.port();
        var again = new CompletableFuture<MjpegCamera>();
        StateLog states = new StateLog(() -> again.complete(MjpegCamera.startAt(port)));
        try (FrameSource source = source(camera.url(), states)) {
            take(source, 3);
            camera.close();
            take(source, 50);

            assertThat(states.names()).containsExactly("Opening", "Streaming", "Retrying", "Streaming");
        } finally {
            again.get(1, TimeUnit.SECONDS).close();
        }
        assertThat(states.names()).endsWith("Ended");
    }

    @ParameterizedTest
    @EnumSource(
            value = MjpegCamera.Mood.class,
            names = {"IS_SILENT", "REPEATS"})
    void aCameraThatHangsOrFreezesIsOpenedAnew(MjpegCamera.Mood fault) throws Exception {
        try (MjpegCamera camera = MjpegCamera.start(MjpegCamera.Mood.PLAYS)) {
            StateLog states = new StateLog(() -> camera.turns(MjpegCamera.Mood.PLAYS));
            try (FrameSource source = source(camera.url(), states)) {
                take(source, 3);
                camera.turns(fault);
                take(source, 200);

                assertThat(states.names()).containsExactly("Opening", "Streaming", "Retrying", "Streaming");
                assertThat(states.reason()).contains("3 s");
            }
        }
    }

    @Test
    void aCameraThatIsNotThereYetIsWaitedFor() throws Exception {
        MjpegCamera gone = MjpegCamera.start(MjpegCamera.Mood.PLAYS);
        int port = gone.port();
        gone.close();
        var later = new CompletableFuture<MjpegCamera>();
        StateLog states = new StateLog(() -> later.complete(MjpegCamera.startAt(port)));
        try (FrameSource source = source(gone.url(), states)) {
            take(source, 1);

            assertThat(states.names()).containsExactly("Opening", "Retrying", "Streaming");
        } finally {
            later.get(1, TimeUnit.SECONDS).close();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = MjpegCamera.Mood.class,
            names = {"IS_SILENT", "TRICKLES"})
    void openingEndsWhenNoPictureComesInTime(MjpegCamera.Mood fault) throws Exception {
        try (MjpegCamera camera = MjpegCamera.start(fault)) {
            assertThatThrownBy(() -> VideoInput.open(camera.url(), null, Map.of(), Duration.ofSeconds(1)))
                    .isInstanceOf(FfmpegException.class)
                    .hasMessage("did not answer within 1 s");
        }
    }

    @Test
    void interruptingEndsAReadThatHangsInNativeCode() throws Exception {
        try (MjpegCamera camera = MjpegCamera.start(MjpegCamera.Mood.PLAYS);
                FrameSource source = FrameSources.stream(
                        "camera-0",
                        StreamUrl.parse(camera.url()),
                        "tcp",
                        new LiveSettings(PictureForm.OWN, null, Duration.ofHours(1)))) {
            take(source, 1);
            camera.turns(MjpegCamera.Mood.IS_SILENT);
            var ended = new CompletableFuture<Throwable>();
            Thread reader = new Thread(() -> {
                try {
                    take(source, 1000);
                } catch (InterruptedException e) {
                    ended.complete(e);
                }
            });
            reader.start();
            reader.join(500);

            reader.interrupt();

            assertThat(ended.get(30, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
        }
    }

    @Test
    void aRecordingOnAWebServerIsPlayedAtItsOwnSpeed(@TempDir Path folder) throws Exception {
        Path clip = folder.resolve("clip.mkv");
        var scene = new MockScene.Settings(1, 320, 240, 10, MockScene.Look.SCORING);
        new MockClip("camera-0", scene, 15).render(clip, PictureType.JPEG, truth -> {});
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/clip.mkv", exchange -> {
            exchange.sendResponseHeaders(200, Files.size(clip));
            try (var body = exchange.getResponseBody()) {
                Files.copy(clip, body);
            }
        });
        server.start();
        String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/clip.mkv";
        try (FrameSource source = source(url, new StateLog(() -> {}))) {
            long start = System.nanoTime();
            take(source, 11);

            // Ten frames later is a second later; no upper limit, the machine may be busy.
            assertThat((System.nanoTime() - start) / 1e9).isGreaterThan(0.9);
        } finally {
            server.stop(0);
        }
    }

    /** A list without an end, and eight seconds of pictures at a time. */
    @Test
    void aLiveStreamInPiecesIsPlayedAtItsOwnSpeed(@TempDir Path folder) throws Exception {
        byte[] piece = piece(folder, 0, 80);
        String list =
                """
                #EXTM3U
                #EXT-X-VERSION:3
                #EXT-X-TARGETDURATION:8
                #EXT-X-MEDIA-SEQUENCE:0
                #EXTINF:8,
                piece.ts
                """;
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        Map<String, byte[]> files = Map.of("/live.m3u8", list.getBytes(UTF_8), "/piece.ts", piece);
        files.forEach((path, bytes) -> server.createContext(path, exchange -> answer(exchange, bytes)));
        server.start();
        String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/live.m3u8";
        try (FrameSource source = source(url, new StateLog(() -> {}))) {
            take(source, 1);
            long start = System.nanoTime();
            take(source, 20);

            // Two seconds, less what the first picture took and what a pacer makes up.
            assertThat((System.nanoTime() - start) / 1e9).isGreaterThan(1.5);
        } finally {
            server.stop(0);
        }
    }

    /** Who is too far behind a live list finds the next pieces gone: standing still for them loses the ones after that. */
    @Test
    void aPieceThatALiveStreamHasDroppedIsNoPause(@TempDir Path folder) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        AtomicInteger lists = new AtomicInteger();
        server.createContext("/live.m3u8", exchange -> {
            int first = lists.getAndIncrement() == 0 ? 0 : 4;
            StringBuilder list = new StringBuilder("#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:2\n");
            list.append("#EXT-X-MEDIA-SEQUENCE:").append(first).append('\n');
            for (int i = first; i < first + 3; i++) {
                list.append("#EXTINF:2,\n").append(i).append(".ts\n");
            }
            answer(exchange, list.toString().getBytes(UTF_8));
        });
        for (int i = 0; i < 7; i++) {
            byte[] piece = piece(folder, 2 * i, 20);
            server.createContext("/" + i + ".ts", exchange -> answer(exchange, piece));
        }
        server.start();
        String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/live.m3u8";
        try (VideoInput input = VideoInput.open(url, null, Map.of(), Duration.ofSeconds(60))) {
            Duration before = null;
            for (int i = 0; i < 80; i++) {
                assertThat(input.next(Duration.ofSeconds(60))).isTrue();
                if (before != null) {
                    assertThat(input.timestamp().minus(before)).isLessThan(Duration.ofSeconds(1));
                }
                before = input.timestamp();
            }
            assertThat(lists).hasValueGreaterThan(1);
        } finally {
            server.stop(0);
        }
    }

    /** A camera that gives one picture for each request: one state, and asked no more often than it is told. */
    @Test
    void aSnapshotIsAskedForAgainAndAgain() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/snap.jpg", exchange -> answer(exchange, snapshot(asked.incrementAndGet())));
        server.createContext("/same.jpg", exchange -> answer(exchange, snapshot(0)));
        server.start();
        String url = "http://127.0.0.1:" + server.getAddress().getPort();
        StateLog states = new StateLog(() -> {});
        var tenPerSecond = new LiveSettings(PictureForm.OWN, 10.0, Duration.ofSeconds(3));
        try (FrameSource source =
                FrameSources.stream("camera-0", StreamUrl.parse(url + "/snap.jpg"), "tcp", tenPerSecond, states)) {
            long start = System.nanoTime();
            take(source, 11);

            assertThat((System.nanoTime() - start) / 1e9).isGreaterThan(0.9);
            assertThat(asked).hasValueBetween(11, 12);
            assertThat(states.names()).containsExactly("Opening", "Streaming");
        }
        var frozen = new CompletableFuture<Boolean>();
        StateLog troubled = new StateLog(() -> frozen.complete(true));
        try (FrameSource source =
                FrameSources.stream("camera-0", StreamUrl.parse(url + "/same.jpg"), "tcp", tenPerSecond, troubled)) {
            while (!frozen.isDone()) {
                take(source, 1);
            }
            assertThat(troubled.reason()).isEqualTo("repeats the same picture for more than 3 s");
        } finally {
            server.stop(0);
        }
    }

    /** After three refusals in a row the next try is minutes away. */
    @Test
    void aCameraThatRefusesThePasswordIsAskedSeldom() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/video", exchange -> {
            asked.incrementAndGet();
            exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"cam\"");
            exchange.sendResponseHeaders(401, -1);
            exchange.close();
        });
        server.start();
        StateLog states = new StateLog(() -> {});
        String url = "http://user:wrong@127.0.0.1:" + server.getAddress().getPort() + "/video";
        try (FrameSource source = source(url, states)) {
            var ended = new CompletableFuture<Throwable>();
            Thread reader = new Thread(() -> {
                try {
                    source.next();
                } catch (InterruptedException e) {
                    ended.complete(e);
                }
            });
            reader.start();
            while (!states.names().contains("LockedOut")) {
                TimeUnit.MILLISECONDS.sleep(50);
            }
            int before = asked.get();
            TimeUnit.SECONDS.sleep(5);

            assertThat(asked).hasValue(before);
            assertThat(states.names()).containsExactly("Opening", "Retrying", "LockedOut");
            assertThat(states.reason()).isEqualTo("the server does not accept the user and password (status 401)");
            reader.interrupt();
            assertThat(ended.get(10, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
        } finally {
            server.stop(0);
        }
    }

    private static byte[] snapshot(int number) throws IOException {
        BufferedImage picture = new BufferedImage(320, 240, BufferedImage.TYPE_3BYTE_BGR);
        for (int x = 0; x < 320; x++) {
            picture.setRGB(x, number % 240, 0xFFFFFF);
        }
        var jpeg = new java.io.ByteArrayOutputStream();
        javax.imageio.ImageIO.write(picture, "jpg", jpeg);
        return jpeg.toByteArray();
    }

    private static void answer(HttpExchange exchange, byte[] bytes) throws IOException {
        exchange.sendResponseHeaders(200, bytes.length);
        try (var body = exchange.getResponseBody()) {
            body.write(bytes);
        }
    }

    /** Ten pictures a second, each another. */
    private static byte[] piece(Path folder, long fromSecond, int pictures) throws IOException {
        avutil.av_log_set_level(avutil.AV_LOG_QUIET);
        Path piece = folder.resolve("piece-" + fromSecond + ".ts");
        try (FFmpegFrameRecorder recorder = new FFmpegFrameRecorder(piece.toFile(), 320, 240);
                Java2DFrameConverter converter = new Java2DFrameConverter()) {
            recorder.setFormat("mpegts");
            recorder.setFrameRate(10);
            recorder.setVideoCodecName("libopenh264");
            recorder.setPixelFormat(avutil.AV_PIX_FMT_YUV420P);
            recorder.start();
            for (int i = 0; i < pictures; i++) {
                BufferedImage picture = new BufferedImage(320, 240, BufferedImage.TYPE_3BYTE_BGR);
                picture.setRGB(i, i, 0xFFFFFF);
                recorder.setTimestamp(fromSecond * 1_000_000 + i * 100_000L);
                recorder.record(converter.convert(picture));
            }
        }
        return Files.readAllBytes(piece);
    }

    private static FrameSource source(String url, StateLog states) throws IOException {
        return FrameSources.stream("camera-0", StreamUrl.parse(url), "tcp", LIVE, states);
    }

    private static void take(FrameSource source, int frames) throws InterruptedException {
        for (int i = 0; i < frames; i++) {
            assertThat(source.next()).isPresent();
        }
    }
}
