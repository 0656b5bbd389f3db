package videolab.processor.spark.files;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import videolab.cli.UsageException;

class LocalRootTest {

    @TempDir
    private Path folder;

    @Test
    void aFolderOfOnesOwnIsAccepted() throws IOException {
        accepted(Files.createDirectory(folder.resolve("root")).toString(), false);
        accepted(folder.resolve("not-there").toUri().toString(), false);
        accepted("hdfs://namenode:8020/faces", false);
    }

    @Test
    void aFolderOrLinkOfAnotherUserIsRefusedButByRootInAContainer() throws IOException {
        assumeThat(new UnixSystem().getUid()).as("who may give a folder away").isZero();
        Path root = Files.createDirectory(folder.resolve("root"));
        Path latest = Files.createSymbolicLink(root.resolve("latest"), folder);
        for (Path other : List.of(root, latest)) {
            Files.setAttribute(other, "unix:uid", 12_345, LinkOption.NOFOLLOW_LINKS);
            assertThatThrownBy(() -> LocalRoot.requireOwn("--root", root.toString(), List.of("latest"), false))
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining(other + " belongs to another user (id 12345)");
            accepted(root.toString(), true);
            Files.setAttribute(other, "unix:uid", 0, LinkOption.NOFOLLOW_LINKS);
        }
    }

    private static void accepted(String root, boolean container) {
        assertThatCode(() -> LocalRoot.requireOwn("--root", root, List.of("latest"), container))
                .doesNotThrowAnyException();
    }
}
