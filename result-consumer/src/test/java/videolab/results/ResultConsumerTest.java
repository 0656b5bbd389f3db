package videolab.results;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import videolab.cli.LabCommandLine;

class ResultConsumerTest {

    private record Run(int exitCode, String out, String err) {
        static Run of(String... args) {
            StringWriter out = new StringWriter();
            StringWriter err = new StringWriter();
            int exitCode = LabCommandLine.of(new ResultConsumer())
                    .setOut(new PrintWriter(out))
                    .setErr(new PrintWriter(err))
                    .execute(args);
            return new Run(exitCode, out.toString(), err.toString());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "                           | Missing required subcommand",
                "follow                     | Unmatched argument at index 0: 'follow'",
                "tail --paint               | Unknown option: '--paint'",
                "tail --count many          | Invalid value for option '--count': 'many' is not a long",
                "tail --count 0             | --count is '0', but 1 or more is expected",
                "tail --duration soon       | Invalid value for option '--duration': 'soon' is not a duration",
                "tail --duration 0s         | --duration is '0', but more than no time is expected",
                "kpis --window 0            | --window is '0', but 1 to 1000 is expected",
                "kpis --rows 0              | --rows is '0', but 1 or more is expected",
                "kpis --duration 5s         | --duration is '5 s', but it is for --follow only",
                "kpis --table sessions      | --table is 'sessions', but a table of windows is expected",
                "minutes --count 3          | Unknown options: '--count', '3'",
                "tail --bootstrap nowhere   | --bootstrap is 'nowhere', but host:port of a Kafka broker is expected",
            })
    void wrongUsageIsOneSentence(String line, String sentence) {
        Run run = Run.of(line == null ? new String[0] : line.split(" "));

        assertThat(run.exitCode()).isEqualTo(LabCommandLine.WRONG_USAGE);
        assertThat(run.err().lines()).singleElement().asString().startsWith("error: " + sentence);
        assertThat(run.out()).isEmpty();
    }

    @Test
    void aBrokerThatDoesNotAnswerIsOneSentenceWithItsAddress() throws IOException {
        String address = "127.0.0.1:" + freePort();
        long start = System.nanoTime();
        Run run = Run.of("tail", "--bootstrap", address);

        assertThat(run.exitCode()).isEqualTo(LabCommandLine.FAILED);
        assertThat(run.err().lines())
                .singleElement()
                .asString()
                .startsWith("error: ")
                .contains(address);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(60));
    }

    @Test
    void helpNamesEveryOptionAndWhatALineHolds() {
        Run run = Run.of("tail", "--help");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("--bootstrap", "--topic", "final_result_topic", "--camera", "--from-beginning")
                .contains("--count", "--duration", "--json", "Usage: ./lab results tail");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
