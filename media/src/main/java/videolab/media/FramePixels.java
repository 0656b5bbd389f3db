package videolab.media;

import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_MPEG;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_BGR24;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV444P;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.swscale.SWS_AREA;
import static org.bytedeco.ffmpeg.global.swscale.SWS_BILINEAR;
import static org.bytedeco.ffmpeg.global.swscale.sws_alloc_context;
import static org.bytedeco.ffmpeg.global.swscale.sws_free_context;
import static org.bytedeco.ffmpeg.global.swscale.sws_scale_frame;

import java.nio.ByteBuffer;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.swscale.SwsContext;

/**
 * Pixels of decoded frames: BGR for detectors, and a tiny YUV picture for comparing frames. Owns native scalers and buffers,
 * which the next frame reuses; confined to one thread.
 */
public final class FramePixels implements AutoCloseable {

    public static final int TINY_WIDTH = 64;
    public static final int TINY_HEIGHT = 36;
    /** Bytes of a tiny picture: three planes, luma first. */
    public static final int TINY_BYTES = TINY_WIDTH * TINY_HEIGHT * 3;

    private static final int TINY_PLANES = 3;

    private final SwsContext toBgr = sws_alloc_context();
    private final SwsContext toTiny = sws_alloc_context();
    private AVFrame bgr;
    private AVFrame tiny;

    /**
     * A frame's pixels, as stored: turn it by {@link StoredVideo#quarterTurns()} to see it upright.
     *
     * @param data rows of BGR, 3 bytes a pixel; valid until the next frame
     * @param strideBytes from one row to the next
     */
    public record Bgr(ByteBuffer data, int width, int height, int strideBytes) {}

    public FramePixels() {
        toBgr.flags(SWS_BILINEAR);
        toTiny.flags(SWS_AREA);
    }

    /** The present frame in its own size. */
    public Bgr bgr(StoredVideo video) throws FfmpegException {
        AVFrame picture = prepared(video);
        if (bgr == null || bgr.width() != picture.width() || bgr.height() != picture.height()) {
            free(bgr);
            bgr = buffer(picture.width(), picture.height(), AV_PIX_FMT_BGR24);
        }
        FfmpegException.check("cannot be converted to BGR", sws_scale_frame(toBgr, bgr, picture));
        int stride = bgr.linesize(0);
        ByteBuffer data = bgr.data(0).capacity((long) stride * bgr.height()).asByteBuffer();
        return new Bgr(data, bgr.width(), bgr.height(), stride);
    }

    /** The present frame as a tiny picture: planes Y, U, V of {@value #TINY_WIDTH} × {@value #TINY_HEIGHT} bytes. */
    public byte[] tiny(StoredVideo video) throws FfmpegException {
        AVFrame picture = prepared(video);
        if (tiny == null) {
            tiny = buffer(TINY_WIDTH, TINY_HEIGHT, AV_PIX_FMT_YUV444P).color_range(AVCOL_RANGE_MPEG);
        }
        FfmpegException.check("cannot be scaled", sws_scale_frame(toTiny, tiny, picture));
        byte[] planes = new byte[TINY_BYTES];
        for (int plane = 0; plane < TINY_PLANES; plane++) {
            for (int row = 0; row < TINY_HEIGHT; row++) {
                tiny.data(plane)
                        .position((long) row * tiny.linesize(plane))
                        .get(planes, (plane * TINY_HEIGHT + row) * TINY_WIDTH, TINY_WIDTH);
            }
        }
        return planes;
    }

    private static AVFrame prepared(StoredVideo video) {
        JpegPictures.dropPropertiesJpegCannotStore(video.picture());
        return video.picture();
    }

    /**
     * Rows are padded by FFmpeg: the conversion writes eight pixels at a time, and leaves the last columns unwritten where
     * rows end with the picture.
     */
    private static AVFrame buffer(int width, int height, int format) throws FfmpegException {
        AVFrame buffer = av_frame_alloc().width(width).height(height).format(format);
        FfmpegException.check("cannot be converted", av_frame_get_buffer(buffer, 0));
        return buffer;
    }

    private static void free(AVFrame frame) {
        if (frame != null) {
            av_frame_free(frame);
        }
    }

    @Override
    public void close() {
        free(bgr);
        free(tiny);
        sws_free_context(toBgr);
        sws_free_context(toTiny);
    }
}
