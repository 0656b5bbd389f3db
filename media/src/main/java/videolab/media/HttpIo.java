package videolab.media;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.bytedeco.ffmpeg.global.avformat.AVIO_FLAG_READ;
import static org.bytedeco.ffmpeg.global.avformat.AVIO_SEEKABLE_NORMAL;
import static org.bytedeco.ffmpeg.global.avformat.avio_closep;
import static org.bytedeco.ffmpeg.global.avformat.avio_open2;
import static org.bytedeco.ffmpeg.global.avformat.avio_read_partial;
import static org.bytedeco.ffmpeg.global.avformat.avio_seek;
import static org.bytedeco.ffmpeg.global.avutil.AV_OPT_SEARCH_CHILDREN;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_free;
import static org.bytedeco.ffmpeg.global.avutil.av_opt_get;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVIOInterruptCB;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;

/** A web server's answer, read by FFmpeg's own client: redirects, passwords, chunks and TLS are its business. */
final class HttpIo implements InputIo {

    static {
        FfmpegLog.off();
    }

    private final AVIOContext context;

    private HttpIo(AVIOContext context) {
        this.context = context;
    }

    /** @throws FfmpegException when the server cannot be reached, or answers with an error */
    static HttpIo open(String url, Map<String, String> options, Interrupts interrupts) throws IOException {
        AVDictionary dictionary = new AVDictionary(null);
        options.forEach((option, value) -> av_dict_set(dictionary, option, value, 0));
        PointerPointer<AVIOContext> opened = new PointerPointer<>(1);
        PointerPointer<AVDictionary> left = new PointerPointer<AVDictionary>(1).put(dictionary);
        try (opened;
                left;
                AVIOInterruptCB callback = new AVIOInterruptCB();
                BytePointer address = new BytePointer(url, UTF_8)) {
            interrupts.watch(callback);
            int returned = avio_open2(opened, address, AVIO_FLAG_READ, callback, left);
            av_dict_free(left);
            if (returned < 0) {
                throw HttpRefusal.of(returned).orElseGet(() -> new FfmpegException("cannot be opened", returned));
            }
            return new HttpIo(opened.get(AVIOContext.class));
        }
    }

    @Override
    public AVIOContext context() {
        return context;
    }

    /** The answer's type in lower case and without parameters; empty where it has none. */
    String contentType() {
        try (PointerPointer<BytePointer> out = new PointerPointer<>(1);
                BytePointer name = new BytePointer("mime_type", UTF_8)) {
            if (av_opt_get(context, name, AV_OPT_SEARCH_CHILDREN, out) < 0) {
                return "";
            }
            BytePointer type = out.get(BytePointer.class);
            String text = type.getString(UTF_8);
            av_free(type);
            return text.replaceFirst(";.*", "").trim().toLowerCase(Locale.ROOT);
        }
    }

    /** Whether the server gives parts of the file. */
    boolean canSeek() {
        return (context.seekable() & AVIO_SEEKABLE_NORMAL) != 0;
    }

    /** Waits for some bytes; FFmpeg's error code, or 0, at the end. */
    int read(byte[] into) {
        return avio_read_partial(context, into, into.length);
    }

    /** Goes back to the start; false when the bytes read so far are no longer held. */
    boolean rewind() {
        return avio_seek(context, 0, 0) == 0;
    }

    @Override
    public void rethrow() {
        // All of it is native.
    }

    @Override
    public void close() {
        try (PointerPointer<AVIOContext> place = new PointerPointer<AVIOContext>(1).put(context)) {
            avio_closep(place);
        }
    }
}
