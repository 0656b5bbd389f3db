package videolab.processor.cdn.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Logs as CDNs wrote them. They belong to others: nothing of them is shown here. */
class SharedLogsTest {

    private static final Path SHARED = Path.of(System.getenv().getOrDefault("VIDEO_LAB_SHARED", "../../shared"));

    @ParameterizedTest
    @CsvSource({
        "cdn_log.json, 9, 0",
        "cdn_log_batch.json, 9, 0",
        "cdn_log_broken.json, 8, 1",
        "cdn_log_broken_json.json, 0, 1",
        "cloudfront-standard.log, 18, 0",
    })
    void isReadAsItIs(String file, int accepted, int rejected) throws IOException {
        Path log = SHARED.resolve("data/logs").resolve(file);
        assumeThat(log).as("logs beside the checkout").exists();

        Outcomes outcomes = Outcomes.of(Files.readAllBytes(log), null);

        assertThat(outcomes.accepted().size()).as("accepted").isEqualTo(accepted);
        assertThat(outcomes.rejected().size()).as("rejected").isEqualTo(rejected);
    }
}
