package videolab.media;

import static org.bytedeco.ffmpeg.global.avutil.AV_FRAME_DATA_DISPLAYMATRIX;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_side_data;

import java.nio.ByteBuffer;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVFrameSideData;
import org.bytedeco.javacpp.IntPointer;

/**
 * How a stored picture becomes the one to be seen: phones store pictures on their side, and selfies mirrored. First
 * rows and columns change places, then the sides.
 *
 * @param transposed stored rows are columns to be seen
 * @param flippedX right and left change places
 * @param flippedY top and bottom change places
 */
record Orientation(boolean transposed, boolean flippedX, boolean flippedY) {

    static final Orientation AS_STORED = new Orientation(false, false, false);

    private static final int PLANES = 3;

    /** From the display matrix that comes with a decoded picture: of a video, of HEIF, or of a JPEG's EXIF. */
    static Orientation of(AVFrame picture) {
        AVFrameSideData sideData = av_frame_get_side_data(picture, AV_FRAME_DATA_DISPLAYMATRIX);
        if (sideData == null) {
            return AS_STORED;
        }
        return of(new IntPointer(sideData.data()));
    }

    /** @param matrix nine numbers in FFmpeg's order */
    static Orientation of(IntPointer matrix) {
        // Stored (p, q) is seen at x = a p + c q, y = b p + d q.
        long a = matrix.get(0);
        long b = matrix.get(1);
        long c = matrix.get(3);
        long d = matrix.get(4);
        return Math.abs(a) + Math.abs(d) >= Math.abs(b) + Math.abs(c)
                ? new Orientation(false, a < 0, d < 0)
                : new Orientation(true, c < 0, b < 0);
    }

    /** @param exif the value of EXIF's tag Orientation; any but 1..8 means as stored */
    static Orientation ofExif(int exif) {
        return switch (exif) {
            case 2 -> new Orientation(false, true, false);
            case 3 -> new Orientation(false, true, true);
            case 4 -> new Orientation(false, false, true);
            case 5 -> new Orientation(true, false, false);
            case 6 -> new Orientation(true, true, false);
            case 7 -> new Orientation(true, true, true);
            case 8 -> new Orientation(true, false, true);
            default -> AS_STORED;
        };
    }

    /** Clockwise quarter turns, 0..3, that bring the top up; a mirrored picture stays mirrored. */
    int quarterTurns() {
        if (transposed) {
            return flippedY ? 3 : 1;
        }
        return flippedY ? 2 : 0;
    }

    /** @param from and {@code to} are YUV 4:2:0; {@code to} is as wide as {@code from} is high where transposed */
    void apply(AVFrame from, AVFrame to) {
        for (int plane = 0; plane < PLANES; plane++) {
            int wide = plane == 0 ? from.width() : (from.width() + 1) / 2;
            int high = plane == 0 ? from.height() : (from.height() + 1) / 2;
            int stride = from.linesize(plane);
            int toStride = to.linesize(plane);
            ByteBuffer in = bytes(from, plane, high);
            ByteBuffer out = bytes(to, plane, transposed ? wide : high);
            // Where the next pixel of a stored row, and the next stored row, go.
            int pixelStep = transposed ? toStride : 1;
            int rowStep = transposed ? 1 : toStride;
            boolean pixelsBackward = transposed ? flippedY : flippedX;
            boolean rowsBackward = transposed ? flippedX : flippedY;
            int start = (pixelsBackward ? (wide - 1) * pixelStep : 0) + (rowsBackward ? (high - 1) * rowStep : 0);
            int nextPixel = pixelsBackward ? -pixelStep : pixelStep;
            int nextRow = rowsBackward ? -rowStep : rowStep;
            byte[] row = new byte[wide];
            for (int y = 0; y < high; y++) {
                in.get(y * stride, row);
                int place = start + y * nextRow;
                for (int x = 0; x < wide; x++) {
                    out.put(place, row[x]);
                    place += nextPixel;
                }
            }
        }
    }

    private static ByteBuffer bytes(AVFrame picture, int plane, int rows) {
        return picture.data(plane)
                .capacity((long) picture.linesize(plane) * rows)
                .asByteBuffer();
    }
}
