package videolab.media;

import static org.bytedeco.ffmpeg.global.avformat.AVSEEK_FORCE;
import static org.bytedeco.ffmpeg.global.avformat.AVSEEK_SIZE;
import static org.bytedeco.ffmpeg.global.avformat.avio_alloc_context;
import static org.bytedeco.ffmpeg.global.avformat.avio_context_free;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EIO;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.av_free;
import static org.bytedeco.ffmpeg.global.avutil.av_malloc;

import java.io.IOException;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.Read_packet_Pointer_BytePointer_int;
import org.bytedeco.ffmpeg.avformat.Seek_Pointer_long_int;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/** FFmpeg's way to read {@link SeekableBytes}. Owns the native context and its buffer; the bytes are the caller's. */
class BytesIo implements InputIo {

    /** Small, because a probe of a remote file jumps; where it reads on, the bytes' own buffer makes the pieces larger. */
    private static final int BUFFER_BYTES = 32 * 1024;

    private static final int FROM_START = 0;
    private static final int FROM_HERE = 1;
    private static final int FROM_END = 2;

    static final CallbackTargets<BytesIo> OPEN = new CallbackTargets<>();

    private static final Read_packet_Pointer_BytePointer_int READ = new Read_packet_Pointer_BytePointer_int() {
        @Override
        public int call(Pointer opaque, BytePointer buffer, int size) {
            BytesIo io = OPEN.find(opaque);
            return io == null ? AVERROR_EIO() : io.read(buffer, size);
        }
    };

    private static final Seek_Pointer_long_int SEEK = new Seek_Pointer_long_int() {
        @Override
        public long call(Pointer opaque, long offset, int whence) {
            BytesIo io = OPEN.find(opaque);
            return io == null ? AVERROR_EIO() : io.seek(offset, whence);
        }
    };

    private final SeekableBytes bytes;
    private final Pointer handle;
    private final AVIOContext context;
    private final byte[] chunk = new byte[BUFFER_BYTES];
    private long position;
    private Throwable failure;

    BytesIo(SeekableBytes bytes) {
        this.bytes = bytes;
        this.handle = OPEN.register(this);
        BytePointer buffer = new BytePointer(av_malloc(BUFFER_BYTES));
        this.context = avio_alloc_context(buffer, BUFFER_BYTES, 0, handle, READ, null, SEEK);
    }

    @Override
    public AVIOContext context() {
        return context;
    }

    private int read(BytePointer buffer, int size) {
        try {
            int read = bytes.read(position, chunk, 0, Math.min(size, chunk.length));
            if (read < 0) {
                return AVERROR_EOF();
            }
            buffer.put(chunk, 0, read);
            position += read;
            return read;
        } catch (Throwable e) {
            // An exception cannot cross native code: FFmpeg gets an error code, and rethrow() gives the cause.
            failure = e;
            return AVERROR_EIO();
        }
    }

    private long seek(long offset, int whence) {
        try {
            int from = whence & ~AVSEEK_FORCE;
            if (from == AVSEEK_SIZE) {
                return bytes.size();
            }
            long target =
                    switch (from) {
                        case FROM_START -> offset;
                        case FROM_HERE -> position + offset;
                        case FROM_END -> bytes.size() + offset;
                        default -> -1;
                    };
            if (target < 0) {
                return AVERROR_EIO();
            }
            position = target;
            return target;
        } catch (Throwable e) {
            failure = e;
            return AVERROR_EIO();
        }
    }

    @Override
    public void rethrow() throws IOException {
        Throwable thrown = failure;
        if (thrown instanceof IOException e) {
            throw e;
        }
        if (thrown instanceof RuntimeException e) {
            throw e;
        }
        if (thrown instanceof Error e) {
            throw e;
        }
    }

    @Override
    public void close() {
        // FFmpeg may have replaced the buffer by another one: the present one is freed.
        av_free(context.buffer());
        avio_context_free(context);
        OPEN.remove(handle);
    }
}
