package videolab.media;

import static org.bytedeco.ffmpeg.global.avutil.AV_FRAME_DATA_DISPLAYMATRIX;
import static org.bytedeco.ffmpeg.global.avutil.av_display_rotation_get;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_side_data;

import java.nio.ByteBuffer;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVFrameSideData;
import org.bytedeco.javacpp.IntPointer;

/** Turns pictures upright that were stored on their side, as phones do: the matrix of a video, the EXIF of a photo. */
final class QuarterTurns {

    private static final int PLANES = 3;

    private QuarterTurns() {}

    /** Clockwise quarter turns, 0..3, that bring a decoded picture upright; a mirrored one stays mirrored. */
    static int of(AVFrame picture) {
        AVFrameSideData matrix = av_frame_get_side_data(picture, AV_FRAME_DATA_DISPLAYMATRIX);
        if (matrix == null) {
            return 0;
        }
        return of(new IntPointer(matrix.data()));
    }

    /** Of a display matrix: nine numbers in FFmpeg's order. */
    static int of(IntPointer m) {
        double counterclockwise = av_display_rotation_get(m);
        if (Double.isNaN(counterclockwise)) {
            return 0;
        }
        int turns = (int) Math.floorMod(Math.round(-counterclockwise / 90), 4L);
        // Of a mirrored picture the angle holds the mirror too: half a turn more or less than brings up to the top.
        boolean mirrored = (long) m.get(0) * m.get(4) < (long) m.get(1) * m.get(3);
        return mirrored && turns % 2 == 0 ? 2 - turns : turns;
    }

    /** @param turns 1..3; pictures are YUV 4:2:0, {@code to} as wide as {@code from} is high where the turns are odd */
    static void turn(AVFrame from, AVFrame to, int turns) {
        for (int plane = 0; plane < PLANES; plane++) {
            int wide = plane == 0 ? from.width() : (from.width() + 1) / 2;
            int high = plane == 0 ? from.height() : (from.height() + 1) / 2;
            int stride = from.linesize(plane);
            int toStride = to.linesize(plane);
            ByteBuffer in = bytes(from, plane, high);
            ByteBuffer out = bytes(to, plane, turns == 2 ? high : wide);
            byte[] row = new byte[wide];
            for (int y = 0; y < high; y++) {
                in.get(y * stride, row);
                for (int x = 0; x < wide; x++) {
                    int place =
                            switch (turns) {
                                case 1 -> x * toStride + high - 1 - y;
                                case 2 -> (high - 1 - y) * toStride + wide - 1 - x;
                                default -> (wide - 1 - x) * toStride + y;
                            };
                    out.put(place, row[x]);
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
