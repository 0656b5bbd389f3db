package videolab.processor.audience.viewers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import videolab.cli.UsageException;

class ViewerKeysTest {

    @TempDir
    private Path folder;

    @Test
    void aKeyIsTheStartOfAnHmac() throws Exception {
        byte[] salt = "a salt of thirty-two bytes or so".getBytes(UTF_8);
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(salt, "HmacSHA256"));
        String expected = HexFormat.of().formatHex(mac.doFinal("user\0anna".getBytes(UTF_8)), 0, 8);

        ViewerKeys keys = new ViewerKeys(salt);

        assertThat(ViewerKeys.hex(keys.hash("user", "anna"))).isEqualTo(expected);
        assertThat(keys.hash("user", "anna")).isEqualTo(keys.hash("user", "anna"));
        assertThat(keys.hash("device", "anna")).isNotEqualTo(keys.hash("user", "anna"));
        assertThat(keys.hash("use", "ranna")).isNotEqualTo(keys.hash("user", "anna"));
    }

    @Test
    void hexHasSixteenDigits() {
        assertThat(List.of(ViewerKeys.hex(1), ViewerKeys.hex(-1)))
                .containsExactly("0000000000000001", "ffffffffffffffff");
    }

    @Test
    void aSaltIsMadeOnceForItsOwnerAlone() throws IOException {
        Path file = folder.resolve("state/salt");

        byte[] salt = ViewerSalt.readOrCreate(file);

        assertThat(salt).hasSize(32);
        assertThat(ViewerSalt.readOrCreate(file)).isEqualTo(salt);
        assertThat(ViewerSalt.readOrCreate(folder.resolve("other"))).isNotEqualTo(salt);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(file.getParent()).isDirectoryContaining(path -> path.equals(file));
        try (var files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void refusesWhatIsNoSalt() throws IOException {
        Path empty = Files.createFile(folder.resolve("empty"));
        Path below = empty.resolve("salt");

        assertThatThrownBy(() -> ViewerSalt.readOrCreate(empty))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining(empty.toString())
                .hasMessageContaining("32 to 4096 bytes");
        assertThatThrownBy(() -> ViewerSalt.readOrCreate(folder)).isInstanceOf(UsageException.class);
        assertThatThrownBy(() -> ViewerSalt.readOrCreate(below))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("neither read nor made");
    }
}
