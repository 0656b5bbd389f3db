package videolab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

class LabCommandLineTest {

    @Command(name = "wait")
    static class WaitCommand implements Callable<Integer> {
        @Option(names = "--for")
        Duration duration = Duration.ZERO;

        @Option(names = "--mood")
        String mood = "good";

        @Override
        public Integer call() {
            return switch (mood) {
                case "wrong" -> throw new UsageException("--mood", mood, "good is expected");
                case "failed" -> throw new FailedException("the mood went");
                case "bug" -> throw new IllegalStateException("bug");
                default -> duration.toSecondsPart();
            };
        }
    }

    private record Run(int exitCode, String err) {
        static Run of(String... args) {
            StringWriter err = new StringWriter();
            CommandLine line = LabCommandLine.of(new WaitCommand()).setErr(new PrintWriter(err));
            return new Run(line.execute(args), err.toString());
        }
    }

    @Test
    void durationsAreReadAsPeopleTypeThem() {
        assertThat(Run.of("--for", "7").exitCode()).isEqualTo(7);
        assertThat(Durations.parse("500ms")).isEqualTo(Duration.ofMillis(500));
        assertThat(Durations.parse("2m")).isEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void wrongUsageIsOneSentenceAndExitCode2() {
        assertThat(Run.of("--for", "soon"))
                .isEqualTo(new Run(
                        2,
                        "error: Invalid value for option '--for': 'soon' is not a duration; use 10 or 10s,"
                                + " 500ms, 2m, 1h, 7d (see: wait --help)\n"));
        assertThat(Run.of("--mood", "wrong"))
                .isEqualTo(new Run(2, "error: --mood is 'wrong', but good is expected (see: wait --help)\n"));
        assertThat(Run.of("--unknown").exitCode()).isEqualTo(2);
    }

    @Test
    void aFailureIsOneSentenceAndExitCode1() {
        assertThat(Run.of("--mood", "failed")).isEqualTo(new Run(1, "error: the mood went\n"));
    }

    @Test
    void aBugKeepsItsStack() {
        assertThat(Run.of("--mood", "bug").err()).contains("IllegalStateException", "at videolab.cli");
    }

    @Command(name = "./lab many")
    static final class ManyCommand {

        static final List<String> CALLS = new ArrayList<>();

        @Command(description = "A method with the two kinds of parameters.")
        int create(@Mixin Broker broker, @Option(names = "--wait", defaultValue = "2s") Duration wait) {
            CALLS.add(broker.bootstrap() + " " + wait);
            return LabCommandLine.DONE;
        }
    }

    @Test
    void aCommandThatIsAMethodIsGivenItsParameters() {
        int exitCode = LabCommandLine.of(new ManyCommand(), Map.of("VIDEO_LAB_WAIT", "3s"))
                .execute("create", "--bootstrap", "there:1");

        assertThat(exitCode).isZero();
        assertThat(ManyCommand.CALLS).containsExactly("there:1 PT3S");
    }
}
