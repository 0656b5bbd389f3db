package videolab.processor.spark.files;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import videolab.cli.UsageException;

/**
 * Whose a folder of the local filesystem is. Who owns it can put links into it, through which the lab would overwrite other
 * files of its user; in a shared folder, as {@code /tmp}, anybody can make one of a known name.
 */
public final class LocalRoot {

    private static final int ROOT = 0;

    private LocalRoot() {}

    /**
     * Refuses a folder of another user. One of the user root is accepted; and root accepts any in a container, whose
     * volumes often belong to a user of the host.
     *
     * @param option that names the root
     * @param root URI or path; other filesystems than the local one are not looked at
     * @param children folders in the root that are written to
     * @throws UsageException with the owner
     */
    public static void requireOwn(String option, String root, List<String> children) {
        requireOwn(option, root, children, isContainer());
    }

    static void requireOwn(String option, String root, List<String> children, boolean container) {
        org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(root);
        String scheme = path.toUri().getScheme();
        long user = new UnixSystem().getUid();
        if (scheme != null && !scheme.equals("file") || user == ROOT && container) {
            return;
        }
        Path folder = Path.of(path.toUri().getPath());
        Stream.concat(Stream.of(folder), children.stream().map(folder::resolve))
                .forEach(each -> requireOwner(option, root, each, user));
    }

    private static void requireOwner(String option, String root, Path folder, long user) {
        for (LinkOption[] options : new LinkOption[][] {{LinkOption.NOFOLLOW_LINKS}, {}}) {
            try {
                long owner = ((Number) Files.getAttribute(folder, "unix:uid", options)).longValue();
                if (owner != user && owner != ROOT) {
                    throw new UsageException(
                            option,
                            root,
                            folder + " belongs to another user (id " + owner + "): a folder of your own is expected");
                }
            } catch (IOException | UnsupportedOperationException e) {
                // Not there yet, or a filesystem without owners.
            }
        }
    }

    private static boolean isContainer() {
        return Files.exists(Path.of("/.dockerenv"))
                || Files.exists(Path.of("/run/.containerenv"))
                || System.getenv("KUBERNETES_SERVICE_HOST") != null;
    }
}
