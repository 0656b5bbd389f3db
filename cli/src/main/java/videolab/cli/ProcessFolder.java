package videolab.cli;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of this process's temporary files: {@code video-lab-<uid>/<pid>} below the temporary folder, readable by
 * this user alone. It is removed when the JVM ends; what a killed process left is removed by the next start. {@code ./lab}
 * and the images start Java with this folder as its temporary one; what is started otherwise takes it from here on.
 */
public final class ProcessFolder {

    private static final Logger LOG = LoggerFactory.getLogger(ProcessFolder.class);
    private static final String JAVACPP_CACHE = "org.bytedeco.javacpp.cachedir";
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    private static final String TEMPORARY = "java.io.tmpdir";
    private static final int TRIES = 3;

    private static Path folder;

    private ProcessFolder() {}

    /**
     * The folder, created at the first call.
     *
     * @throws IOException when it cannot be created, or when another user owns the parent folder
     */
    public static synchronized Path get() throws IOException {
        if (folder == null) {
            Path created = create(Path.of(System.getProperty(TEMPORARY)));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> removeQuietly(created), "remove-process-folder"));
            // For libraries that ask for it from now on: Spark, Kafka's compressors, RocksDB.
            System.setProperty(TEMPORARY, created.toString());
            // FFmpeg's, unpacked in a second; a shared cache would be in the user's home folder, and stay there.
            if (System.getProperty(JAVACPP_CACHE) == null) {
                System.setProperty(JAVACPP_CACHE, created.resolve("javacpp").toString());
            }
            folder = created;
        }
        return folder;
    }

    /** Makes the folder where that is possible: a command that needs none works without. */
    static void prepare() {
        try {
            get();
        } catch (IOException e) {
            LOG.debug("no folder for temporary files", e);
        }
    }

    /** Removes the folder before the JVM ends; a later call of {@link #get()} does not make it again. */
    static synchronized void removeNow() {
        if (folder != null) {
            removeQuietly(folder);
        }
    }

    static Path create(Path temporary) throws IOException {
        long uid = new UnixSystem().getUid();
        String pid = Long.toString(ProcessHandle.current().pid());
        String name = "video-lab-" + uid;
        boolean isOwn = temporary.endsWith(Path.of(name, pid));
        Path user = isOwn ? temporary.getParent() : temporary.resolve(name);
        createPrivate(user);
        requireOwner(user, uid);
        removeLeftovers(user);
        Path own = user.resolve(pid);
        if (!isOwn) {
            // A container's only process has the same id at each start.
            remove(own);
        }
        createPrivate(own);
        return own;
    }

    private static void createPrivate(Path directory) throws IOException {
        try {
            Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        } catch (FileAlreadyExistsException e) {
            // The caller checks whose it is.
        }
    }

    /** Any user can create a folder, or a link, of a known name in a shared temporary folder. */
    private static void requireOwner(Path directory, long uid) throws IOException {
        boolean ours = Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
                && ((Number) Files.getAttribute(directory, "unix:uid", LinkOption.NOFOLLOW_LINKS)).longValue() == uid;
        if (!ours) {
            throw new IOException(directory + " belongs to another user or is not a folder");
        }
        Files.setPosixFilePermissions(directory, OWNER_ONLY);
    }

    private static void removeLeftovers(Path user) throws IOException {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(user, "[0-9]*")) {
            for (Path process : processes) {
                if (!isRunning(process.getFileName().toString())) {
                    removeQuietly(process);
                }
            }
        }
    }

    private static boolean isRunning(String pid) {
        try {
            return ProcessHandle.of(Long.parseLong(pid)).isPresent();
        } catch (NumberFormatException e) {
            return true; // not a folder of ours
        }
    }

    /** More than once: threads that still run may make files meanwhile. */
    private static void removeQuietly(Path directory) {
        for (int tries = 0; tries < TRIES && Files.exists(directory, LinkOption.NOFOLLOW_LINKS); tries++) {
            try {
                remove(directory);
            } catch (IOException | UncheckedIOException e) {
                LOG.debug("{} cannot be removed; the next start tries again", directory, e);
            }
        }
    }

    private static void remove(Path directory) throws IOException {
        if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            /** Gone meanwhile. */
            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failed) throws IOException {
                if (failed instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failed;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException failed) throws IOException {
                Files.deleteIfExists(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
