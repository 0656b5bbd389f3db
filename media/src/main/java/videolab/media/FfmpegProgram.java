package videolab.media;

import java.nio.file.Path;
import org.bytedeco.javacpp.Loader;

/** FFmpeg's own command, of the same build as the libraries: what the lab's decoding is compared with. */
public final class FfmpegProgram {

    private FfmpegProgram() {}

    /** Unpacks the command and returns where it is. */
    public static Path path() {
        return Path.of(Loader.load(org.bytedeco.ffmpeg.ffmpeg.class));
    }
}
