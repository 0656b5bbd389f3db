package videolab.source.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cron, systemd and a bare ssh start the lab without a locale; names and camera ids outside ASCII still arrive. */
class LauncherLocaleTest {

    private static final Path LAUNCHER = Path.of("..", "lab").toAbsolutePath();

    @ParameterizedTest
    @ValueSource(strings = {"LC_ALL=C", "LC_ALL=POSIX", "LC_CTYPE=C", "LANG=C", "NOTHING=1"})
    void javaReadsArgumentsAsUtf8(String variable) throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/locale")), "this system has no locales");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Path program = Files.createTempDirectory("locale").resolve("Argument.java");
        Files.writeString(
                program,
                "public class Argument { public static void main(String[] a) {"
                        + " for (char c : a[0].toCharArray()) System.out.print((int) c + \" \"); } }");
        String script = "eval \"$(sed -n '/^use_utf8/,/^}/p' \"$1\")\"; use_utf8; exec \"$2\" \"$3\" $'t\\xc3\\xbcr'";
        var start =
                new ProcessBuilder(List.of("bash", "-c", script, "lab", LAUNCHER.toString(), java, program.toString()));
        start.environment().keySet().removeIf(name -> name.startsWith("LC_") || name.equals("LANG"));
        start.environment().put(variable.replaceFirst("=.*", ""), variable.replaceFirst(".*=", ""));
        Process process = start.redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes(), UTF_8);

        assertThat(process.waitFor()).as(printed).isZero();
        assertThat(printed.strip()).isEqualTo("116 252 114");
    }
}
