package videolab.processor.audience;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import videolab.cli.LabCommandLine;

class AudienceCommandTest {

    @ParameterizedTest
    @CsvSource({
        "--trigger, realtime",
        "--max-per-batch, 0",
        "--window, 0s",
        "--heartbeat, 10ms",
        "--format, xml",
        "--geo, /no/such/file.mmdb",
    })
    void wrongOptionsAreOneSentenceBeforeAnyBrokerIsAsked(String option, String value) {
        StringWriter err = new StringWriter();
        int exitCode = LabCommandLine.of(new AudienceCommand())
                .setErr(new PrintWriter(err))
                .execute("--bootstrap", "127.0.0.1:1", option, value);
        assertThat(exitCode).as(err.toString()).isEqualTo(LabCommandLine.WRONG_USAGE);
        assertThat(err.toString().strip()).contains(option).contains("--help").doesNotContain("\n");
    }

    @Test
    void emptyVariablesOfTheEnvironmentGiveNothing() {
        StringWriter err = new StringWriter();
        int exitCode = LabCommandLine.of(new AudienceCommand())
                .setErr(new PrintWriter(err))
                .execute("--bootstrap", "127.0.0.1:1", "--geo", "", "--root", "", "--user", "");
        assertThat(err.toString()).contains("127.0.0.1:1");
        assertThat(exitCode).isEqualTo(LabCommandLine.FAILED);
    }
}
