package videolab.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code ./lab} in a checkout that was never built; its Maven is a script. */
class LauncherTest {

    @TempDir
    private Path checkout;

    private record Run(int exitCode, String printed) {}

    @BeforeEach
    void copyTheLauncher() throws IOException {
        Files.copy(Path.of("../lab"), checkout.resolve("lab"));
        Path texts = Files.createDirectories(checkout.resolve("cli/help"));
        try (Stream<Path> files = Files.list(Path.of("../cli/help"))) {
            for (Path file : files.toList()) {
                Files.copy(file, texts.resolve(file.getFileName()));
            }
        }
    }

    @Test
    void helpNeedsNoBuild() throws Exception {
        for (List<String> command : List.of(
                List.of("process", "faces", "--help"),
                List.of("process", "faces", "--root", "faces", "-h"),
                List.of("help", "process", "faces"))) {
            assertThat(lab(command)).isEqualTo(new Run(0, Files.readString(Path.of("../cli/help/process-faces.txt"))));
        }
        assertThat(lab(List.of("library", "search", "--help")).printed()).startsWith("Usage: ./lab library search ");
        assertThat(lab(List.of("help", "library")).printed()).startsWith("Usage: ./lab library search ");
        assertThat(lab(List.of("--help")).printed()).startsWith("Usage: ./lab COMMAND");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "build", "clean", "library", "test"})
    void ownHelpFitsEightyColumns(String command) throws Exception {
        List<String> arguments = command.isEmpty() ? List.of("--help") : List.of(command, "--help");

        Run run = lab(arguments);

        assertThat(run.exitCode()).isZero();
        assertThat(run.printed().lines()).isNotEmpty().allMatch(line -> line.length() <= 80);
    }

    @Test
    void aMistypedCommandIsSuggested() throws Exception {
        assertThat(lab(List.of("souce", "mock")))
                .isEqualTo(new Run(2, "lab: unknown command 'souce'; did you mean source? (see: ./lab --help)\n"));
    }

    @Test
    void aBuildTellsWhichModuleItIsAt() throws Exception {
        maven(
                "echo '[INFO] Building Video analytics lab 1.0-SNAPSHOT    [1/2]'",
                "echo '[INFO] --- maven-jar-plugin'",
                "echo '[INFO] Building jar: somewhere.jar'",
                "echo '[INFO] Building cli 1.0-SNAPSHOT    [2/2]'");

        assertThat(lab(List.of("build")).printed().lines().skip(1))
                .containsExactly("lab: building Video analytics lab [1/2]", "lab: building cli [2/2]");
    }

    @Test
    void aFailedBuildPrintsTheErrorsAndNamesTheWholeOutput() throws Exception {
        maven("echo '[INFO] much'", "echo '[ERROR] Foo.java:[3] ; is missing'", "echo 'no memory' >&2", "exit 1");

        Run run = lab(List.of("build"));

        Path log = checkout.toRealPath().resolve("target/build.log");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.printed().lines().skip(1))
                .containsExactly(
                        "[ERROR] Foo.java:[3] ; is missing",
                        "lab: the build failed; the whole of its output is in " + log);
        assertThat(log).content().contains("much", "no memory");
    }

    /** As in another user's checkout; root may write everywhere, but not into a file. */
    @Test
    void aCheckoutThatCannotBeWrittenIsNamed() throws Exception {
        Files.createFile(checkout.resolve("target"));

        Run run = lab(List.of("build"));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.printed())
                .startsWith("lab: the jars have to be built, and user ")
                .contains(" cannot write to " + checkout.toRealPath().resolve("target") + ": ")
                .hasLineCount(1);
    }

    @Test
    void theFoldersOfACheckoutShareWhatTheNextStartNeeds() throws Exception {
        Path sources = Files.createDirectories(checkout.resolve("result-consumer/src/main"));
        Path built = Files.createDirectories(checkout.resolve("result-consumer/target"));
        for (Path file : List.of(
                checkout.resolve("pom.xml"),
                checkout.resolve("result-consumer/pom.xml"),
                built.resolve("result-consumer.jar"),
                Files.createDirectories(checkout.resolve("target")).resolve("built"))) {
            Files.createFile(file);
        }
        script(
                "java",
                "if [ \"$1\" = -XshowSettings:properties ]; then echo '  java.specification.version = 17'",
                "else echo \"${VIDEO_LAB_FOLDER:-none}\"; fi");

        assertThat(lab(sources, List.of("results", "tail")).printed())
                .isEqualTo(checkout.toRealPath().resolve(".lab") + "\n");
        assertThat(lab(Path.of(""), List.of("results", "tail")).printed()).isEqualTo("none\n");
    }

    private void maven(String... lines) throws IOException {
        script("mvn", lines);
    }

    private void script(String name, String... lines) throws IOException {
        Path script = Files.createDirectories(checkout.resolve("bin")).resolve(name);
        Files.write(
                script,
                Stream.concat(Stream.of("#!/bin/bash"), Stream.of(lines)).toList());
        assertThat(script.toFile().setExecutable(true)).isTrue();
    }

    private Run lab(List<String> arguments) throws IOException, InterruptedException {
        return lab(checkout, arguments);
    }

    private Run lab(Path folder, List<String> arguments) throws IOException, InterruptedException {
        var start = new ProcessBuilder(
                Stream.concat(Stream.of("bash", checkout.resolve("lab").toString()), arguments.stream())
                        .toList());
        Path java = Path.of(System.getProperty("java.home"), "bin");
        start.directory(folder.toAbsolutePath().toFile());
        start.environment().remove("VIDEO_LAB_FOLDER");
        start.environment().put("PATH", checkout.resolve("bin") + ":" + java + ":" + System.getenv("PATH"));
        Process process = start.redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
        return new Run(process.waitFor(), printed);
    }
}
