package videolab.media;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_APNG;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_GIF;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_MJPEG;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_DATA_FRAME_CROPPING;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avformat.AVFMT_NOTIMESTAMPS;
import static org.bytedeco.ffmpeg.global.avformat.AVFMT_TS_DISCONT;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_ATTACHED_PIC;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_DEPENDENT;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_TIMED_THUMBNAILS;
import static org.bytedeco.ffmpeg.global.avformat.av_find_best_stream;
import static org.bytedeco.ffmpeg.global.avformat.av_find_input_format;
import static org.bytedeco.ffmpeg.global.avformat.av_guess_sample_aspect_ratio;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EAGAIN;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_INVALIDDATA;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.AV_FRAME_CROP_UNALIGNED;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_get;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_apply_cropping;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avcodec.AVPacketSideData;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVDictionaryEntry;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;

/**
 * The pictures of a file, a device or a stream.
 *
 * <p>FFmpeg's own calls instead of JavaCV's grabber: a read of the grabber that hangs cannot be ended (it opens
 * the input before a caller can reach it), loads the sound libraries of a desktop for a plain file, and turns
 * every picture to BGR only for it to be encoded again.
 */
public final class VideoInput extends PictureInput {

    private static final Duration CLOSING = Duration.ofSeconds(2);
    private static final Duration STILL = Duration.ofMillis(40);
    private static final Duration BETWEEN_PICTURES = Duration.ofMillis(10);
    /** The jump that the ffmpeg program treats as a new clock. */
    private static final Duration JUMP = Duration.ofSeconds(10);
    /** A gap where a live stream dropped a piece: pausing for it would lose the next pieces, too. */
    private static final Duration SKIPPED = Duration.ofSeconds(1);

    /** Streams that are no video, though FFmpeg has them as such: cover art, thumbnails, parts of a picture. */
    private static final int PART_OF_SOMETHING =
            AV_DISPOSITION_ATTACHED_PIC | AV_DISPOSITION_TIMED_THUMBNAILS | AV_DISPOSITION_DEPENDENT;

    private final AVFormatContext container;
    private final Interrupts interrupts;
    /** Null where FFmpeg opens and reads the input itself. */
    private final InputIo io;

    private final AVPacket packet = av_packet_alloc();
    /** Null where the picture is a grid of tiles. */
    private AVCodecContext decoder;

    private AVStream stream;
    /** Null where it is a video, or a picture in one piece. */
    private TileGrid grid;

    /** EXIF's orientation of the last packet. */
    private int exifOrientation;
    /** Null before the first picture. */
    private Duration at;

    private Duration shift = Duration.ZERO;

    private VideoInput(AVFormatContext container, Interrupts interrupts, InputIo io) {
        this.container = container;
        this.interrupts = interrupts;
        this.io = io;
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
            throws IOException, InterruptedException {
        return open(address, format, options, new Interrupts(patience), patience, null);
    }

    /**
     * Opens bytes that can be read at any position. The caller closes them, after the input.
     *
     * @param name the file's name or path, for the few formats recognized by it, and for lists that name other
     *     files beside them; null for untrusted bytes, whose list could name any file of this machine
     * @param options of FFmpeg's format, by their names
     * @throws FfmpegException when they hold no video, or it took too long
     * @throws IOException what the bytes threw
     * @throws InterruptedException when the thread was interrupted meanwhile
     */
    public static VideoInput open(SeekableBytes bytes, String name, Map<String, String> options, Duration patience)
            throws IOException, InterruptedException {
        String address = name == null ? "" : name;
        return open(address, null, options, new Interrupts(patience), patience, new BytesIo(bytes));
    }

    /**
     * Opens a file of this machine.
     *
     * @throws FfmpegException when it holds no video, or it took too long
     * @throws IOException when it cannot be read
     */
    public static VideoInput open(Path file, Duration patience) throws IOException, InterruptedException {
        // The prefix and the option keep a name from being taken for a URL or for a numbered series.
        SeekableBytes bytes = SeekableBytes.of(file);
        InputIo io = new BytesIo(bytes) {
            @Override
            public void close() {
                super.close();
                try {
                    bytes.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
        return open("file:" + file, null, Map.of("pattern_type", "none"), new Interrupts(patience), patience, io);
    }

    /** The interrupts and the bytes are the input's from here on, and closed when this fails. */
    static VideoInput open(
            String address,
            String format,
            Map<String, String> options,
            Interrupts interrupts,
            Duration patience,
            InputIo io)
            throws IOException, InterruptedException {
        AVFormatContext container = avformat_alloc_context();
        VideoInput input = new VideoInput(container, interrupts, io);
        try {
            interrupts.watch(container.interrupt_callback());
            input.openContainer(address, format, options);
            input.findVideo();
            input.rethrow();
            return input;
        } catch (FfmpegException e) {
            boolean expired = interrupts.expired();
            try (input) {
                endWhenInterrupted();
                input.rethrow();
            }
            throw expired ? tooSlow(patience) : e;
        } catch (IOException | RuntimeException | Error e) {
            try (input) {
                endWhenInterrupted();
            }
            throw e;
        }
    }

    private void openContainer(String address, String format, Map<String, String> options) throws FfmpegException {
        AVInputFormat inputFormat = format == null ? null : av_find_input_format(format);
        if (format != null && inputFormat == null) {
            throw new FfmpegException("FFmpeg has no input format '" + format + "'");
        }
        if (io != null) {
            container.pb(io.context());
        }
        AVDictionary dictionary = new AVDictionary(null);
        options.forEach((option, value) -> av_dict_set(dictionary, option, value, 0));
        // FFmpeg replaces what these point to: the container by nothing where it fails, the options by those left over.
        PointerPointer<AVFormatContext> opened = new PointerPointer<AVFormatContext>(1).put(container);
        PointerPointer<AVDictionary> left = new PointerPointer<AVDictionary>(1).put(dictionary);
        // Java's default character set may be ASCII; FFmpeg's names are UTF-8.
        try (opened;
                left;
                BytePointer name = new BytePointer(address, UTF_8)) {
            int returned = avformat_open_input(opened, name, inputFormat, left);
            av_dict_free(left);
            if (returned < 0) {
                container.setNull();
                throw HttpRefusal.of(returned).orElseGet(() -> new FfmpegException("cannot be opened", returned));
            }
        }
    }

    private static FfmpegException tooSlow(Duration patience) {
        return new FfmpegException("did not answer within " + patience.toSeconds() + " s");
    }

    static void endWhenInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    private void rethrow() throws IOException {
        if (io != null) {
            io.rethrow();
        }
    }

    private void findVideo() throws FfmpegException {
        FfmpegException.check(
                "holds no readable video", avformat_find_stream_info(container, (PointerPointer<?>) null));
        grid = TileGrid.mainOf(container);
        if (grid == null) {
            stream = container.streams(videoIndex());
            decoder = Decoders.open(stream);
        }
    }

    private int videoIndex() throws FfmpegException {
        int best = av_find_best_stream(container, AVMEDIA_TYPE_VIDEO, -1, -1, (PointerPointer<?>) null, 0);
        if (best < 0) {
            throw new FfmpegException("holds no video");
        }
        if (isVideo(best)) {
            return best;
        }
        for (int i = 0; i < container.nb_streams(); i++) {
            if (isVideo(i)) {
                return i;
            }
        }
        boolean cover = (container.streams(best).disposition() & AV_DISPOSITION_DEPENDENT) == 0;
        throw new FfmpegException(
                cover
                        ? "holds no video but a cover picture"
                        : "holds parts of a picture, but not how they are put together");
    }

    private boolean isVideo(int index) {
        AVStream candidate = container.streams(index);
        return candidate.codecpar().codec_type() == AVMEDIA_TYPE_VIDEO
                && (candidate.disposition() & PART_OF_SOMETHING) == 0;
    }

    @Override
    public boolean next(Duration patience) throws IOException, InterruptedException {
        interrupts.allow(patience);
        if (grid != null) {
            return nextGrid();
        }
        while (true) {
            int received = avcodec_receive_frame(decoder, picture());
            if (received >= 0) {
                cropAsContainerSays();
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

    /** MP4's and HEIF's clean aperture, Matroska's crop: decoders know of neither. */
    private void cropAsContainerSays() throws FfmpegException {
        for (int i = 0; i < stream.codecpar().nb_coded_side_data(); i++) {
            AVPacketSideData sideData = stream.codecpar().coded_side_data().getPointer(i);
            if (sideData.type() == AV_PKT_DATA_FRAME_CROPPING && sideData.size() >= 4 * Integer.BYTES) {
                IntBuffer crop = sideData.data()
                        .capacity(4 * Integer.BYTES)
                        .asByteBuffer()
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .asIntBuffer();
                picture()
                        .crop_top(Integer.toUnsignedLong(crop.get(0)))
                        .crop_bottom(Integer.toUnsignedLong(crop.get(1)))
                        .crop_left(Integer.toUnsignedLong(crop.get(2)))
                        .crop_right(Integer.toUnsignedLong(crop.get(3)));
                FfmpegException.check("cannot be cropped", av_frame_apply_cropping(picture(), AV_FRAME_CROP_UNALIGNED));
            }
        }
    }

    private boolean nextGrid() throws IOException, InterruptedException {
        if (at != null) {
            return false;
        }
        at = Duration.ZERO;
        try {
            grid.decode(packet, picture());
            return true;
        } catch (FfmpegException e) {
            endWhenInterrupted();
            rethrow();
            throw e;
        }
    }

    private void feedDecoder(Duration patience) throws IOException, InterruptedException {
        int read = av_read_frame(container, packet);
        if (read < 0) {
            endWhenInterrupted();
        }
        rethrow();
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
            if (isStill()) {
                exifOrientation =
                        ExifOrientation.of(packet.data().capacity(packet.size()).asByteBuffer());
            }
            // A broken packet is the decoder's to complain about, and no reason to stop.
            avcodec_send_packet(decoder, packet);
        }
        av_packet_unref(packet);
    }

    /**
     * The picture's time in the video, from its start. Where the video has no time stamps (raw H.264), and where its clock jumps
     * (recordings that were joined), pictures follow each other by {@link #pictureDuration()}.
     */
    @Override
    public Duration timestamp() {
        return at.isNegative() ? Duration.ZERO : at;
    }

    private Duration dated() {
        Duration next = at == null ? Duration.ZERO : at.plus(pictureDuration());
        long ticks = picture().best_effort_timestamp();
        if (ticks == AV_NOPTS_VALUE) {
            return next;
        }
        long start = stream.start_time() == AV_NOPTS_VALUE ? 0 : stream.start_time();
        AVRational tick = stream.time_base();
        Duration stamped =
                nanos((double) (ticks - start) * tick.num() / tick.den()).plus(shift);
        boolean live = comesInPieces() && !hasEnd();
        boolean mayJump = live || (container.iformat().flags() & AVFMT_TS_DISCONT) != 0;
        Duration jump = live ? SKIPPED.plus(pictureDuration().multipliedBy(2)) : JUMP;
        if (mayJump && at != null && stamped.minus(at).abs().compareTo(jump) > 0) {
            shift = shift.plus(next.minus(stamped));
            return next;
        }
        return stamped;
    }

    /** How long one picture is shown, by the input's frame rate; a 25th of a second where it has none. */
    public Duration pictureDuration() {
        if (grid != null) {
            return STILL;
        }
        // For a raw stream FFmpeg sets 25 there, whatever the codec's own rate is.
        boolean raw = (container.iformat().flags() & AVFMT_NOTIMESTAMPS) != 0;
        AVRational ofCodec = decoder.framerate();
        AVRational rate = raw && ofCodec.num() > 0 && ofCodec.den() > 0 ? ofCodec : stream.avg_frame_rate();
        return rate.num() > 0 && rate.den() > 0 ? nanos((double) rate.den() / rate.num()) : STILL;
    }

    /** Whether pictures come many at a time, as a web server has them, and not each when it was taken: HLS and DASH. */
    private boolean comesInPieces() {
        String format = formatName();
        return format.startsWith("hls") || format.equals("dash");
    }

    private boolean hasEnd() {
        return container.duration() != AV_NOPTS_VALUE && container.duration() > 0;
    }

    @Override
    public boolean isRecording() {
        return hasEnd() || comesInPieces();
    }

    @Override
    public boolean isStill() {
        String format = formatName();
        return grid != null || format.endsWith("_pipe") || format.equals("image2") || isHeif();
    }

    private boolean isHeif() {
        AVDictionaryEntry brand = av_dict_get(container.metadata(), "major_brand", null, 0);
        return brand != null && FileKind.STILL_BRANDS.contains(brand.value().getString());
    }

    private String formatName() {
        return container.iformat().name().getString();
    }

    @Override
    Orientation orientation() {
        return exifOrientation > 1 ? Orientation.ofExif(exifOrientation) : super.orientation();
    }

    @Override
    double pixelAspect() {
        int codec = grid == null ? stream.codecpar().codec_id() : grid.codecId();
        // In a photograph the field means the size on paper, is often wrong, and viewers ignore it.
        if (isStill() || codec == AV_CODEC_ID_GIF || codec == AV_CODEC_ID_APNG) {
            return 1;
        }
        AVRational aspect = codec == AV_CODEC_ID_MJPEG
                ? stream.sample_aspect_ratio()
                : av_guess_sample_aspect_ratio(container, stream, picture());
        return aspect.num() > 0 && aspect.den() > 0 ? (double) aspect.num() / aspect.den() : 1;
    }

    @Override
    public String codecName() {
        return Decoders.name(grid == null ? stream.codecpar().codec_id() : grid.codecId());
    }

    private static Duration nanos(double seconds) {
        return Duration.ofNanos(Math.round(seconds * 1e9));
    }

    @Override
    public void close() {
        // The RTSP tear-down is sent, but an answer to it is not awaited for long.
        interrupts.allow(CLOSING);
        super.close();
        av_packet_free(packet);
        if (decoder != null) {
            avcodec_free_context(decoder);
        }
        avformat_close_input(container);
        interrupts.close();
        if (io != null) {
            io.close();
        }
    }
}
