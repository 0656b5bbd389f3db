package videolab.embedded.bench.faces;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import videolab.contract.Json;

class FacesBenchSummaryTest {

    /** Others read them by these names. */
    @Test
    void theSummaryHasTheKeysOfThePerformancePage() throws Exception {
        FacesBench.Summary summary = new FacesBench.Summary(
                Map.of("1", 50.0, "2", 90.0),
                1000.0,
                Map.of("realtime", new FacesBench.PassThroughFigures(1000.0, 4.0, 20.0)),
                85.0,
                84.0,
                0.94,
                new FacesBench.Added(6.0, 50.0),
                new FacesBench.Added(400.0, 900.0),
                new FacesBench.OldWayFps(3.0, 6.0),
                new FacesBench.Overload(270.0, 80.0, 190.0, 200.0, 500.0),
                Map.of(),
                Map.of(),
                Map.of("onnxruntime", 8.0),
                Map.of("decode", 4.0),
                "yunet",
                "onnxruntime",
                5,
                Map.of(),
                Map.of());
        JsonNode json = new ObjectMapper().readTree(Json.line(summary));

        assertThat(keys(json))
                .contains(
                        "bare_fps",
                        "pipeline_fps",
                        "ratio",
                        "added_latency_ms",
                        "micro_batch_added_latency_ms",
                        "old_way_fps",
                        "overload",
                        "detector",
                        "engine",
                        "kafka_fps",
                        "pass_through",
                        "micro_batch_fps",
                        "loads",
                        "cameras",
                        "detect_ms",
                        "frame_ms",
                        "ranges");
        assertThat(keys(json.get("bare_fps"))).containsExactlyInAnyOrder("1", "2");
        assertThat(keys(json.get("added_latency_ms"))).containsExactly("p50", "p99");
        assertThat(keys(json.get("micro_batch_added_latency_ms"))).containsExactly("p50", "p99");
        assertThat(keys(json.get("old_way_fps"))).containsExactly("load_per_frame", "load_once");
        assertThat(keys(json.get("overload")))
                .containsExactly("offered", "analyzed", "skipped", "age_p50_ms", "age_p95_ms");
    }

    private static List<String> keys(JsonNode node) {
        List<String> keys = new ArrayList<>();
        node.fieldNames().forEachRemaining(keys::add);
        return keys;
    }
}
