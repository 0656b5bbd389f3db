package videolab.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_JPEG;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_BGR24;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_GRAY8;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_RGBA;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P10;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV422P;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV444P;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUVJ420P;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUVJ422P;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;

import java.lang.reflect.Field;
import java.time.Duration;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A buffer comes with whatever was in the memory before: none of it may get into a picture. */
class UninitializedMemoryTest {

    static Stream<Integer> formats() {
        return Stream.of(
                AV_PIX_FMT_YUV420P,
                AV_PIX_FMT_YUVJ420P,
                AV_PIX_FMT_YUV422P,
                AV_PIX_FMT_YUVJ422P,
                AV_PIX_FMT_YUV444P,
                AV_PIX_FMT_YUV420P10,
                AV_PIX_FMT_BGR24,
                AV_PIX_FMT_RGBA,
                AV_PIX_FMT_GRAY8);
    }

    /** Widths of every remainder of 8 and 16, heights odd and even, as stored and on its side, of its own size and smaller. */
    @ParameterizedTest
    @MethodSource("formats")
    void whatABufferHeldBeforeIsNotInTheJpeg(int format) throws Exception {
        for (int wide : IntStream.rangeClosed(87, 103).toArray()) {
            for (int high : new int[] {47, 48}) {
                for (int exif : new int[] {1, 4, 6}) {
                    for (Integer width : new Integer[] {null, 33}) {
                        try (var input = new Drawn(format, wide, high, exif);
                                var jpegs = new JpegPictures(width, 90)) {
                            jpegs.encode(input);
                            fill(jpegs, 0x00);
                            byte[] onZeros = jpegs.encode(input);
                            fill(jpegs, 0xFF);
                            byte[] onOnes = jpegs.encode(input);

                            assertThat(onOnes)
                                    .as("%d: %dx%d, EXIF %d, to %s px", format, wide, high, exif, width)
                                    .isEqualTo(onZeros);
                        }
                    }
                }
            }
        }
    }

    private static void fill(JpegPictures jpegs, int value) throws ReflectiveOperationException {
        for (String name : new String[] {"scaled", "upright"}) {
            Field field = JpegPictures.class.getDeclaredField(name);
            field.setAccessible(true);
            AVFrame buffer = (AVFrame) field.get(jpegs);
            if (buffer != null) {
                for (int plane = 0; buffer.buf(plane) != null; plane++) {
                    Pointer.memset(
                            buffer.buf(plane).data(), value, buffer.buf(plane).size());
                }
            }
        }
    }

    /** A picture whose rows end where its width says, as decoders of bitmaps and devices make them, all of one value. */
    private static final class Drawn extends PictureInput {

        private final int exif;

        Drawn(int format, int wide, int high, int exif) {
            this.exif = exif;
            boolean fullRange = format == AV_PIX_FMT_YUVJ420P || format == AV_PIX_FMT_YUVJ422P;
            picture().format(format).width(wide).height(high).color_range(fullRange ? AVCOL_RANGE_JPEG : 0);
            av_frame_get_buffer(picture(), 1);
            for (int plane = 0; plane < 4 && picture().buf(plane) != null; plane++) {
                BytePointer data = picture().buf(plane).data();
                Pointer.memset(data, 3, picture().buf(plane).size());
            }
        }

        @Override
        public boolean next(Duration patience) {
            return true;
        }

        @Override
        public Duration timestamp() {
            return Duration.ZERO;
        }

        @Override
        public String codecName() {
            return "drawn";
        }

        @Override
        public boolean isStill() {
            return true;
        }

        @Override
        public boolean isRecording() {
            return false;
        }

        @Override
        Orientation orientation() {
            return Orientation.ofExif(exif);
        }
    }
}
