package videolab.media;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_get_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avformat.AVFMT_NOTIMESTAMPS;
import static org.bytedeco.ffmpeg.global.avformat.AVFMT_TS_DISCONT;
import static org.bytedeco.ffmpeg.global.avformat.av_find_best_stream;
import static org.bytedeco.ffmpeg.global.avformat.av_find_input_format;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EAGAIN;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_INVALIDDATA;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_QUIET;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_image_get_linesize;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.PointerPointer;

/**
 * The pictures of a file, a device or a stream, decoded one after the other. Owns the native reader, decoder and
 * picture; confined to one thread. Interrupting that thread ends a read that waits.
 *
 * <p>FFmpeg's own calls instead of JavaCV's grabber: the grabber cannot be told to give up a read that hangs (it
 * opens the input before anyone can reach it), loads the sound libraries of a desktop for a plain file, and turns
 * every picture to BGR only for it to be encoded again.
 */
public final class VideoInput implements AutoCloseable {

    static {
        // What matters comes back as a return code; a broken stream would fill the terminal with the rest.
        av_log_set_level(AV_LOG_QUIET);
    }

    private static final Duration CLOSING = Duration.ofSeconds(2);
    private static final Duration BETWEEN_PICTURES = Duration.ofMillis(10);
    /** What ffmpeg itself takes for a new clock. */
    private static final Duration JUMP = Duration.ofSeconds(10);
    /** A piece that a live stream has dropped is past: a pause for it would let the next ones go as well. */
    private static final Duration SKIPPED = Duration.ofSeconds(1);

    private final AVFormatContext container;
    private final Interrupts interrupts;
    private final AVPacket packet = av_packet_alloc();
    private final AVFrame picture = av_frame_alloc();
    private AVCodecContext decoder;
    private AVStream stream;
    /** Null before the first picture. */
    private Duration at;

    private Duration shift = Duration.ZERO;

    private VideoInput(AVFormatContext container, Interrupts interrupts) {
        this.container = container;
        this.interrupts = interrupts;
    }

    /**
     * Opens an input and finds its video.
     *
     * @param address a path, a URL, or a device in its format's words
     * @param format FFmpeg's name of the input format; null to find out
     * @param options of FFmpeg's protocol and format, by their names
     * @param patience how long opening may take
     * @throws FfmpegException when it cannot be opened, holds no video, or took too long
     * @throws InterruptedException when the thread was interrupted meanwhile
     */
    public static VideoInput open(String address, String format, Map<String, String> options, Duration patience)
            throws FfmpegException, InterruptedException {
        AVFormatContext container = avformat_alloc_context();
        Interrupts interrupts = Interrupts.watch(container, patience);
        AVDictionary dictionary = new AVDictionary(null);
        options.forEach((name, value) -> av_dict_set(dictionary, name, value, 0));
        try {
            AVInputFormat inputFormat = format == null ? null : av_find_input_format(format);
            if (format != null && inputFormat == null) {
                avformat_close_input(container);
                throw new FfmpegException("FFmpeg knows no input format '" + format + "'");
            }
            int returned = avformat_open_input(container, address, inputFormat, dictionary);
            if (returned < 0) {
                // FFmpeg has freed the container.
                endWhenInterrupted();
                throw interrupts.expired() ? tooSlow(patience) : new FfmpegException("cannot be opened", returned);
            }
        } catch (FfmpegException | InterruptedException e) {
            interrupts.forget();
            throw e;
        } finally {
            av_dict_free(dictionary);
        }
        VideoInput input = new VideoInput(container, interrupts);
        try {
            input.findVideo();
            return input;
        } catch (FfmpegException e) {
            boolean expired = interrupts.expired();
            input.close();
            endWhenInterrupted();
            throw expired ? tooSlow(patience) : e;
        }
    }

    private static FfmpegException tooSlow(Duration patience) {
        return new FfmpegException("did not answer within " + patience.toSeconds() + " s");
    }

    private static void endWhenInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    private void findVideo() throws FfmpegException {
        FfmpegException.check(
                "holds no readable video", avformat_find_stream_info(container, (PointerPointer<?>) null));
        int index = av_find_best_stream(container, AVMEDIA_TYPE_VIDEO, -1, -1, (PointerPointer<?>) null, 0);
        if (index < 0) {
            throw new FfmpegException("holds no video");
        }
        stream = container.streams(index);
        AVCodec codec = avcodec_find_decoder(stream.codecpar().codec_id());
        if (codec == null) {
            throw new FfmpegException("holds video of a codec that FFmpeg cannot decode: " + codecName());
        }
        decoder = avcodec_alloc_context3(codec);
        FfmpegException.check("cannot be decoded", avcodec_parameters_to_context(decoder, stream.codecpar()));
        // Decoding by several threads keeps back as many pictures: late for a camera, and one thread is fast enough.
        decoder.thread_count(1);
        FfmpegException.check("cannot be decoded", avcodec_open2(decoder, codec, (AVDictionary) null));
    }

    /**
     * Decodes the next picture; pictures and packets that are broken are passed over.
     *
     * @param patience how long that may take
     * @return false at the end
     * @throws FfmpegException when reading failed or took too long
     * @throws InterruptedException when the thread was interrupted meanwhile
     */
    public boolean next(Duration patience) throws FfmpegException, InterruptedException {
        interrupts.allow(patience);
        while (true) {
            int received = avcodec_receive_frame(decoder, picture);
            if (received >= 0) {
                at = dated();
                return true;
            }
            if (received == AVERROR_EOF()) {
                return false;
            }
            if (received != AVERROR_EAGAIN() && received != AVERROR_INVALIDDATA()) {
                throw new FfmpegException("cannot be decoded", received);
            }
            feedDecoder(patience);
        }
    }

    private void feedDecoder(Duration patience) throws FfmpegException, InterruptedException {
        int read = av_read_frame(container, packet);
        if (read < 0) {
            endWhenInterrupted();
        }
        if (interrupts.expired()) {
            av_packet_unref(packet);
            throw new FfmpegException("sent no picture for " + patience.toSeconds() + " s");
        }
        if (read == AVERROR_EOF()) {
            avcodec_send_packet(decoder, null);
            return;
        }
        if (read == AVERROR_EAGAIN()) { // a Mac's camera between two pictures
            TimeUnit.NANOSECONDS.sleep(BETWEEN_PICTURES.toNanos());
            return;
        }
        FfmpegException.check("cannot be read", read);
        if (packet.stream_index() == stream.index()) {
            // A broken packet is the decoder's to complain about, and no reason to stop.
            avcodec_send_packet(decoder, packet);
        }
        av_packet_unref(packet);
    }

    /**
     * The picture's time in the video, from its start. Where the video says nothing (raw H.264), and where its clock jumps
     * (recordings that were joined), pictures follow each other by {@link #pictureDuration()}.
     */
    public Duration timestamp() {
        return at.isNegative() ? Duration.ZERO : at;
    }

    private Duration dated() {
        Duration next = at == null ? Duration.ZERO : at.plus(pictureDuration());
        long ticks = picture.best_effort_timestamp();
        if (ticks == AV_NOPTS_VALUE) {
            return next;
        }
        long start = stream.start_time() == AV_NOPTS_VALUE ? 0 : stream.start_time();
        AVRational tick = stream.time_base();
        Duration told =
                nanos((double) (ticks - start) * tick.num() / tick.den()).plus(shift);
        boolean live = comesInPieces() && !hasEnd();
        boolean mayJump = live || (container.iformat().flags() & AVFMT_TS_DISCONT) != 0;
        Duration jump = live ? SKIPPED.plus(pictureDuration().multipliedBy(2)) : JUMP;
        if (mayJump && at != null && told.minus(at).abs().compareTo(jump) > 0) {
            shift = shift.plus(next.minus(told));
            return next;
        }
        return told;
    }

    /** How long one picture is shown, by the input's own word; a 25th of a second where it says nothing. */
    public Duration pictureDuration() {
        // Of a raw stream FFmpeg says 25 there, whatever the codec says.
        boolean raw = (container.iformat().flags() & AVFMT_NOTIMESTAMPS) != 0;
        AVRational told = decoder.framerate();
        AVRational rate = raw && told.num() > 0 && told.den() > 0 ? told : stream.avg_frame_rate();
        return rate.num() > 0 && rate.den() > 0 ? nanos((double) rate.den() / rate.num()) : Duration.ofMillis(40);
    }

    /** Whether pictures come many at a time, as a web server has them, and not each when it was taken: HLS and DASH. */
    public boolean comesInPieces() {
        String format = container.iformat().name().getString();
        return format.startsWith("hls") || format.equals("dash");
    }

    /** Whether the input has an end: a file, wherever it lies, and no camera. */
    public boolean hasEnd() {
        return container.duration() != AV_NOPTS_VALUE && container.duration() > 0;
    }

    public int width() {
        return decoder.width();
    }

    public int height() {
        return decoder.height();
    }

    /** Such as {@code h264}. */
    public String codecName() {
        return avcodec_get_name(stream.codecpar().codec_id()).getString();
    }

    /** A checksum of the picture's first plane (the brightness of a video): equal pictures have equal ones. */
    public long checksum() {
        int stride = Math.abs(picture.linesize(0));
        int rowBytes = av_image_get_linesize(picture.format(), picture.width(), 0);
        // Some cameras' pictures stand on their head in memory: the first row lies last.
        int firstRow = picture.linesize(0) < 0 ? -stride * (picture.height() - 1) : 0;
        ByteBuffer plane = picture.data(0)
                .getPointer(firstRow)
                .capacity((long) stride * (picture.height() - 1) + rowBytes)
                .asByteBuffer();
        CRC32C checksum = new CRC32C();
        for (int row = 0; row < picture.height(); row++) {
            // Row by row: what lies between the rows is no part of the picture.
            checksum.update(plane.limit(row * stride + rowBytes).position(row * stride));
        }
        return checksum.getValue();
    }

    AVFrame picture() {
        return picture;
    }

    private static Duration nanos(double seconds) {
        return Duration.ofNanos(Math.round(seconds * 1e9));
    }

    @Override
    public void close() {
        // An RTSP camera is told good-bye, and need not answer.
        interrupts.allow(CLOSING);
        av_frame_free(picture);
        av_packet_free(packet);
        if (decoder != null) {
            avcodec_free_context(decoder);
        }
        avformat_close_input(container);
        interrupts.forget();
    }
}
