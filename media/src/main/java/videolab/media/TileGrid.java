package videolab.media;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_DATA_DISPLAYMATRIX;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_DEFAULT;
import static org.bytedeco.ffmpeg.global.avformat.AV_STREAM_GROUP_PARAMS_TILE_GRID;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avutil.AV_FRAME_DATA_DISPLAYMATRIX;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_copy_props;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_new_side_data;
import static org.bytedeco.ffmpeg.global.avutil.av_image_copy_plane;
import static org.bytedeco.ffmpeg.global.avutil.av_image_get_linesize;
import static org.bytedeco.ffmpeg.global.avutil.av_pix_fmt_count_planes;
import static org.bytedeco.ffmpeg.global.avutil.av_pix_fmt_desc_get;

import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avcodec.AVPacketSideData;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStreamGroup;
import org.bytedeco.ffmpeg.avformat.AVStreamGroupTileGrid;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.Pointer;

/** A HEIF or AVIF picture that is stored as tiles, which is how phones store theirs: put together here. */
final class TileGrid {

    /** Overlays may leave gaps; a picture that is mostly gap is a claim for memory. */
    private static final int MAX_PIXELS_FOR_ONE_OF_TILES = 4;

    private final AVFormatContext container;
    private final AVStreamGroup group;
    private final AVStreamGroupTileGrid grid;

    private TileGrid(AVFormatContext container, AVStreamGroup group) {
        this.container = container;
        this.group = group;
        this.grid = group.params_tile_grid();
    }

    /** The grid that is the file's main picture; null where the main picture is no grid. */
    static TileGrid mainOf(AVFormatContext container) {
        for (int i = 0; i < container.nb_stream_groups(); i++) {
            AVStreamGroup group = container.stream_groups(i);
            boolean isMain = (group.disposition() & AV_DISPOSITION_DEFAULT) != 0;
            if (group.type() == AV_STREAM_GROUP_PARAMS_TILE_GRID && isMain) {
                return new TileGrid(container, group);
            }
        }
        return null;
    }

    /** Such as {@code hevc}. */
    int codecId() {
        return group.streams(0).codecpar().codec_id();
    }

    /**
     * Decodes every tile into one picture.
     *
     * @param packet for reading; empty before and after
     * @throws FfmpegException when a tile is missing or damaged: part of a picture is not the picture
     */
    void decode(AVPacket packet, AVFrame picture) throws FfmpegException {
        requireSensibleSize();
        int tiles = grid.nb_tiles();
        boolean[] placed = new boolean[tiles];
        AVFrame tile = av_frame_alloc();
        try {
            while (av_read_frame(container, packet) >= 0) {
                int inGroup = indexInGroup(packet.stream_index());
                if (inGroup >= 0 && decodeTile(inGroup, packet, tile)) {
                    for (int i = 0; i < tiles; i++) {
                        if (grid.offsets_idx(i) == inGroup) {
                            place(tile, i, picture);
                            placed[i] = true;
                        }
                    }
                }
                av_packet_unref(packet);
            }
        } finally {
            av_packet_unref(packet);
            av_frame_free(tile);
        }
        for (int i = 0; i < tiles; i++) {
            if (!placed[i]) {
                throw new FfmpegException(
                        "tile " + (i + 1) + " of " + tiles + " of the picture is missing or cannot be decoded");
            }
        }
        copyDisplayMatrix(picture);
    }

    private void requireSensibleSize() throws FfmpegException {
        long tilePixels = 0;
        for (int i = 0; i < grid.nb_tiles(); i++) {
            var tile = group.streams(grid.offsets_idx(i)).codecpar();
            tilePixels += (long) tile.width() * tile.height();
        }
        if ((long) grid.width() * grid.height() > tilePixels * MAX_PIXELS_FOR_ONE_OF_TILES) {
            throw new FfmpegException(
                    "claims to be " + grid.width() + "x" + grid.height() + " px, far more than its tiles hold");
        }
    }

    private int indexInGroup(int streamIndex) {
        for (int i = 0; i < group.nb_streams(); i++) {
            if (group.streams(i).index() == streamIndex) {
                return i;
            }
        }
        return -1;
    }

    private boolean decodeTile(int inGroup, AVPacket packet, AVFrame tile) throws FfmpegException {
        AVCodecContext decoder = Decoders.open(group.streams(inGroup));
        try {
            avcodec_send_packet(decoder, packet);
            avcodec_send_packet(decoder, null);
            return avcodec_receive_frame(decoder, tile) >= 0;
        } finally {
            avcodec_free_context(decoder);
        }
    }

    private void place(AVFrame tile, int number, AVFrame picture) throws FfmpegException {
        if (picture.width() == 0) {
            picture.width(grid.width()).height(grid.height()).format(tile.format());
            FfmpegException.check("cannot be put together", av_frame_get_buffer(picture, 0));
            av_frame_copy_props(picture, tile);
            fillWithBackground(picture);
        } else if (picture.format() != tile.format()) {
            throw new FfmpegException("has tiles of different pixel formats");
        }
        int left = grid.offsets_horizontal(number) - grid.horizontal_offset();
        int top = grid.offsets_vertical(number) - grid.vertical_offset();
        // The last tiles of a row and column stand out, and an overlay may on every side.
        int firstColumn = Math.max(0, -left);
        int firstRow = Math.max(0, -top);
        int wide = Math.min(tile.width(), picture.width() - left) - firstColumn;
        int high = Math.min(tile.height(), picture.height() - top) - firstRow;
        if (wide <= 0 || high <= 0) {
            return;
        }
        int planes = av_pix_fmt_count_planes(tile.format());
        for (int plane = 0; plane < planes; plane++) {
            int shift = plane == 1 || plane == 2
                    ? av_pix_fmt_desc_get(tile.format()).log2_chroma_h()
                    : 0;
            long from = bytesBefore(tile, plane, firstColumn, firstRow >> shift);
            long to = bytesBefore(picture, plane, left + firstColumn, (top + firstRow) >> shift);
            int rows =
                    Math.min(ceilShift(high, shift), ceilShift(picture.height(), shift) - ((top + firstRow) >> shift));
            av_image_copy_plane(
                    picture.data(plane).getPointer(to),
                    picture.linesize(plane),
                    tile.data(plane).getPointer(from),
                    tile.linesize(plane),
                    av_image_get_linesize(tile.format(), wide, plane),
                    rows);
        }
    }

    private static int ceilShift(int value, int shift) {
        return (value + (1 << shift) - 1) >> shift;
    }

    private static long bytesBefore(AVFrame frame, int plane, int columns, int rows) {
        int before = columns == 0 ? 0 : av_image_get_linesize(frame.format(), columns, plane);
        return (long) rows * frame.linesize(plane) + before;
    }

    /** Memory comes as it was left; what no tile covers must not show it. */
    private static void fillWithBackground(AVFrame picture) {
        for (int plane = 0; plane < av_pix_fmt_count_planes(picture.format()); plane++) {
            int shift = plane == 1 || plane == 2
                    ? av_pix_fmt_desc_get(picture.format()).log2_chroma_h()
                    : 0;
            long bytes = (long) picture.linesize(plane) * ceilShift(picture.height(), shift);
            Pointer.memset(picture.data(plane), plane == 0 ? 0 : 0x80, bytes);
        }
    }

    private void copyDisplayMatrix(AVFrame picture) {
        for (int i = 0; i < grid.nb_coded_side_data(); i++) {
            AVPacketSideData sideData = grid.coded_side_data().getPointer(i);
            if (sideData.type() == AV_PKT_DATA_DISPLAYMATRIX) {
                var copy = av_frame_new_side_data(picture, AV_FRAME_DATA_DISPLAYMATRIX, sideData.size());
                Pointer.memcpy(copy.data(), sideData.data(), sideData.size());
            }
        }
    }
}
