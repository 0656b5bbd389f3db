package videolab.source.cdn;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import videolab.contract.Json;
import videolab.source.cdn.CdnScenario.Value;

class CdnScenarioTest {

    private static CdnScenario scenario(LogFormat... formats) {
        return CdnScenario.of(
                2000,
                7,
                Instant.parse("2026-01-02T03:04:05Z"),
                Duration.ofMinutes(2),
                Duration.ofSeconds(30),
                List.of(formats));
    }

    @ParameterizedTest
    @EnumSource
    void theSameSeedWritesTheSameAndEveryRequestIsInOneValue(LogFormat format) {
        assertThat(text(scenario(format))).isEqualTo(text(scenario(format)));
        assertThat(scenario(format).values().stream().mapToInt(Value::requests).sum())
                .isEqualTo(2000);
    }

    @ParameterizedTest
    @EnumSource
    void theTruthCountsWhatWasAsked(LogFormat format) throws Exception {
        long requests = 0;
        long hits = 0;
        long misses = 0;
        long gone = 0;
        for (String line : scenario(format).truth()) {
            JsonNode row = Json.mapper().readTree(line);
            requests += row.path("requests").asLong();
            hits += row.path("hits").asLong();
            misses += row.path("misses").asLong();
            gone += row.path("client_aborts").asLong() + row.path("status_5xx").asLong();
        }

        assertThat(requests).isEqualTo(2000);
        assertThat(hits).isBetween(4 * misses, 8 * misses);
        assertThat(gone).isPositive();
    }

    @Test
    void aCloudFrontFileHasAsManyFieldsAsItNames() {
        String file =
                new String(scenario(LogFormat.CLOUDFRONT_STD).values().get(0).bytes(), StandardCharsets.UTF_8);
        String[] lines = file.split("\n");

        assertThat(lines[0]).isEqualTo("#Version: 1.0");
        assertThat(lines[1]).startsWith("#Fields: date time x-edge-location");
        assertThat(lines[2].split("\t")).hasSize(lines[1].split(" ").length - 1);
    }

    private static String text(CdnScenario scenario) {
        StringBuilder text = new StringBuilder();
        scenario.values().forEach(each -> text.append(new String(each.bytes(), StandardCharsets.UTF_8)));
        return text.toString();
    }
}
