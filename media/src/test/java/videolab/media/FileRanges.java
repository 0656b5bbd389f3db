package videolab.media;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/** A local file as {@link SeekableBytes}. */
class FileRanges implements SeekableBytes {

    private final RandomAccessFile file;

    FileRanges(Path path) throws IOException {
        file = new RandomAccessFile(path.toFile(), "r");
    }

    @Override
    public long size() throws IOException {
        return file.length();
    }

    @Override
    public int read(long position, byte[] buffer, int offset, int length) throws IOException {
        file.seek(position);
        return file.read(buffer, offset, length);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
