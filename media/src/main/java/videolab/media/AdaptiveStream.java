package videolab.media;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacv.FFmpegFrameRecorder;
import org.bytedeco.javacv.Java2DFrameConverter;

/**
 * Writes pictures as a stream that players adapt to the network: HLS and DASH over the same segments, H.264 without B-frames in
 * fragmented MP4. Beside the playlist stands the DASH manifest under the same name, and a folder for each rendition.
 */
public final class AdaptiveStream implements AutoCloseable {

    private static final int SEGMENT_SECONDS = 2;

    /**
     * One quality.
     *
     * @param name of its folder
     */
    public record Rendition(String name, int width, int height, int kbps) {}

    private final Path playlist;
    private final List<Rendition> renditions;
    private final double framesPerSecond;
    private final List<FFmpegFrameRecorder> recorders = new ArrayList<>();
    private final Java2DFrameConverter converter = new Java2DFrameConverter();
    private long frames;

    /**
     * Starts the encoders.
     *
     * @param playlist of HLS, such as {@code show/stream.m3u8}; its folder is there
     * @param renditions the best first
     */
    public AdaptiveStream(Path playlist, List<Rendition> renditions, double framesPerSecond) throws IOException {
        this.playlist = playlist;
        this.renditions = List.copyOf(renditions);
        this.framesPerSecond = framesPerSecond;
        avutil.av_log_set_level(avutil.AV_LOG_QUIET);
        for (Rendition each : renditions) {
            recorders.add(recorder(each));
        }
    }

    /** Three qualities of a picture: in full, in two thirds and in a third of its width and height. */
    public static List<Rendition> renditions(int width, int height) {
        return List.of(
                new Rendition("high", even(width), even(height), kbps(width, height)),
                new Rendition("middle", even(width * 2 / 3), even(height * 2 / 3), kbps(width, height) / 2),
                new Rendition("low", even(width / 3), even(height / 3), kbps(width, height) / 6));
    }

    private static int even(int pixels) {
        return pixels / 2 * 2;
    }

    private static int kbps(int width, int height) {
        return width * height / 256;
    }

    private FFmpegFrameRecorder recorder(Rendition rendition) throws IOException {
        Path folder = Files.createDirectories(folder(rendition));
        FFmpegFrameRecorder recorder =
                new FFmpegFrameRecorder("file:" + folder.resolve("index.m3u8"), rendition.width(), rendition.height());
        recorder.setFormat("hls");
        recorder.setOption("hls_time", String.valueOf(SEGMENT_SECONDS));
        recorder.setOption("hls_playlist_type", "vod");
        recorder.setOption("hls_segment_type", "fmp4");
        recorder.setOption("hls_fmp4_init_filename", "init.mp4");
        recorder.setOption("hls_segment_filename", folder.resolve("%d.m4s").toString());
        recorder.setVideoCodecName("libopenh264");
        recorder.setPixelFormat(avutil.AV_PIX_FMT_YUV420P);
        recorder.setFrameRate(framesPerSecond);
        // Each segment is one group of pictures: players switch between renditions at its beginning.
        recorder.setGopSize((int) Math.round(framesPerSecond * SEGMENT_SECONDS));
        recorder.setVideoBitrate(rendition.kbps() * 1_000);
        recorder.start();
        return recorder;
    }

    private Path folder(Rendition rendition) {
        return playlist.toAbsolutePath().resolveSibling(rendition.name());
    }

    /** Adds a picture to each rendition. */
    public void write(BufferedImage picture) throws IOException {
        for (FFmpegFrameRecorder each : recorders) {
            each.record(converter.convert(picture), avutil.AV_PIX_FMT_BGR24);
        }
        frames++;
    }

    /** Ends the renditions and writes playlist and manifest. */
    @Override
    public void close() throws IOException {
        for (FFmpegFrameRecorder each : recorders) {
            each.close();
        }
        converter.close();
        StringBuilder hls = new StringBuilder("#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-INDEPENDENT-SEGMENTS\n");
        StringBuilder dash = new StringBuilder();
        for (Rendition each : renditions) {
            String codec = codec(Files.readAllBytes(folder(each).resolve("init.mp4")));
            hls.append(String.format(
                    Locale.ROOT,
                    "#EXT-X-STREAM-INF:BANDWIDTH=%d,RESOLUTION=%dx%d,FRAME-RATE=%.3f,CODECS=\"%s\"%n%s/index.m3u8%n",
                    each.kbps() * 1_000,
                    each.width(),
                    each.height(),
                    framesPerSecond,
                    codec,
                    each.name()));
            dash.append(String.format(
                    Locale.ROOT,
                    "      <Representation id=\"%s\" bandwidth=\"%d\" width=\"%d\" height=\"%d\" codecs=\"%s\"/>%n",
                    each.name(),
                    each.kbps() * 1_000,
                    each.width(),
                    each.height(),
                    codec));
        }
        Files.writeString(playlist, hls);
        String name = playlist.getFileName().toString().replaceFirst("\\.[^.]*$", "");
        Files.writeString(playlist.toAbsolutePath().resolveSibling(name + ".mpd"), manifest(dash.toString()));
    }

    private String manifest(String representations) {
        return String.format(
                Locale.ROOT,
                """
                <?xml version="1.0" encoding="UTF-8"?>
                <MPD xmlns="urn:mpeg:dash:schema:mpd:2011" profiles="urn:mpeg:dash:profile:isoff-live:2011" type="static"
                    mediaPresentationDuration="PT%.3fS" minBufferTime="PT%dS">
                  <Period id="0" start="PT0S">
                    <AdaptationSet contentType="video" mimeType="video/mp4" segmentAlignment="true" startWithSAP="1">
                      <SegmentTemplate initialization="$RepresentationID$/init.mp4" media="$RepresentationID$/$Number$.m4s"
                          startNumber="0" duration="%d" timescale="1"/>
                %s    </AdaptationSet>
                  </Period>
                </MPD>
                """,
                frames / framesPerSecond,
                SEGMENT_SECONDS,
                SEGMENT_SECONDS,
                representations);
    }

    /** RFC 6381's name of what the encoder has made: profile, constraints and level, which stand in the box avcC. */
    private static String codec(byte[] header) throws IOException {
        int box = new String(header, StandardCharsets.ISO_8859_1).indexOf("avcC");
        if (box < 0) {
            throw new IOException("the encoder has written no H.264");
        }
        return String.format(Locale.ROOT, "avc1.%02x%02x%02x", header[box + 5], header[box + 6], header[box + 7]);
    }
}
