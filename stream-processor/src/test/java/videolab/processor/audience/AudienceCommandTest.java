package videolab.processor.audience;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
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
        Map<String, String> empty =
                Map.of("VIDEO_LAB_GEO", "", "VIDEO_LAB_KPI_ROOT", "", "HADOOP_USER_NAME", "", "VIDEO_LAB_SALT", "");
        int exitCode = LabCommandLine.of(new AudienceCommand(), empty)
                .setErr(new PrintWriter(err))
                .execute("--bootstrap", "127.0.0.1:1");
        assertThat(err.toString()).contains("127.0.0.1:1");
        assertThat(exitCode).isEqualTo(LabCommandLine.FAILED);
    }
}
