package videolab.media;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_QSCALE;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_MJPEG;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_frame;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_PRI_UNSPECIFIED;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_JPEG;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_UNSPECIFIED;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_TRC_UNSPECIFIED;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUVJ420P;
import static org.bytedeco.ffmpeg.global.avutil.FF_QP2LAMBDA;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_make_writable;
import static org.bytedeco.ffmpeg.global.avutil.av_image_copy2;
import static org.bytedeco.ffmpeg.global.avutil.av_make_q;
import static org.bytedeco.ffmpeg.global.avutil.av_malloc;
import static org.bytedeco.ffmpeg.global.swscale.SWS_AREA;
import static org.bytedeco.ffmpeg.global.swscale.sws_alloc_context;
import static org.bytedeco.ffmpeg.global.swscale.sws_free_context;
import static org.bytedeco.ffmpeg.global.swscale.sws_is_noop;
import static org.bytedeco.ffmpeg.global.swscale.sws_scale_frame;
import static org.bytedeco.ffmpeg.global.swscale.sws_test_colorspace;

import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.javacpp.ShortPointer;

/**
 * Encodes decoded pictures as JPEG: upright, with square pixels, and smaller where asked. Owns the native scaler, encoder
 * and buffers, and makes new ones when the pictures change their size; confined to one thread.
 */
public final class JpegPictures implements AutoCloseable {

    static {
        FfmpegLog.off();
    }

    /** The standard's example tables (T.81, Annex K), which libjpeg scales by its quality, as every camera does. */
    private static final int[] LUMA = {
        16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29,
        51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121,
        120, 101, 72, 92, 95, 98, 112, 100, 103, 99
    };

    private static final int[] CHROMA = {
        17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99, 47, 66, 99, 99,
                99,
        99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
                99,
        99, 99, 99, 99, 99, 99
    };

    /** FFmpeg multiplies its tables by this scale and divides them by 8. */
    private static final int NEUTRAL_SCALE = 8;

    private final Integer width;
    private final int quality;
    private final SwsContext scaler = sws_alloc_context();
    private final AVPacket packet = av_packet_alloc();
    private AVFrame scaled;
    /** Null where pictures come as they are to be seen. */
    private AVFrame upright;

    private AVCodecContext encoder;
    private Orientation orientation = Orientation.AS_STORED;
    private long encoded;

    /**
     * @param width of the JPEG in px, the height follows; null keeps the picture's size
     * @param quality 1..100 in libjpeg's scale
     */
    public JpegPictures(Integer width, int quality) {
        this.width = width;
        this.quality = quality;
        scaler.flags(SWS_AREA);
    }

    /** The input's present picture as JPEG, in the shape and the way up that a player shows. */
    public byte[] encode(PictureInput input) throws FfmpegException {
        AVFrame picture = input.picture();
        dropPropertiesJpegCannotStore(picture);
        Orientation needed = input.orientation();
        long ownWide = needed.transposed() ? input.shownHeight() : input.shownWidth();
        long ownHigh = needed.transposed() ? input.shownWidth() : input.shownHeight();
        int wide = width == null ? (int) ownWide : width;
        int high = Math.max(1, (int) Math.round((double) ownHigh * wide / ownWide));
        if (encoder == null || encoder.width() != wide || encoder.height() != high || !orientation.equals(needed)) {
            freeEncoder();
            orientation = needed;
            makeEncoder(wide, high);
        }
        FfmpegException.check("cannot be scaled", av_frame_make_writable(scaled));
        if (sws_is_noop(scaled, picture) != 0) {
            // The scaler's own copy leaves out the last row of colors where the height is odd.
            av_image_copy2(
                    scaled.data(),
                    scaled.linesize(),
                    picture.data(),
                    picture.linesize(),
                    scaled.format(),
                    scaled.width(),
                    scaled.height());
        } else {
            FfmpegException.check("cannot be scaled", sws_scale_frame(scaler, scaled, picture));
        }
        AVFrame finished = scaled;
        if (upright != null) {
            FfmpegException.check("cannot be turned", av_frame_make_writable(upright));
            orientation.apply(scaled, upright);
            finished = upright;
        }
        finished.quality(FF_QP2LAMBDA * NEUTRAL_SCALE);
        finished.pts(encoded++);
        FfmpegException.check("cannot be encoded as JPEG", avcodec_send_frame(encoder, finished));
        FfmpegException.check("cannot be encoded as JPEG", avcodec_receive_packet(encoder, packet));
        byte[] jpeg = new byte[packet.size()];
        packet.data().get(jpeg);
        av_packet_unref(packet);
        return jpeg;
    }

    /**
     * A JPEG has no primaries and no transfer function. If the scaler knew the picture's (BT.2020, Display P3, HLG, PQ), it
     * would spend seconds on a table to convert them, and then use it wrongly. Values are kept as they are, which is what a
     * player without color management shows. Interlaced pictures and undefined matrices, which some cameras send, are
     * refused by the scaler; they are taken as the usual ones.
     */
    static void dropPropertiesJpegCannotStore(AVFrame picture) {
        picture.flags(picture.flags() & ~AVFrame.AV_FRAME_FLAG_INTERLACED);
        picture.color_primaries(AVCOL_PRI_UNSPECIFIED).color_trc(AVCOL_TRC_UNSPECIFIED);
        if (sws_test_colorspace(picture.colorspace(), 0) == 0) {
            picture.colorspace(AVCOL_SPC_UNSPECIFIED);
        }
    }

    private static AVFrame buffer(int wide, int high) throws FfmpegException {
        AVFrame buffer = av_frame_alloc()
                .width(wide)
                .height(high)
                .format(AV_PIX_FMT_YUVJ420P)
                .color_range(AVCOL_RANGE_JPEG);
        FfmpegException.check("cannot be scaled", av_frame_get_buffer(buffer, 0));
        return buffer;
    }

    private void makeEncoder(int wide, int high) throws FfmpegException {
        scaled = orientation.transposed() ? buffer(high, wide) : buffer(wide, high);
        upright = orientation.equals(Orientation.AS_STORED) ? null : buffer(wide, high);
        var codec = avcodec_find_encoder(AV_CODEC_ID_MJPEG);
        encoder = avcodec_alloc_context3(codec)
                .width(wide)
                .height(high)
                .pix_fmt(AV_PIX_FMT_YUVJ420P)
                .color_range(AVCOL_RANGE_JPEG)
                .time_base(av_make_q(1, 25))
                .thread_count(1)
                .qmin(NEUTRAL_SCALE)
                .qmax(NEUTRAL_SCALE)
                .global_quality(FF_QP2LAMBDA * NEUTRAL_SCALE)
                .intra_matrix(table(LUMA))
                .chroma_intra_matrix(table(CHROMA));
        encoder.flags(encoder.flags() | AV_CODEC_FLAG_QSCALE);
        FfmpegException.check("cannot be encoded as JPEG", avcodec_open2(encoder, codec, (AVDictionary) null));
    }

    /** In FFmpeg's own memory, because the encoder's context frees it. */
    private ShortPointer table(int[] standard) {
        int percent = quality < 50 ? 5000 / quality : 200 - 2 * quality;
        ShortPointer table = new ShortPointer(av_malloc((long) standard.length * Short.BYTES));
        for (int i = 0; i < standard.length; i++) {
            table.put(i, (short) Math.max(1, Math.min(255, (standard[i] * percent + 50) / 100)));
        }
        return table;
    }

    private void freeEncoder() {
        if (encoder != null) {
            avcodec_free_context(encoder);
            encoder = null;
        }
        if (scaled != null) {
            av_frame_free(scaled);
            scaled = null;
        }
        if (upright != null) {
            av_frame_free(upright);
            upright = null;
        }
    }

    @Override
    public void close() {
        freeEncoder();
        av_packet_free(packet);
        sws_free_context(scaler);
    }
}
