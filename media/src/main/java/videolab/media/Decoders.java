package videolab.media;

import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_get_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;

import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;

/** Opens decoders. */
final class Decoders {

    private Decoders() {}

    /** The caller frees it. */
    static AVCodecContext open(AVStream stream) throws FfmpegException {
        AVCodec codec = codec(stream.codecpar().codec_id());
        AVCodecContext decoder = avcodec_alloc_context3(codec);
        try {
            FfmpegException.check("cannot be decoded", avcodec_parameters_to_context(decoder, stream.codecpar()));
            return open(decoder, codec);
        } catch (FfmpegException e) {
            avcodec_free_context(decoder);
            throw e;
        }
    }

    /** For packets that are whole pictures and need no container; the caller frees it. */
    static AVCodecContext open(int codecId) throws FfmpegException {
        AVCodec codec = codec(codecId);
        AVCodecContext decoder = avcodec_alloc_context3(codec);
        try {
            return open(decoder, codec);
        } catch (FfmpegException e) {
            avcodec_free_context(decoder);
            throw e;
        }
    }

    private static AVCodecContext open(AVCodecContext decoder, AVCodec codec) throws FfmpegException {
        // Decoding by several threads keeps back as many pictures: late for a camera, and one thread is fast enough.
        decoder.thread_count(1);
        FfmpegException.check("cannot be decoded", avcodec_open2(decoder, codec, (AVDictionary) null));
        return decoder;
    }

    static String name(int codecId) {
        return avcodec_get_name(codecId).getString();
    }

    private static AVCodec codec(int codecId) throws FfmpegException {
        AVCodec codec = avcodec_find_decoder(codecId);
        if (codec == null) {
            throw new FfmpegException("holds video of a codec that FFmpeg cannot decode: " + name(codecId));
        }
        return codec;
    }
}
