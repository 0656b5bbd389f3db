package videolab.media;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Bytes that can be read at any position: a file, or an object in a store. Used by one thread at a time. */
public interface SeekableBytes extends Closeable {

    /** In bytes. */
    long size() throws IOException;

    /**
     * Reads from a position.
     *
     * @param position of the first byte, from 0
     * @param length at least 1
     * @return how many bytes were read, at least 1; -1 at the end
     */
    int read(long position, byte[] buffer, int offset, int length) throws IOException;

    /** A file of this machine. */
    static SeekableBytes of(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        return new SeekableBytes() {
            @Override
            public long size() throws IOException {
                return channel.size();
            }

            @Override
            public int read(long position, byte[] buffer, int offset, int length) throws IOException {
                return channel.read(ByteBuffer.wrap(buffer, offset, length), position);
            }

            @Override
            public void close() throws IOException {
                channel.close();
            }
        };
    }
}
