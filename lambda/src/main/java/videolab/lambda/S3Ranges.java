package videolab.lambda;

import java.io.IOException;
import java.util.Arrays;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import videolab.media.SeekableBytes;

/** An object of S3, read by range: one block in memory, larger while reads follow each other. */
final class S3Ranges implements SeekableBytes {

    private static final int SMALLEST_BLOCK = 64 * 1024;
    private static final int LARGEST_BLOCK = 1024 * 1024;

    private final S3Client s3;
    private final String bucket;
    private final String key;
    private final String etag;
    private final long size;
    private byte[] block = {};
    private long blockStart;
    private int nextBlock = SMALLEST_BLOCK;

    /** @param etag of the object; an object that is replaced meanwhile fails the reading */
    S3Ranges(S3Client s3, String bucket, String key, String etag, long size) {
        this.s3 = s3;
        this.bucket = bucket;
        this.key = key;
        this.etag = etag;
        this.size = size;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public int read(long position, byte[] buffer, int offset, int length) throws IOException {
        if (position >= size) {
            return -1;
        }
        if (position < blockStart || position >= blockStart + block.length) {
            fetch(position);
        }
        int from = (int) (position - blockStart);
        int read = Math.min(length, block.length - from);
        System.arraycopy(block, from, buffer, offset, read);
        return read;
    }

    private void fetch(long position) throws IOException {
        boolean onward = block.length > 0 && position == blockStart + block.length;
        nextBlock = onward ? Math.min(LARGEST_BLOCK, 2 * nextBlock) : SMALLEST_BLOCK;
        long last = Math.min(size, position + nextBlock) - 1;
        try {
            block = s3.getObjectAsBytes(
                            get -> get.bucket(bucket).key(key).ifMatch(etag).range("bytes=" + position + "-" + last))
                    .asByteArrayUnsafe();
        } catch (SdkException e) {
            throw new IOException("s3://" + bucket + "/" + key + " cannot be read: " + e.getMessage(), e);
        }
        if (block.length == 0) {
            throw new IOException("s3://" + bucket + "/" + key + " ended at " + position + " of " + size + " bytes");
        }
        if (block.length > last - position + 1) { // a server that does not know ranges
            block = Arrays.copyOfRange(block, (int) position, (int) last + 1);
        }
        blockStart = position;
    }

    @Override
    public void close() {
        // Nothing is open between reads.
    }
}
