package videolab.results.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static videolab.results.Frames.analyzed;
import static videolab.results.Frames.read;

import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import videolab.contract.FrameResult;
import videolab.results.dashboard.audience.KpiBoard;
import videolab.results.dashboard.health.HealthBoard;
import videolab.results.dashboard.live.LiveBoard;

class PageMetricsTest {

    private static final Duration ENDED = Duration.ofMinutes(2);

    private final LiveBoard live = new LiveBoard();
    private final PageMetrics metrics =
            new PageMetrics(live, new KpiBoard(), new HealthBoard(), new LiveClients(live, false));

    @Test
    void camerasThatGaveWayToOthersHaveNoMetersThoughNobodyScrapes() {
        int turns = 4;
        Instant readAt = read(0);
        for (int turn = 0; turn < turns; turn++) {
            for (int camera = 0; camera < LiveBoard.CAMERAS + 10; camera++) {
                FrameResult result = analyzed("camera-" + turn + "-" + camera, camera);
                live.result(result, readAt, false);
                metrics.analyzed(result, readAt);
            }
            readAt = readAt.plus(ENDED);
        }

        long cameras = Pattern.compile("camera=\"([^\"]*)\"")
                .matcher(metrics.scrape())
                .results()
                .map(match -> match.group(1))
                .distinct()
                .count();
        assertThat(cameras).isEqualTo(LiveBoard.CAMERAS);
    }
}
