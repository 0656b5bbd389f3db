package videolab.media;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_DATA_DISPLAYMATRIX;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_side_data_get;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_flush_buffers;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_get_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avformat.AVFMT_NOTIMESTAMPS;
import static org.bytedeco.ffmpeg.global.avformat.AVFMT_TS_DISCONT;
import static org.bytedeco.ffmpeg.global.avformat.AVSEEK_FLAG_BACKWARD;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_ATTACHED_PIC;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.av_seek_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avformat.avformat_index_get_entries_count;
import static org.bytedeco.ffmpeg.global.avformat.avformat_index_get_entry;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_JPEG;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_MPEG;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EAGAIN;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EINVAL;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_AUDIO;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_SUBTITLE;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_QUIET;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_get;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.bytedeco.ffmpeg.global.avutil.av_make_q;
import static org.bytedeco.ffmpeg.global.avutil.av_rescale_q;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avcodec.AVPacketSideData;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIndexEntry;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVDictionaryEntry;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerPointer;
import videolab.contract.VideoMetadata;

/**
 * A video file, read by range: its metadata without decoding, and its frames in display order from any time on. Only video
 * containers are opened, and nothing that they point to, so that a playlist fetches nothing. Owns the native reader, decoder
 * and picture; confined to one thread.
 */
public final class StoredVideo implements AutoCloseable {

    static {
        av_log_set_level(AV_LOG_QUIET);
    }

    /** Containers of video. Playlists (hls, dash, concat) and still pictures are missing on purpose. */
    private static final String CONTAINERS =
            "mov,matroska,webm,avi,gif,flv,mpegts,mpeg,mpegvideo,asf,ogg,mxf,ivf,nut,rm,"
                    + "dv,m4v,h264,hevc,av1,obu,vc1,vc1test,h263,h261,yuv4mpegpipe,wtv,live_flv,amv,nsv,mjpeg,mlv,bink,smk,vivo,"
                    + "4xm,roq,film_cpk,idcin,ea,flic,apng";

    /** Containers with an index or with key frames that a seek finds exactly. MPEG-TS gives other frames after a seek. */
    private static final List<String> SEEKABLE = List.of("mov", "matroska", "avi", "flv");

    private static final AVRational MICROS = av_make_q(1, 1_000_000);
    private static final long ASSUMED_FRAME_MICROS = 40_000;
    /** A clock that jumps by more is another recording's, joined to this one. */
    private static final long JUMP_MICROS = 10_000_000;

    private static final long STEP_BACK_MICROS = 2_000_000;
    private static final int UNREADABLE_IN_A_ROW = 32;
    private static final Pattern CLOCK = Pattern.compile("(\\d+):(\\d\\d):(\\d\\d(?:\\.\\d{1,9})?)");

    private final BytesIo reads;
    private final AVFormatContext container;
    private final long bytes;
    private final AVPacket packet = av_packet_alloc();
    private final AVFrame picture = av_frame_alloc();
    private AVStream stream;
    private AVCodecContext decoder;
    private long startTicks;
    private long timeMicros = -1;
    private long shiftMicros;
    private boolean pending;
    private boolean drained;
    private int unreadable;

    private StoredVideo(BytesIo reads, AVFormatContext container, long bytes) {
        this.reads = reads;
        this.container = container;
        this.bytes = bytes;
    }

    /**
     * Opens a file and finds its video.
     *
     * @param source closed by the caller, after this
     * @throws FfmpegException when the content is not a video that can be read, with the reason
     * @throws IOException when the source itself fails
     */
    public static StoredVideo open(SeekableBytes source) throws FfmpegException, IOException {
        long bytes = source.size();
        if (bytes == 0) {
            throw new FfmpegException("the file is empty");
        }
        BytesIo reads = new BytesIo(source);
        AVFormatContext container = avformat_alloc_context();
        container.pb(reads.context());
        container.flags(container.flags() | AVFormatContext.AVFMT_FLAG_CUSTOM_IO);
        AVDictionary dictionary = new AVDictionary(null);
        av_dict_set(dictionary, "format_whitelist", CONTAINERS, 0);
        av_dict_set(dictionary, "protocol_whitelist", "", 0);
        int opened;
        try {
            opened = avformat_open_input(container, (String) null, (AVInputFormat) null, dictionary);
        } finally {
            av_dict_free(dictionary);
        }
        if (opened < 0) { // FFmpeg has freed the container
            try (reads) {
                reads.rethrow();
            }
            throw new FfmpegException(whyNotOpened(source, opened));
        }
        StoredVideo video = new StoredVideo(reads, container, bytes);
        try {
            video.findVideo();
            return video;
        } catch (IOException | RuntimeException e) {
            video.close();
            throw e;
        }
    }

    private static String whyNotOpened(SeekableBytes source, int code) throws IOException {
        byte[] head = new byte[4096];
        int read = Math.max(0, source.read(0, head, 0, head.length));
        String start = new String(head, 0, read, StandardCharsets.ISO_8859_1);
        if (start.startsWith("#EXTM3U") || start.contains("<MPD") || start.startsWith("ffconcat")) {
            return "is a playlist and not a video file; name the files that it lists";
        }
        if (start.length() > 8 && start.startsWith("ftyp", 4)) {
            return "is an MP4 or MOV without a readable index (moov); the file is incomplete or damaged";
        }
        if (code == AVERROR_EINVAL()) { // not one of the formats that are allowed
            return "is of another kind than a video, such as a still picture";
        }
        return new FfmpegException("is not a video that FFmpeg can read", code).getMessage();
    }

    private void findVideo() throws FfmpegException, IOException {
        int found = avformat_find_stream_info(container, (PointerPointer<?>) null);
        failWithSource();
        FfmpegException.check("holds no readable streams", found);
        for (int i = 0; i < container.nb_streams(); i++) {
            AVStream candidate = container.streams(i);
            if (stream == null && isVideo(candidate)) {
                stream = candidate;
            } else {
                candidate.discard(org.bytedeco.ffmpeg.global.avcodec.AVDISCARD_ALL);
            }
        }
        if (stream == null) {
            throw new FfmpegException("holds no video stream");
        }
        AVCodecParameters parameters = stream.codecpar();
        AVCodec codec = avcodec_find_decoder(parameters.codec_id());
        if (codec == null) {
            throw new FfmpegException("holds video of a codec that FFmpeg cannot decode: " + name(parameters));
        }
        if (parameters.width() <= 0 || parameters.height() <= 0) {
            throw new FfmpegException("holds a video stream without a picture size");
        }
        decoder = avcodec_alloc_context3(codec);
        FfmpegException.check("cannot be decoded", avcodec_parameters_to_context(decoder, parameters));
        decoder.thread_count(1); // work runs in parallel by file and by range, which costs less CPU time
        FfmpegException.check("cannot be decoded", avcodec_open2(decoder, codec, (AVDictionary) null));
        startTicks = stream.start_time() == AV_NOPTS_VALUE ? 0 : stream.start_time();
    }

    private static boolean isVideo(AVStream stream) {
        return stream.codecpar().codec_type() == AVMEDIA_TYPE_VIDEO
                && (stream.disposition() & AV_DISPOSITION_ATTACHED_PIC) == 0;
    }

    /** What the file says about itself; no frame is decoded. */
    public VideoMetadata metadata() {
        AVCodecParameters parameters = stream.codecpar();
        AVRational rate = stream.avg_frame_rate();
        Long duration = durationMicros();
        long bitRate = container.bit_rate();
        return new VideoMetadata(
                name(parameters),
                duration == null ? null : Math.round(duration / 1000.0),
                container.iformat().long_name().getString(),
                rate.num() > 0 && rate.den() > 0 ? Math.round(1000.0 * rate.num() / rate.den()) / 1000.0 : null,
                parameters.height(),
                parameters.width(),
                switch (parameters.color_range()) {
                    case AVCOL_RANGE_JPEG -> "FULL";
                    case AVCOL_RANGE_MPEG -> "LIMITED";
                    default -> null;
                },
                90 * rotation(parameters),
                frameCount(),
                bitRate > 0 ? bitRate : null,
                bytes,
                streams());
    }

    private List<VideoMetadata.Stream> streams() {
        List<VideoMetadata.Stream> streams = new ArrayList<>();
        for (int i = 0; i < container.nb_streams(); i++) {
            AVStream each = container.streams(i);
            int type = each.codecpar().codec_type();
            String name = "DATA";
            if (type == AVMEDIA_TYPE_VIDEO) {
                name = isVideo(each) ? "VIDEO" : "PICTURE";
            } else if (type == AVMEDIA_TYPE_AUDIO) {
                name = "AUDIO";
            } else if (type == AVMEDIA_TYPE_SUBTITLE) {
                name = "SUBTITLE";
            }
            streams.add(new VideoMetadata.Stream(name, name(each.codecpar())));
        }
        return streams;
    }

    private static String name(AVCodecParameters parameters) {
        return avcodec_get_name(parameters.codec_id()).getString();
    }

    private static int rotation(AVCodecParameters parameters) {
        AVPacketSideData matrix = parameters.nb_coded_side_data() == 0
                ? null
                : av_packet_side_data_get(
                        parameters.coded_side_data(), parameters.nb_coded_side_data(), AV_PKT_DATA_DISPLAYMATRIX);
        return matrix == null
                ? 0
                : Orientation.of(new IntPointer(matrix.data())).quarterTurns();
    }

    /** The index's frames without those that an edit list cuts; null where the container keeps no such count. */
    private Long frameCount() {
        if (!isFormat("mov") || stream.nb_frames() <= 0) {
            return null;
        }
        long cut = 0;
        int entries = avformat_index_get_entries_count(stream);
        for (int i = 0; i < entries; i++) {
            if ((avformat_index_get_entry(stream, i).flags() & AVIndexEntry.AVINDEX_DISCARD_FRAME) != 0) {
                cut++;
            }
        }
        return stream.nb_frames() - cut;
    }

    /** When the last frame ends, from the first; null where nothing in the file tells. */
    private Long durationMicros() {
        if (stream.duration() != AV_NOPTS_VALUE && stream.duration() > 0) {
            return av_rescale_q(stream.duration(), stream.time_base(), MICROS);
        }
        AVDictionaryEntry tag = av_dict_get(stream.metadata(), "DURATION", null, 0);
        if (tag != null) {
            Matcher clock = CLOCK.matcher(tag.value().getString());
            if (clock.lookingAt()) {
                double seconds = Integer.parseInt(clock.group(1)) * 3600.0
                        + Integer.parseInt(clock.group(2)) * 60.0
                        + Double.parseDouble(clock.group(3));
                // Matroska counts from the file's start, frames are counted from the first of them.
                return Math.max(0, Math.round(seconds * 1e6) - av_rescale_q(startTicks, stream.time_base(), MICROS));
            }
        }
        return container.duration() == AV_NOPTS_VALUE || container.duration() <= 0 ? null : container.duration();
    }

    /** Whether the video's own length is known, and not only that of a file which also holds sound. */
    public boolean hasOwnDuration() {
        return (stream.duration() != AV_NOPTS_VALUE && stream.duration() > 0)
                || av_dict_get(stream.metadata(), "DURATION", (AVDictionaryEntry) null, 0) != null
                || container.nb_streams() == 1;
    }

    /** Whether {@link #seek} gives the frames that decoding from the start gives. */
    public boolean isSeekable() {
        return SEEKABLE.stream().anyMatch(this::isFormat) && durationMicros() != null;
    }

    private boolean isFormat(String name) {
        return List.of(container.iformat().name().getString().split(",")).contains(name);
    }

    /** The mean distance of key frames by the index, in microseconds; {@link Long#MAX_VALUE} where there is no index. */
    public long keyFrameDistanceMicros() {
        Long duration = durationMicros();
        int entries = avformat_index_get_entries_count(stream);
        int keys = 0;
        for (int i = 0; i < entries; i++) {
            keys += avformat_index_get_entry(stream, i).flags() & AVIndexEntry.AVINDEX_KEYFRAME;
        }
        return keys == 0 || duration == null ? Long.MAX_VALUE : duration / keys;
    }

    /**
     * Decodes the next frame in display order.
     *
     * @return false at the end; broken packets are passed over
     * @throws IOException when the source fails
     */
    public boolean next() throws FfmpegException, IOException {
        if (pending) {
            pending = false;
            return true;
        }
        while (true) {
            int received = avcodec_receive_frame(decoder, picture);
            if (received >= 0) {
                timeMicros = dated();
                return true;
            }
            if (received == AVERROR_EOF()) {
                return false;
            }
            if (received == AVERROR_EAGAIN() && !drained) {
                feedDecoder();
            } else if (drained) {
                return false;
            } else {
                undecodable++;
            }
        }
    }

    private long undecodable;

    /** Packets that the decoder refused as a whole, so far. */
    public long undecodable() {
        return undecodable;
    }

    private void feedDecoder() throws IOException {
        int read = av_read_frame(container, packet);
        if (read == AVERROR_EAGAIN()) {
            return;
        }
        if (read < 0) {
            failWithSource();
            if (read != AVERROR_EOF() && ++unreadable < UNREADABLE_IN_A_ROW) {
                return; // a demuxer may find its way again behind damage
            }
            drained = true;
            avcodec_send_packet(decoder, null);
            return;
        }
        unreadable = 0;
        if (packet.stream_index() == stream.index()) {
            int sent = avcodec_send_packet(decoder, packet);
            if (sent < 0 && sent != AVERROR_EAGAIN()) {
                undecodable++;
            }
        }
        av_packet_unref(packet);
        failWithSource();
    }

    private void failWithSource() throws IOException {
        reads.rethrow();
    }

    private long dated() {
        long next = timeMicros < 0 ? 0 : timeMicros + frameMicros();
        long ticks = picture.best_effort_timestamp();
        if (ticks == AV_NOPTS_VALUE || (container.iformat().flags() & AVFMT_NOTIMESTAMPS) != 0) {
            return next;
        }
        long told = av_rescale_q(ticks - startTicks, stream.time_base(), MICROS) + shiftMicros;
        boolean mayJump = (container.iformat().flags() & AVFMT_TS_DISCONT) != 0;
        if (mayJump && timeMicros >= 0 && Math.abs(told - timeMicros) > JUMP_MICROS) {
            shiftMicros += next - told;
            return next;
        }
        return Math.max(0, told);
    }

    /** How long one frame is shown on average. */
    public long frameMicros() {
        AVRational rate = stream.avg_frame_rate();
        return rate.num() > 0 && rate.den() > 0 ? Math.round(1e6 * rate.den() / rate.num()) : ASSUMED_FRAME_MICROS;
    }

    /**
     * Goes to a time: the next frame is at it or before, however far back the key frame lies. Where an index leads past the
     * time, it seeks earlier.
     */
    public void seek(long micros) throws FfmpegException, IOException {
        for (long back = 0; ; back = back == 0 ? STEP_BACK_MICROS : back * 4) {
            long target = Math.max(0, micros - back);
            long ticks = startTicks + av_rescale_q(target, MICROS, stream.time_base());
            if (av_seek_frame(container, stream.index(), ticks, AVSEEK_FLAG_BACKWARD) < 0) {
                failWithSource();
                if (target > 0) {
                    continue;
                }
                FfmpegException.check(
                        "cannot be searched",
                        av_seek_frame(container, stream.index(), startTicks, AVSEEK_FLAG_BACKWARD));
            }
            avcodec_flush_buffers(decoder);
            drained = false;
            pending = false;
            timeMicros = -1;
            unreadable = 0;
            if (!next()) {
                if (target > 0) {
                    continue;
                }
                return;
            }
            if (timeMicros <= micros || target == 0) {
                pending = true;
                return;
            }
        }
    }

    /** The present frame's time from the first frame on, in microseconds. */
    public long timeMicros() {
        return timeMicros;
    }

    /** Whether the decoder had to guess parts of the present frame. */
    public boolean isDamaged() {
        return picture.decode_error_flags() != 0 || (picture.flags() & AVFrame.AV_FRAME_FLAG_CORRUPT) != 0;
    }

    /** Clockwise quarter turns, 0..3, that bring the present frame upright. */
    public int quarterTurns() {
        return Orientation.of(picture).quarterTurns();
    }

    AVFrame picture() {
        return picture;
    }

    @Override
    public void close() {
        av_frame_free(picture);
        av_packet_free(packet);
        if (decoder != null) {
            avcodec_free_context(decoder);
        }
        avformat_close_input(container);
        reads.close();
    }
}
