package videolab.media;

import static org.bytedeco.ffmpeg.global.avformat.AVSEEK_SIZE;
import static org.bytedeco.ffmpeg.global.avformat.avio_alloc_context;
import static org.bytedeco.ffmpeg.global.avformat.avio_context_free;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EIO;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.av_free;
import static org.bytedeco.ffmpeg.global.avutil.av_malloc;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.Read_packet_Pointer_BytePointer_int;
import org.bytedeco.ffmpeg.avformat.Seek_Pointer_long_int;
import org.bytedeco.ffmpeg.avformat.Write_packet_Pointer_BytePointer_int;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * Gives FFmpeg the bytes of a {@link ByteRanges}. One read and one seek function serve every open file, and the opaque
 * pointer tells them apart: JavaCPP holds ten functions of a type, and a function per file hands a busy process another
 * file's bytes.
 */
final class NativeReads implements AutoCloseable {

    /** Small, because a probe of a remote file jumps; demuxers that read on get larger pieces from the source's own buffer. */
    private static final int BUFFER_BYTES = 32 << 10;

    private static final int SEEK_SET = 0;
    private static final int SEEK_CUR = 1;
    private static final int SEEK_END = 2;
    private static final int FORCE = 0x20000;

    private static final Map<Long, NativeReads> OPEN = new ConcurrentHashMap<>();
    private static final AtomicLong IDS = new AtomicLong();

    private static final Read_packet_Pointer_BytePointer_int READ = new Read_packet_Pointer_BytePointer_int() {
        @Override
        public int call(Pointer opaque, BytePointer target, int size) {
            NativeReads reads = OPEN.get(opaque.address());
            return reads == null ? AVERROR_EIO() : reads.read(target, size);
        }
    };

    private static final Seek_Pointer_long_int SEEK = new Seek_Pointer_long_int() {
        @Override
        public long call(Pointer opaque, long offset, int whence) {
            NativeReads reads = OPEN.get(opaque.address());
            return reads == null ? AVERROR_EIO() : reads.seek(offset, whence);
        }
    };

    /** A pointer to nothing, whose address is the id. */
    private static final class Id extends Pointer {
        Id(long id) {
            address = id;
        }
    }

    private final long id = IDS.incrementAndGet();
    private final ByteRanges source;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private final AVIOContext context;
    private long position;
    private IOException failure;

    NativeReads(ByteRanges source) {
        this.source = source;
        OPEN.put(id, this);
        context = avio_alloc_context(
                new BytePointer(av_malloc(BUFFER_BYTES)),
                BUFFER_BYTES,
                0,
                new Id(id),
                READ,
                (Write_packet_Pointer_BytePointer_int) null,
                SEEK);
    }

    AVIOContext context() {
        return context;
    }

    /** What the source failed with; null while it has not. FFmpeg itself often takes a failed read for the file's end. */
    IOException failure() {
        return failure;
    }

    private int read(BytePointer target, int size) {
        try {
            int read = source.read(position, buffer, 0, Math.min(size, buffer.length));
            if (read < 0) {
                return AVERROR_EOF();
            }
            target.put(buffer, 0, read);
            position += read;
            return read;
        } catch (IOException e) {
            failure = e;
            return AVERROR_EIO();
        } catch (RuntimeException e) { // it must not cross native frames
            failure = new IOException(e);
            return AVERROR_EIO();
        }
    }

    private long seek(long offset, int whence) {
        try {
            long length = source.length();
            if ((whence & AVSEEK_SIZE) != 0) {
                return length;
            }
            long target =
                    switch (whence & ~FORCE) {
                        case SEEK_SET -> offset;
                        case SEEK_CUR -> position + offset;
                        case SEEK_END -> length + offset;
                        default -> -1;
                    };
            if (target < 0) {
                return AVERROR_EIO();
            }
            position = target;
            return target;
        } catch (IOException e) {
            failure = e;
            return AVERROR_EIO();
        } catch (RuntimeException e) {
            failure = new IOException(e);
            return AVERROR_EIO();
        }
    }

    @Override
    public void close() {
        OPEN.remove(id);
        if (context.buffer() != null) {
            av_free(context.buffer()); // FFmpeg may have exchanged it for another
            context.buffer(null);
        }
        avio_context_free(context);
    }
}
