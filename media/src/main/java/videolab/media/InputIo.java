package videolab.media;

import java.io.IOException;
import org.bytedeco.ffmpeg.avformat.AVIOContext;

/** Where FFmpeg reads an input's bytes, when it does not open the input itself. */
interface InputIo extends AutoCloseable {

    AVIOContext context();

    /** Throws what was thrown in Java during a native call, which FFmpeg often takes for the end; returns where nothing was. */
    void rethrow() throws IOException;

    /** Only after the reader that uses the context is closed. */
    @Override
    void close();
}
