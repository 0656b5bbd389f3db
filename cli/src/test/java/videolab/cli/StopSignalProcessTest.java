package videolab.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signals that a process of its own receives. */
@Timeout(60)
class StopSignalProcessTest {

    private static final int DONE_BY_ITSELF = 7;

    /** A command that ends when it is asked to, or never. */
    static final class Program {

        public static void main(String[] args) throws Exception {
            if (args[0].equals("starts")) {
                StopSignal.Hooks none = new StopSignalTest.Jvm();
                try (StopSignal signal = StopSignal.installStarting(Duration.ofHours(1), none)) {
                    System.out.println(Files.writeString(ProcessFolder.get().resolve("file"), "x"));
                    TimeUnit.HOURS.sleep(1);
                }
            }
            boolean obeys = args[0].equals("obeys");
            try (StopSignal signal = StopSignal.install(Duration.ofMillis(obeys ? 60_000 : Long.parseLong(args[1])))) {
                System.out.println("ready");
                signal.requested().get();
                System.out.println("asked");
                if (!obeys) {
                    TimeUnit.HOURS.sleep(1);
                }
            }
            System.exit(DONE_BY_ITSELF);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM", "HUP"})
    void aCommandThatEndsAsItWasAskedToHasItsOwnExitCode(String signal) throws Exception {
        Process process = start("obeys");
        try (BufferedReader out = process.inputReader(UTF_8)) {
            assertThat(out.readLine()).isEqualTo("ready");
            kill(process, signal);
            assertThat(out.readLine()).isEqualTo("asked");
            assertThat(process.waitFor()).isEqualTo(DONE_BY_ITSELF);
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void aCommandThatIsStillStartingIsEndedAtOnceAndLeavesNothing() throws Exception {
        Process process = start("starts");
        try (BufferedReader out = process.inputReader(UTF_8)) {
            Path file = Path.of(out.readLine());
            assertThat(file).exists();
            kill(process, "INT");
            assertThat(process.waitFor()).isZero();
            assertThat(file.getParent()).doesNotExist();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void aCommandThatIsLateIsEnded() throws Exception {
        Process process = start("hangs", "200");
        try (BufferedReader out = process.inputReader(UTF_8)) {
            assertThat(out.readLine()).isEqualTo("ready");
            kill(process, "INT");
            assertThat(process.waitFor()).isEqualTo(StopSignal.INTERRUPTED);
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void aSecondCtrlCEndsACommandAtOnce() throws Exception {
        Process process = start("hangs", "3600000");
        try (BufferedReader out = process.inputReader(UTF_8)) {
            assertThat(out.readLine()).isEqualTo("ready");
            kill(process, "INT");
            assertThat(out.readLine()).isEqualTo("asked");
            kill(process, "INT");
            assertThat(process.waitFor()).isEqualTo(StopSignal.INTERRUPTED);
        } finally {
            process.destroyForcibly();
        }
    }

    private static Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        if (System.getProperty("os.name").equals("Linux")) {
            // A build in the background ignores some of these signals, and its children would too.
            command.addAll(List.of("env", "--default-signal=INT,TERM,HUP"));
        }
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Program.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        return builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    private static void kill(Process process, String signal) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }
}
