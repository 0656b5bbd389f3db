package videolab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class MetricsServerTest {

    private final AtomicReference<String> trouble = new AtomicReference<>();

    private static HttpResponse<String> get(MetricsServer server, String path)
            throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void healthSaysWhatIsWrong() throws Exception {
        try (MetricsServer server = MetricsServer.start(
                0,
                () -> Optional.ofNullable(trouble.get()),
                () -> List.of("query faces: the last batch ended 3 s ago"))) {
            assertThat(get(server, "/healthz").statusCode()).isEqualTo(200);
            assertThat(get(server, "/healthz").body()).isEqualTo("ok\nquery faces: the last batch ended 3 s ago\n");

            trouble.set("the query failed three times");

            assertThat(get(server, "/healthz").statusCode()).isEqualTo(503);
            assertThat(get(server, "/healthz").body())
                    .isEqualTo("the query failed three times\nquery faces: the last batch ended 3 s ago\n");
            assertThat(get(server, "/healthzz").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void metersOfTheServiceAreThereBesideTheJvms() throws Exception {
        try (MetricsServer server = MetricsServer.start(0, Optional::empty, List::of)) {
            server.registry().counter("video_lab.frames.sent", "camera", "a\"b").increment(3);

            assertThat(get(server, "/metrics").body())
                    .contains("video_lab_frames_sent_total{camera=\"a\\\"b\"} 3.0", "jvm_memory_used_bytes");
        }
    }

    @Test
    void aPortThatIsTakenIsToldInOneSentence() {
        try (MetricsServer server = MetricsServer.start(0, Optional::empty, List::of)) {
            assertThatThrownBy(() -> MetricsServer.start(server.port(), Optional::empty, List::of))
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining("--metrics-port is '" + server.port() + "'");
        }
    }
}
