package videolab.results.dashboard;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import videolab.contract.FrameResult;
import videolab.contract.Topics;
import videolab.results.dashboard.audience.KpiBoard;
import videolab.results.dashboard.health.HealthBoard;
import videolab.results.dashboard.live.LiveBoard;
import videolab.results.reading.FrameCounts;
import videolab.results.reading.KpiRow;
import videolab.results.reading.KpiWindow;

/** What the page knows as Prometheus metrics: cameras, and the KPIs of the last window. */
final class PageMetrics implements AutoCloseable, LiveClients.PageTimes {

    private static final String CAMERA = "camera";
    private static final String MILLIS = "_ms";

    /** Each is a gauge of the last window, under the column's name: {@code video_lab_audience_views}. */
    private static final List<String> AUDIENCE = List.of(
            "concurrent_viewers",
            "unique_viewers",
            "attempts",
            "views",
            "startup_avg_ms",
            "rebuffering_ratio",
            "ebvs_ratio",
            "start_failures",
            "playback_failures",
            "bitrate_avg_kbps",
            "session_avg_ms");

    private static final List<String> CDN = List.of(
            "requests",
            "bytes",
            "cache_hit_ratio",
            "byte_hit_ratio",
            "status_4xx_ratio",
            "status_5xx_ratio",
            "throughput_kbps",
            "ttfb_hit_p95_ms",
            "ttfb_miss_p95_ms");

    /** Fine where a person sees the difference: an edge at 200 ms, the figure to hold. */
    private static final Duration[] PIXELS = Stream.concat(
                    IntStream.rangeClosed(1, 20).mapToObj(step -> step * 20), Stream.of(500, 750, 1000, 2000, 5000))
            .map(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final Timer pixels;
    private final Timer opened;
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final LiveBoard live;
    private final KpiBoard kpis;
    private final Map<String, List<Meter>> cameras = new HashMap<>();

    PageMetrics(LiveBoard live, KpiBoard kpis, HealthBoard health, LiveClients clients) {
        this.live = live;
        this.kpis = kpis;
        // Their names break Prometheus's own rules.
        registry.config()
                .meterFilter(MeterFilter.denyNameStartsWith("system.cpu.count"))
                .meterFilter(MeterFilter.denyNameStartsWith("process.cpu.time"));
        new JvmMemoryMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        Gauge.builder("video_lab.frames.lag", health, HealthBoard::lag)
                .description("Frames on the topic that have no result yet")
                .register(registry);
        Gauge.builder("video_lab.page.open", clients, LiveClients::count)
                .description("Open pages")
                .register(registry);
        pixels = Timer.builder("video_lab.page.pixels")
                .description("Capture of a frame to its picture on the screen, as open pages measure it")
                .serviceLevelObjectives(PIXELS)
                .register(registry);
        opened = Timer.builder("video_lab.page.first.picture")
                .description("Opening a page to its first picture on the screen")
                .serviceLevelObjectives(PIXELS)
                .register(registry);
        clients.onTimes(this);
        AUDIENCE.forEach(column -> kpi("video_lab.audience.", Topics.AUDIENCE_KPIS.name(), column));
        CDN.forEach(column -> kpi("video_lab.cdn.", Topics.CDN_KPIS.name(), column));
        PageFeeds.KPI_TOPICS.forEach(
                topic -> Gauge.builder("video_lab.kpi.window.end.timestamp.seconds", kpis, board -> board.latest(topic)
                                .map(window -> (double) window.end().getEpochSecond())
                                .orElse(Double.NaN))
                        .description("End of the last window of KPIs, epoch seconds")
                        .tag("topic", topic)
                        .register(registry));
    }

    private void kpi(String prefix, String topic, String column) {
        boolean isTime = column.endsWith(MILLIS);
        String name = isTime ? column.substring(0, column.length() - MILLIS.length()) + "_seconds" : column;
        Gauge.builder(prefix + name, kpis, board -> board.latest(topic)
                        .flatMap(KpiWindow::overall)
                        .map(row -> number(row, column) / (isTime ? 1000 : 1))
                        .orElse(Double.NaN))
                .description("Of the last window, as docs/kpis.md defines it")
                .register(registry);
    }

    private static double number(KpiRow row, String column) {
        Double value = row.number(column);
        return value == null ? Double.NaN : value;
    }

    /** Counts the latency of an analyzed result, from capture to reading. */
    synchronized void analyzed(FrameResult result, Instant readAt) {
        if (live.knows(result.camera())) {
            if (!cameras.containsKey(result.camera()) && cameras.size() >= LiveBoard.CAMERAS) {
                dropGone(); // nobody may ever scrape
            }
            cameras.computeIfAbsent(result.camera(), this::register);
            Duration latency = Duration.between(result.latencyStart(), readAt);
            timer(result.camera()).record(latency.isNegative() ? Duration.ZERO : latency);
        }
    }

    @Override
    public void painted(Duration age) {
        pixels.record(age);
    }

    @Override
    public void opened(Duration time) {
        opened.record(time);
    }

    private Timer timer(String camera) {
        return Timer.builder("video_lab.frame.latency")
                .description("Capture to result, of analyzed frames")
                .tag(CAMERA, camera)
                .serviceLevelObjectives(
                        Duration.ofMillis(50),
                        Duration.ofMillis(100),
                        Duration.ofMillis(200),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(5))
                .register(registry);
    }

    /** In Prometheus's text format. */
    synchronized String scrape() {
        dropGone();
        live.cameras().forEach(camera -> cameras.computeIfAbsent(camera, this::register));
        return registry.scrape();
    }

    /** Drops the meters of cameras that gave way to others. */
    private void dropGone() {
        Set<String> gone = new HashSet<>(cameras.keySet());
        live.cameras().forEach(gone::remove);
        gone.forEach(camera -> cameras.remove(camera).forEach(registry::remove));
    }

    private List<Meter> register(String camera) {
        List<Meter> meters = new ArrayList<>();
        meters.add(frames(camera, "analyzed", FrameCounts::analyzed));
        meters.add(frames(camera, "skipped", FrameCounts::skipped));
        meters.add(FunctionCounter.builder("video_lab.frames", live, board -> board.rejected(camera))
                .description("Frames by what became of them")
                .tags(Tags.of(CAMERA, camera, "outcome", "rejected"))
                .register(registry));
        meters.add(FunctionCounter.builder(
                        "video_lab.faces", live, board -> board.counts(camera).faces())
                .description("Faces found, added up over the frames")
                .tag(CAMERA, camera)
                .register(registry));
        meters.add(Gauge.builder("video_lab.camera.last.seen.timestamp.seconds", live, board -> board.lastSeen(camera)
                        .map(instant -> instant.toEpochMilli() / 1000.0)
                        .orElse(Double.NaN))
                .description("When the last frame or result of the camera was read, epoch seconds")
                .tag(CAMERA, camera)
                .register(registry));
        meters.add(timer(camera));
        return meters;
    }

    private Meter frames(String camera, String outcome, ToDoubleFunction<FrameCounts> count) {
        return FunctionCounter.builder("video_lab.frames", live, board -> count.applyAsDouble(board.counts(camera)))
                .description("Frames by what became of them")
                .tags(Tags.of(CAMERA, camera, "outcome", outcome))
                .register(registry);
    }

    @Override
    public void close() {
        registry.close();
    }
}
