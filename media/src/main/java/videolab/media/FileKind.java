package videolab.media;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.bytedeco.ffmpeg.global.avformat.AVPROBE_PADDING_SIZE;
import static org.bytedeco.ffmpeg.global.avformat.av_probe_input_format2;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.bytedeco.ffmpeg.avformat.AVProbeData;
import org.bytedeco.javacpp.BytePointer;

/** What a file is, by its first bytes: names are wrong, or missing, often enough. */
public enum FileKind {
    PICTURE,
    VIDEO,
    OTHER;

    /** Of HEIF and AVIF pictures; sequences of them have others. */
    static final Set<String> STILL_BRANDS = Set.of("heic", "heix", "heim", "heis", "mif1", "mif2", "avif");

    private static final Set<String> PICTURES_BY_OTHER_NAMES = Set.of("gif", "apng", "ico", "image2");
    private static final Set<String> VIDEOS = Set.of(
            "matroska,webm",
            "avi",
            "mpegts",
            "mpeg",
            "flv",
            "asf",
            "ogg",
            "h264",
            "hevc",
            "m4v",
            "mpegvideo",
            "mjpeg",
            "ivf",
            "dv",
            "mxf",
            "rm",
            "nut");

    /** Of 100; below it FFmpeg itself would want to see more, and takes text for video. */
    private static final int MIN_SCORE = 25;

    private static final int START_BYTES = 4096;

    /** @throws IOException when the file cannot be read */
    public static FileKind of(Path file) throws IOException {
        byte[] start;
        try (var in = Files.newInputStream(file)) {
            start = in.readNBytes(START_BYTES);
        }
        // FFmpeg's probe does not recognize a JPEG with a broken header, although its decoder may read it.
        if (start.length > 2 && start[0] == (byte) 0xFF && start[1] == (byte) 0xD8 && start[2] == (byte) 0xFF) {
            return PICTURE;
        }
        String format = formatOf(start);
        if (format.startsWith("mov,")) {
            boolean still = start.length >= 12 && STILL_BRANDS.contains(new String(start, 8, 4, US_ASCII));
            return still ? PICTURE : VIDEO;
        }
        if (format.endsWith("_pipe") && !format.equals("svg_pipe") || PICTURES_BY_OTHER_NAMES.contains(format)) {
            return PICTURE;
        }
        return VIDEOS.contains(format) ? VIDEO : OTHER;
    }

    private static String formatOf(byte[] start) {
        FfmpegLog.off();
        try (BytePointer bytes = new BytePointer(start.length + (long) AVPROBE_PADDING_SIZE);
                AVProbeData probe = new AVProbeData()) {
            BytePointer.memset(bytes, 0, bytes.capacity());
            bytes.put(start);
            probe.filename((BytePointer) null);
            probe.mime_type((BytePointer) null);
            probe.buf(bytes).buf_size(start.length);
            AVInputFormat format = av_probe_input_format2(probe, 1, new int[] {MIN_SCORE});
            return format == null ? "" : format.name().getString();
        }
    }
}
