package videolab.media;

import java.io.Closeable;
import java.io.IOException;

/** The bytes of a stored file, read by range and never as a whole. Used by one thread at a time. */
public interface ByteRanges extends Closeable {

    /** The file's size in bytes. */
    long length() throws IOException;

    /**
     * Reads from a position.
     *
     * @return how many bytes were read, at least 1; -1 at the end of the file
     */
    int read(long position, byte[] buffer, int offset, int length) throws IOException;
}
