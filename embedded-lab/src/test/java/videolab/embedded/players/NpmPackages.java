package videolab.embedded.players;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Players' code as their authors publish it. It is fetched by npm from whatever registry this machine's npm is set to, kept in
 * {@code target/npm} under its version, and never part of the lab.
 */
final class NpmPackages {

    private static final Path FOLDER = Path.of("target", "npm");
    private static final int PATIENCE_S = 180;

    /** One file of a package; the package's SHA-512 is that of npm's lock files, in base64. */
    enum Code {
        HLS(
                "hls.js",
                "1.7.4",
                "dist/hls.min.js",
                "3GlxGdPvT2YHvQYOt+yOzT/DEior/qJVNIylHA77kgeoBTdQQqi70GwefNEUmHQeNGyjC8U62+bruqW/Tpm+tg=="),
        SHAKA(
                "shaka-player",
                "5.2.12",
                "dist/shaka-player.compiled.debug.js",
                "vEsuVDI3+oLh+yqpjXexQZlg2XMUBI0VrqatDuKWacPaxAud6Uph5uCowUPLhUgNG5XKWCpoM4l1r8qYzWH+zg=="),
        DASH(
                "dashjs",
                "5.2.1",
                "dist/modern/umd/dash.all.min.js",
                "axcJmLeJCTJMLUfQRErUJB1KOiU5iHF+DMLBc3FKeox1HPYtGUQlC6Xm5Mm6vhBUR3CHHLIPOqw0JDIqMtP+Dw==");

        private final String name;
        private final String version;
        private final String file;
        private final String integrity;

        Code(String name, String version, String file, String integrity) {
            this.name = name;
            this.version = version;
            this.file = file;
            this.integrity = integrity;
        }
    }

    private NpmPackages() {}

    /** The code; skips the test where npm is missing. */
    static byte[] read(Code code) throws IOException, InterruptedException {
        Path archive = FOLDER.resolve(code.name + "-" + code.version + ".tgz");
        if (!Files.exists(archive)) {
            Files.createDirectories(FOLDER);
            assumeTrue(isThere("npm"), "no npm: apt-get install npm");
            run(List.of("npm", "pack", "--silent", code.name + "@" + code.version), FOLDER);
        }
        assertThat(sha512(Files.readAllBytes(archive)))
                .as(archive + " is what its authors published")
                .isEqualTo(code.integrity);
        Path file = FOLDER.resolve("package-" + code.name).resolve("package").resolve(code.file);
        if (!Files.exists(file)) {
            Path folder = Files.createDirectories(FOLDER.resolve("package-" + code.name));
            run(List.of("tar", "-xzf", archive.toAbsolutePath().toString(), "package/" + code.file), folder);
        }
        return Files.readAllBytes(file);
    }

    private static boolean isThere(String command) throws InterruptedException {
        try {
            return new ProcessBuilder(command, "--version")
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static void run(List<String> command, Path folder) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log.txt").toFile())
                .start();
        try {
            assertThat(process.waitFor(PATIENCE_S, TimeUnit.SECONDS))
                    .as("%s ends", command)
                    .isTrue();
            assertThat(process.exitValue())
                    .as("%s: %s", command, Files.readString(folder.resolve("log.txt")))
                    .isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    private static String sha512(byte[] bytes) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-512").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JVM has SHA-512", e);
        }
    }
}
