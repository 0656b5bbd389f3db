package videolab.source.logs;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/**
 * The lines of a file that may still grow. A file that was renamed away is read to its end; then the new one of its name
 * is opened. Plain or gzip, told by the first bytes.
 */
final class LogFile implements Closeable {

    /** The longest line that a record can hold. */
    static final int LONGEST_LINE = 512 * 1024;

    private static final int GZIP_BUFFER = 64 * 1024;

    /** What {@link #next} found. */
    enum Found {
        LINE,
        TOO_LONG,
        /** Another file has taken the place of this one; its lines follow. */
        ROTATED,
        /** Nothing more, for now. */
        END
    }

    private final Path path;
    private Counted bytes;
    private InputStream in;
    private Object key;
    private boolean gzip;
    private boolean renamed;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private boolean overlong;
    private boolean finished;
    private long passedBytes;

    /** @throws IOException also of a folder */
    LogFile(Path path) throws IOException {
        this.path = path;
        open();
    }

    private void open() throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        if (attributes.isDirectory()) {
            throw new IOException("it is a folder");
        }
        bytes = new Counted(Files.newInputStream(path));
        InputStream buffered = new BufferedInputStream(bytes, GZIP_BUFFER);
        buffered.mark(4);
        byte[] magic = buffered.readNBytes(4);
        buffered.reset();
        if (Arrays.equals(magic, new byte[] {'P', 'A', 'R', '1'})) {
            bytes.close();
            throw new IOException("it is a Parquet file, which ./lab process cdn --input reads");
        }
        gzip = magic.length > 2 && magic[0] == 0x1f && magic[1] == (byte) 0x8b;
        // GZIPInputStream reads its header here.
        in = gzip ? new GZIPInputStream(buffered, GZIP_BUFFER) : buffered;
        key = attributes.fileKey();
    }

    /** All of it once more, unpacked; what {@link #next} would give is lost. */
    InputStream fromTheBeginning() throws IOException {
        in.close();
        open();
        return in;
    }

    Path path() {
        return path;
    }

    boolean isGzip() {
        return gzip;
    }

    /** Bytes read so far of all the files that had the name. */
    long bytesRead() {
        return passedBytes + bytes.count;
    }

    /** The line that was found, without its end. */
    byte[] line() {
        return line.toByteArray();
    }

    /**
     * The next line.
     *
     * @param grows whether more may come: a last line without its end is kept back, and rotation is followed
     */
    Found next(boolean grows) throws IOException {
        if (finished) {
            line.reset();
            finished = false;
        }
        while (true) {
            int each = in.read();
            if (each == '\n') {
                return finish();
            }
            if (each >= 0) {
                add(each);
            } else if (!grows || gzip) {
                return line.size() > 0 || overlong ? finish() : Found.END;
            } else if (renamed) {
                if (line.size() > 0 || overlong) {
                    return finish();
                }
                reopen();
                return Found.ROTATED;
            } else if (isRotated()) {
                renamed = true; // what was written before the renaming is read first
            } else {
                return Found.END;
            }
        }
    }

    private void add(int each) {
        if (line.size() < LONGEST_LINE) {
            line.write(each);
        } else {
            overlong = true;
        }
    }

    private Found finish() {
        finished = true;
        if (overlong) {
            overlong = false;
            line.reset();
            return Found.TOO_LONG;
        }
        return Found.LINE;
    }

    private boolean isRotated() throws IOException {
        if (!Files.exists(path)) {
            return false; // the new file is not there yet
        }
        BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
        boolean another = key != null && !key.equals(now.fileKey());
        return another || now.size() < bytes.count; // renamed, or copied and emptied
    }

    private void reopen() throws IOException {
        long passed = bytes.count;
        in.close();
        open();
        passedBytes += passed;
        renamed = false;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private static final class Counted extends FilterInputStream {

        private long count;

        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int each = super.read();
            count += each < 0 ? 0 : 1;
            return each;
        }

        @Override
        public int read(byte[] target, int from, int length) throws IOException {
            int read = super.read(target, from, length);
            count += Math.max(0, read);
            return read;
        }
    }
}
