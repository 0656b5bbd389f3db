package videolab.cli;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * The folder of this process's temporary files: {@code video-lab-<uid>/<pid>} below the temporary folder, readable by
 * this user alone. It is removed when the JVM ends; what a killed process left is removed by the next start.
 */
public final class ProcessFolder {

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    private static Path folder;

    private ProcessFolder() {}

    /**
     * The folder, created at the first call.
     *
     * @throws IOException when it cannot be created, or when another user owns the parent folder
     */
    public static synchronized Path get() throws IOException {
        if (folder == null) {
            Path created = create(Path.of(System.getProperty("java.io.tmpdir")));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> removeQuietly(created), "remove-process-folder"));
            folder = created;
        }
        return folder;
    }

    static Path create(Path temporary) throws IOException {
        long uid = new UnixSystem().getUid();
        Path user = temporary.resolve("video-lab-" + uid);
        createPrivate(user);
        requireOwner(user, uid);
        removeLeftovers(user);
        Path own = user.resolve(Long.toString(ProcessHandle.current().pid()));
        // A container's only process has the same id at each start.
        remove(own);
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

    private static void removeQuietly(Path directory) {
        try {
            remove(directory);
        } catch (IOException | UncheckedIOException e) {
            // The next start tries again.
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

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException failed) throws IOException {
                Files.deleteIfExists(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
