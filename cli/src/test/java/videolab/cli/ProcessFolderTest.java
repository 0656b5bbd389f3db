package videolab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.security.auth.module.UnixSystem;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessFolderTest {

    private static final long UID = new UnixSystem().getUid();

    @TempDir
    private Path temporary;

    @Test
    void aFolderThatTheLauncherHasMadeIsTakenAsItIs() throws IOException {
        Path made = ProcessFolder.create(temporary);
        Path file = Files.writeString(made.resolve("of-the-launcher"), "x");

        assertThat(ProcessFolder.create(made)).isEqualTo(made);
        assertThat(file).exists();
    }

    @Test
    void isThisUsersAlone() throws IOException {
        Path folder = ProcessFolder.create(temporary);

        assertThat(folder)
                .isEqualTo(temporary
                        .resolve("video-lab-" + UID)
                        .resolve(String.valueOf(ProcessHandle.current().pid())));
        assertThat(permissions(folder)).isEqualTo("rwx------");
        assertThat(permissions(folder.getParent())).isEqualTo("rwx------");
    }

    @Test
    void whatADeadProcessLeftIsRemovedAndALivingOnesStays() throws Exception {
        Process ended = new ProcessBuilder("true").start();
        ended.waitFor();
        Process living = new ProcessBuilder("sleep", "60").start();
        try {
            Path user = Files.createDirectory(temporary.resolve("video-lab-" + UID));
            Path outside = Files.writeString(temporary.resolve("outside"), "kept");
            Path dead = Files.createDirectories(user.resolve(ended.pid() + "/sub"));
            Files.writeString(dead.resolve("library.so"), "x");
            Files.createSymbolicLink(dead.resolve("link"), outside);
            Path alive = Files.createDirectory(user.resolve(String.valueOf(living.pid())));

            ProcessFolder.create(temporary);

            assertThat(dead.getParent()).doesNotExist();
            assertThat(alive).exists();
            assertThat(outside).hasContent("kept");
        } finally {
            living.destroyForcibly();
        }
    }

    @Test
    void whatAnEarlierProcessOfTheSameIdLeftIsRemoved() throws IOException {
        Path old = Files.writeString(ProcessFolder.create(temporary).resolve("old"), "x");

        ProcessFolder.create(temporary);

        assertThat(old).doesNotExist();
        assertThat(old.getParent()).isEmptyDirectory();
    }

    @Test
    void aLinkInItsPlaceIsNotFollowed(@TempDir Path elsewhere) throws IOException {
        Files.createSymbolicLink(temporary.resolve("video-lab-" + UID), elsewhere);

        assertThatThrownBy(() -> ProcessFolder.create(temporary))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("belongs to another user");
        assertThat(elsewhere).isEmptyDirectory();
    }

    @Test
    void endsWithItsProcess() throws Exception {
        Process jvm = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-Djava.io.tmpdir=" + temporary,
                        "-cp",
                        System.getProperty("java.class.path"),
                        UsesTheFolder.class.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(jvm.getInputStream().readAllBytes());

        assertThat(jvm.waitFor()).as(output).isZero();
        assertThat(output).contains(temporary + File.separator);
        assertThat(temporary.resolve("video-lab-" + UID)).isEmptyDirectory();
    }

    /** Run in a JVM of its own. */
    static final class UsesTheFolder {

        public static void main(String[] arguments) throws IOException {
            System.out.println(Files.writeString(ProcessFolder.get().resolve("file"), "x"));
        }
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
