package videolab.results.dashboard.audience;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import videolab.contract.Json;

class BucketsTest {

    private static final List<Double> LIMITS = List.of(100.0, 200.0, 400.0);

    private static JsonNode counts(String json) throws IOException {
        return Json.mapper().readTree(json);
    }

    @Test
    void aPercentileIsLinearWithinItsBucket() throws IOException {
        assertThat(Buckets.percentile(counts("[10, 0, 0]"), LIMITS, 0.5)).isEqualTo(50.0);
        assertThat(Buckets.percentile(counts("[5, 5, 10]"), LIMITS, 0.5)).isEqualTo(200.0);
        assertThat(Buckets.percentile(counts("[0, 0, 4]"), LIMITS, 0.75)).isEqualTo(350.0);
    }

    @Test
    void withoutCountsThereIsNone() throws IOException {
        assertThat(Buckets.percentile(counts("[0, 0, 0]"), LIMITS, 0.5)).isNull();
        assertThat(Buckets.percentile(counts("[1, 2]"), LIMITS, 0.5)).isNull();
        assertThat(Buckets.percentile(counts("\"x\""), LIMITS, 0.5)).isNull();
    }
}
