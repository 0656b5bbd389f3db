package videolab.processor.library.inputs;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import videolab.media.SeekableBytes;

/** A file on a Hadoop filesystem, read by range. */
public final class HadoopRanges implements SeekableBytes {

    /** How the file will be read; object stores ask for pieces accordingly. */
    public enum Access {
        /** Here and there: a probe. */
        RANDOM("random"),
        /** From a place on: decoding. */
        ONWARD("adaptive");

        private final String policy;

        Access(String policy) {
            this.policy = policy;
        }
    }

    private final FSDataInputStream in;
    private final long length;
    private final String store;
    private long position;
    private IOException failure;

    private HadoopRanges(FSDataInputStream in, long length, String store) {
        this.in = in;
        this.length = length;
        this.store = store;
    }

    /**
     * Opens a file.
     *
     * @param length in bytes, which the listing has told: an object store is not asked again
     * @throws IOException also when the file's store has not answered for a while
     */
    public static HadoopRanges open(Path path, long length, Access access, Configuration hadoop) throws IOException {
        FileSystem files = path.getFileSystem(hadoop);
        String store = files.getUri().toString();
        Outages.OF_THIS_PROCESS.check(store);
        try {
            FSDataInputStream in = files.openFile(path)
                    .opt(Options.OpenFileOptions.FS_OPTION_OPENFILE_READ_POLICY, access.policy)
                    .optLong(Options.OpenFileOptions.FS_OPTION_OPENFILE_LENGTH, length)
                    .build()
                    .get();
            return new HadoopRanges(in, length, store);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failed ? failed : new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while opening " + path, e);
        }
    }

    @Override
    public long size() {
        return length;
    }

    @Override
    public int read(long from, byte[] buffer, int offset, int bytes) throws IOException {
        if (from >= length) {
            return -1;
        }
        if (failure != null) { // a demuxer asks again, and each question to a store that is gone takes seconds
            throw failure;
        }
        try {
            if (from != position) {
                in.seek(from);
                position = from;
            }
            int read = in.read(buffer, offset, bytes);
            if (read > 0) {
                position += read;
            }
            Outages.OF_THIS_PROCESS.answered(store);
            return read;
        } catch (IOException e) {
            failure = e;
            if (Refusals.isUnreachable(e)) {
                Outages.OF_THIS_PROCESS.silent(store, e);
            }
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
