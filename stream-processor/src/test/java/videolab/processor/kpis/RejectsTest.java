package videolab.processor.kpis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RejectsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"userId\":\"a@b.example\",\"cdn\":\"east\"} | {\"userId\":\"***\",\"cdn\":\"east\"}",
                "{\"userId\" : \"a \\\" b, c\" , \"x\":1} | {\"userId\" : \"***\" , \"x\":1}",
                "{\"deviceId\":12345,\"userId\":null} | {\"deviceId\":\"***\",\"userId\":\"***\"}",
                "{\"deviceId\":\"cut o | {\"deviceId\":\"***\"",
                "{\"userId\": | {\"userId\":\"***\"",
                "{\"userId\":\"ends in \\ | {\"userId\":\"***\"",
                "sid=\"s-1\",ts=0,e=t | sid=\"s-1\",ts=0,e=t"
            })
    void namesNoViewer(String value, String expected) {
        assertThat(Rejects.withoutViewerIds(value)).isEqualTo(expected);
    }
}
