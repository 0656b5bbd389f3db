package videolab.processor.cdn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import videolab.cli.LabCommandLine;

/** Wrong usage is told in one sentence, before anything is started. */
class CdnCommandTest {

    @ParameterizedTest
    @CsvSource({
        "--log-format, apache, one of edgecast",
        "--sampling-rate, cloudfront-rt=0, over 0 and at most 1",
        "--sampling-rate, apache=0.5, one of edgecast",
        "--sampling-rate, nginx=many, --sampling-rate",
        "--trigger, realtime, real-time mode",
        "--trigger, soon, available-now",
        "--window, 100ms, 1s or more",
        "--format, avro, --format",
        "--input, nowhere, it does not exist",
        "--summary, xml, --summary",
    })
    void wrongUsage(String option, String value, String words) {
        StringWriter err = new StringWriter();
        int exitCode = LabCommandLine.of(new CdnCommand())
                .setErr(new PrintWriter(err, true))
                .execute(option, value);

        assertThat(exitCode).isEqualTo(LabCommandLine.WRONG_USAGE);
        assertThat(err.toString()).contains(option, words).hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--topic", "--trigger", "--watermark", "--checkpoint", "--duration"})
    void optionsOfTheTopicAreRefusedForFiles(String option) {
        String value = option.equals("--trigger") ? "available-now" : "10s";
        StringWriter err = new StringWriter();
        int exitCode = LabCommandLine.of(new CdnCommand())
                .setErr(new PrintWriter(err, true))
                .execute("--input", "access.log", option, value);

        assertThat(exitCode).isEqualTo(LabCommandLine.WRONG_USAGE);
        assertThat(err.toString())
                .contains(option + " is for reading the topic")
                .hasLineCount(1);
    }
}
