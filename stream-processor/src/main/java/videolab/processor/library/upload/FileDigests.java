package videolab.processor.library.upload;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A file's MD5 digests as S3 builds ETags of them.
 *
 * @param bytes of the file
 * @param partBytes of each part but the last
 * @param parts the digest of each part
 * @param whole the digest of the file
 */
record FileDigests(long bytes, long partBytes, List<byte[]> parts, byte[] whole) {

    private static final int BUFFER = 1 << 16;

    /** Reads the file once. */
    static FileDigests of(Path file, long partBytes) throws IOException {
        MessageDigest whole = md5();
        MessageDigest part = md5();
        List<byte[]> parts = new ArrayList<>();
        long bytes = 0;
        long inPart = 0;
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read; (read = in.read(buffer, 0, (int) Math.min(BUFFER, partBytes - inPart))) > 0; ) {
                whole.update(buffer, 0, read);
                part.update(buffer, 0, read);
                bytes += read;
                inPart += read;
                if (inPart == partBytes) {
                    parts.add(part.digest());
                    inPart = 0;
                }
            }
        }
        if (inPart > 0 || parts.isEmpty()) {
            parts.add(part.digest());
        }
        return new FileDigests(bytes, partBytes, parts, whole.digest());
    }

    /** Of an object that was put as a whole, in hexadecimal digits. */
    String wholeEtag() {
        return HexFormat.of().formatHex(whole);
    }

    /** Of an object that was put in these parts. */
    String partsEtag() {
        MessageDigest all = md5();
        parts.forEach(all::update);
        return HexFormat.of().formatHex(all.digest()) + "-" + parts.size();
    }

    /** @param part from 0 */
    String partEtag(int part) {
        return HexFormat.of().formatHex(parts.get(part));
    }

    /** @param part from 0 */
    long partLength(int part) {
        return Math.min(partBytes, bytes - part * partBytes);
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JVM has it
        }
    }
}
