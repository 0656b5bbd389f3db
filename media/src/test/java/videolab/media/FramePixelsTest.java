package videolab.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FramePixelsTest {

    @TempDir
    private Path folder;

    /** Rows that end with the picture stay unwritten in their last columns, and labels come and go with what was there. */
    @Test
    void everyPixelIsWrittenWhateverTheBufferHeld() throws Exception {
        Path clip = Clips.write(folder.resolve("clip.mp4"), "mpeg4", 854, 480, 25, 3, 12, Map.of());
        try (FileRanges bytes = new FileRanges(clip);
                StoredVideo video = StoredVideo.open(bytes);
                FramePixels pixels = new FramePixels()) {
            assertThat(video.next()).isTrue();
            byte[] afterZeros = afterFilling(pixels, video, (byte) 0x00);
            byte[] afterOnes = afterFilling(pixels, video, (byte) 0xFF);

            assertThat(afterOnes).isEqualTo(afterZeros);
        }
    }

    private static byte[] afterFilling(FramePixels pixels, StoredVideo video, byte value) throws FfmpegException {
        ByteBuffer buffer = pixels.bgr(video).data();
        for (int i = 0; i < buffer.capacity(); i++) {
            buffer.put(i, value);
        }
        FramePixels.Bgr picture = pixels.bgr(video);
        byte[] visible = new byte[3 * picture.width() * picture.height()];
        for (int y = 0; y < picture.height(); y++) {
            picture.data().get(y * picture.strideBytes(), visible, 3 * picture.width() * y, 3 * picture.width());
        }
        return visible;
    }
}
