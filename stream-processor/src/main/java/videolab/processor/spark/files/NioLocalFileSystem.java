package videolab.processor.spark.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * Hadoop's local filesystem without processes: where its native library is absent, it starts {@code chmod} for every file
 * it makes and {@code readlink} four times for every file it renames, which at forty faces a second is most of a laptop.
 */
public final class NioLocalFileSystem extends RawLocalFileSystem {

    private static final FsPermission UMASK = new FsPermission(
            Optional.ofNullable(System.getenv("VIDEO_LAB_UMASK")).orElse("077"));

    /** Without the rights that {@code VIDEO_LAB_UMASK} takes away: by default nobody else reads what the lab writes. */
    @Override
    public void setPermission(Path path, FsPermission wanted) throws IOException {
        FsPermission permission = wanted.applyUMask(UMASK);
        String symbols = permission.getUserAction().SYMBOL
                + permission.getGroupAction().SYMBOL
                + permission.getOtherAction().SYMBOL;
        Files.setPosixFilePermissions(pathToFile(path).toPath(), PosixFilePermissions.fromString(symbols));
    }

    /** Follows links instead of reading them: the lab makes none. */
    @Override
    public FileStatus getFileLinkStatus(Path path) throws IOException {
        return getFileStatus(path);
    }
}
