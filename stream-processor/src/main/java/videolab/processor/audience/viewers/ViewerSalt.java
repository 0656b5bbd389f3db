package videolab.processor.audience.viewers;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.SecureRandom;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import videolab.cli.UsageException;

/** The secret that is needed to get from a viewer's hash back to the viewer. */
public final class ViewerSalt {

    private static final Logger LOG = LoggerFactory.getLogger(ViewerSalt.class);

    private static final int BYTES = 32;

    /** More than any key has: somebody named another file. */
    private static final int MOST_BYTES = 4096;

    private static final Set<PosixFilePermission> OF_OTHERS = Set.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private ViewerSalt() {}

    /**
     * The salt in a file, which is made, readable by its owner alone, if there is none.
     *
     * @throws UsageException when the file can be neither read nor made, or holds no salt
     */
    public static byte[] readOrCreate(Path file) {
        try {
            if (Files.notExists(file)) {
                create(file);
            }
            byte[] salt = read(file);
            warnOfReaders(file);
            return salt;
        } catch (IOException e) {
            throw new UsageException("the viewer salt '" + file + "' can be neither read nor made ("
                    + e.getClass().getSimpleName() + "): name a file in a folder of your own");
        }
    }

    private static byte[] read(Path file) throws IOException {
        long size = Files.size(file);
        if (!Files.isRegularFile(file) || size < BYTES || size > MOST_BYTES) {
            throw new UsageException("the viewer salt '" + file + "' is not a file of " + BYTES + " to " + MOST_BYTES
                    + " bytes: name another, or remove it for a new one, by which all viewers count as new");
        }
        return Files.readAllBytes(file);
    }

    /** By another name first, so that no process reads half a salt. A temporary file is its owner's alone (0600). */
    private static void create(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        Path partial = Files.createTempFile(folder, ".salt", ".partial");
        try {
            byte[] salt = new byte[BYTES];
            new SecureRandom().nextBytes(salt);
            Files.write(partial, salt);
            Files.createLink(file, partial);
        } catch (FileAlreadyExistsException e) {
            LOG.debug("another process made the viewer salt first");
        } catch (UnsupportedOperationException | FileSystemException e) { // no hard links there
            Files.move(partial, file);
        } finally {
            Files.deleteIfExists(partial);
        }
    }

    private static void warnOfReaders(Path file) throws IOException {
        try {
            if (Files.getPosixFilePermissions(file).stream().anyMatch(OF_OTHERS::contains)) {
                LOG.warn("others than its owner can read or write the viewer salt {}: chmod 600 it", file);
            }
        } catch (UnsupportedOperationException e) {
            LOG.debug("no permissions on the file system of the viewer salt");
        }
    }
}
