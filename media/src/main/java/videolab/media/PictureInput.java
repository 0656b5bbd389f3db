package videolab.media;

import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_image_get_linesize;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.zip.CRC32C;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * Pictures, decoded one after the other. Owns the native reader, decoder and picture; confined to one thread.
 * Interrupting that thread ends a read that waits.
 */
public abstract class PictureInput implements AutoCloseable {

    static {
        FfmpegLog.off();
    }

    /** How much wider than high, or higher than wide, a pixel may be; more than that is damage. */
    private static final double MAX_PIXEL_ASPECT = 8;

    /** A side that shows no more detail is not made longer than this, in px. */
    private static final long MAX_STRETCHED_SIDE = 16_384;

    private final AVFrame picture = av_frame_alloc();

    PictureInput() {}

    /**
     * Decodes the next picture; pictures and packets that are broken are passed over.
     *
     * @param patience how long that may take
     * @return false at the end
     * @throws FfmpegException when reading failed or took too long
     * @throws IOException what {@link SeekableBytes} threw
     * @throws InterruptedException when the thread was interrupted meanwhile
     */
    public abstract boolean next(Duration patience) throws IOException, InterruptedException;

    /** The picture's time in the video, from its start. */
    public abstract Duration timestamp();

    /** Such as {@code h264}. */
    public abstract String codecName();

    /** Whether this is one picture, and no video. */
    public abstract boolean isStill();

    /** Whether it was recorded and can be read faster than it was taken: no camera. */
    public abstract boolean isRecording();

    /** The width of the present picture as it is stored, in px. */
    public int width() {
        return picture.width();
    }

    /** The height of the present picture as it is stored, in px. */
    public int height() {
        return picture.height();
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
            // Row by row: bytes between the rows are not part of the picture.
            checksum.update(plane.limit(row * stride + rowBytes).position(row * stride));
        }
        return checksum.getValue();
    }

    AVFrame picture() {
        return picture;
    }

    Orientation orientation() {
        return Orientation.of(picture);
    }

    /** How wide a pixel is for its height; 1 where nothing is said. */
    double pixelAspect() {
        return 1;
    }

    /** In px, with square pixels, before the picture is brought upright: no side is shorter than it is stored. */
    final long shownWidth() {
        return isStretched() ? Math.max(width(), stretched(width(), pixelAspect())) : width();
    }

    /** See {@link #shownWidth}. */
    final long shownHeight() {
        return isStretched() ? Math.max(height(), stretched(height(), 1 / pixelAspect())) : height();
    }

    private boolean isStretched() {
        double aspect = pixelAspect();
        double more = Math.max(aspect, 1 / aspect);
        int side = aspect > 1 ? width() : height();
        return more <= MAX_PIXEL_ASPECT && stretched(side, more) <= MAX_STRETCHED_SIDE;
    }

    private static long stretched(int side, double factor) {
        return Math.round(side * factor);
    }

    @Override
    public void close() {
        av_frame_free(picture);
    }
}
