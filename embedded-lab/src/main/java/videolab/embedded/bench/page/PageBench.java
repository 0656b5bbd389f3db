package videolab.embedded.bench.page;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import videolab.cli.FailedException;
import videolab.embedded.run.LabRun;
import videolab.processor.faces.AnalyzerSettings;
import videolab.processor.spark.QueryTrigger;
import videolab.source.capture.FrameSources;
import videolab.source.capture.MockCameras;
import videolab.source.mock.MockScene;

/** Runs the lab of the demo in this JVM and the page in another one, and opens pages. */
final class PageBench {

    private static final Duration SETTLE = Duration.ofSeconds(15);
    private static final Duration COST = Duration.ofSeconds(30);
    private static final Duration SAMPLE = Duration.ofSeconds(5);
    private static final String PIXELS = "video_lab_page_pixels_seconds";
    private static final String FIRST_PICTURE = "video_lab_page_first_picture_seconds";
    private static final double TARGET_MS = 200;
    private static final double MB = 1_000_000;

    /**
     * What is measured.
     *
     * @param inBrowser length of the measurement in the browser; the others take as long, but no longer than {@link #COST}
     * @param pages how many pages are open in the last one
     */
    record Settings(
            AnalyzerSettings analyzer,
            int cameras,
            double framesPerSecond,
            Duration inBrowser,
            int pages,
            Path browser) {}

    /**
     * The result; null where the platform does not tell.
     *
     * @param pixelsP95Ms capture of a frame to its picture on the browser's screen
     * @param within200msRatio part of the pictures that were there within 200 ms
     * @param resultP95Ms median of what the cameras' tiles said: capture to result
     * @param firstPictureMs opening the page to its first picture on the screen
     * @param cpuIdlePercent of one core, by the page's process: without an open page
     * @param cpuBrowserPercent with a page in the browser
     * @param cpuOneClientPercent with one page that takes every picture and draws none
     * @param cpuAllClientsPercent with as many of them as were asked for
     * @param picturesPerClient how many a second each of them got
     * @param heapMb the least of the page's heap in each fifth of the browser's time: what is left after collections
     * @param tabMb the largest memory of the tab's process in each fifth
     */
    record Summary(
            int cameras,
            double framesPerSecond,
            double seconds,
            long pictures,
            double pixelsP50Ms,
            double pixelsP95Ms,
            double within200msRatio,
            Double resultP95Ms,
            double firstPictureMs,
            double cpuIdlePercent,
            double cpuBrowserPercent,
            double cpuOneClientPercent,
            double cpuAllClientsPercent,
            int clients,
            double picturesPerClient,
            List<Double> heapMb,
            List<Double> tabMb) {}

    private record Cost(double percent, double picturesPerSecond) {}

    private final Settings settings;
    private final PrintWriter progress;

    PageBench(Settings settings, PrintWriter progress) {
        this.settings = settings;
        this.progress = progress;
    }

    /**
     * @param folder of the run's data
     * @param started called when Kafka and Spark run, and can be ended in order
     */
    Summary run(Path folder, Runnable started) throws IOException, InterruptedException {
        try (LabRun lab = LabRun.start(
                new LabRun.Settings(
                        folder, Optional.empty(), 0, QueryTrigger.parse("realtime"), settings.analyzer(), true),
                FrameSources.mock(new MockCameras(
                        "camera",
                        settings.cameras(),
                        new MockScene.Settings(1, 640, 480, settings.framesPerSecond(), MockScene.Look.SCORING),
                        null)),
                this::say)) {
            started.run();
            lab.awaitReading(() -> false);
            lab.publish(truth -> {});
            lab.startAudience();
            try (PageProcess page = PageProcess.start(lab.kafka().bootstrap(), progress)) {
                return measure(page);
            }
        }
    }

    private Summary measure(PageProcess page) throws IOException, InterruptedException {
        say("the page runs; waiting until everything has settled");
        Thread.sleep(SETTLE.multipliedBy(2).toMillis());
        say("no open page");
        double idle = cost(page, () -> 0).percent();

        say("a page in " + settings.browser());
        Instant begin = Instant.now();
        List<Double> heap = new ArrayList<>();
        List<Double> tab = new ArrayList<>();
        List<Double> results = new ArrayList<>();
        Histogram pixels;
        Histogram first;
        double open;
        try (Chromium browser = Chromium.open(settings.browser(), page.address())) {
            Thread.sleep(SETTLE.toMillis());
            Histogram before = page.histogram(PIXELS);
            Duration cpu = page.cpu();
            begin = Instant.now();
            while (Instant.now().isBefore(begin.plus(settings.inBrowser()))) {
                Thread.sleep(SAMPLE.toMillis());
                if (!browser.isAlive()) {
                    throw new FailedException("the browser has ended: " + settings.browser());
                }
                heap.add(page.system().at("/page/heap_used_bytes").asDouble() / MB);
                browser.tabBytes().ifPresent(bytes -> tab.add(bytes / MB));
                page.cameras().forEach(camera -> {
                    if (camera.has("age_p95_ms")) {
                        results.add(camera.path("age_p95_ms").asDouble());
                    }
                });
            }
            open = percent(page.cpu().minus(cpu), Duration.between(begin, Instant.now()));
            pixels = page.histogram(PIXELS).since(before);
            first = page.histogram(FIRST_PICTURE);
        }
        double seconds = Duration.between(begin, Instant.now()).toMillis() / 1000.0;
        if (pixels.count() == 0) {
            throw new FailedException("the page in " + settings.browser() + " has drawn no picture");
        }

        Cost one;
        Cost all;
        try (PageClients clients = new PageClients()) {
            say("1 page that takes every picture");
            clients.open(page.address(), 1);
            Thread.sleep(SETTLE.toMillis());
            one = cost(page, clients::pictures);
            say(settings.pages() + " of them");
            clients.open(page.address(), settings.pages());
            Thread.sleep(SETTLE.toMillis());
            all = cost(page, clients::pictures);
        }
        return new Summary(
                settings.cameras(),
                settings.framesPerSecond(),
                seconds,
                pixels.count(),
                round(pixels.percentile(0.5)),
                round(pixels.percentile(0.95)),
                Math.round(pixels.partUpTo(TARGET_MS) * 1000) / 1000.0,
                results.isEmpty() ? null : results.stream().sorted().toList().get(results.size() / 2),
                round(first.percentile(0.5)),
                idle,
                open,
                one.percent(),
                all.percent(),
                settings.pages(),
                round(all.picturesPerSecond() / settings.pages()),
                fifths(heap, false),
                fifths(tab, true));
    }

    /** A count that grows. */
    @FunctionalInterface
    private interface Count {
        long now();
    }

    private Cost cost(PageProcess page, Count pictures) throws InterruptedException {
        Instant begin = Instant.now();
        Duration cpu = page.cpu();
        long before = pictures.now();
        Thread.sleep(Math.min(COST.toMillis(), settings.inBrowser().toMillis()));
        Duration took = Duration.between(begin, Instant.now());
        return new Cost(percent(page.cpu().minus(cpu), took), (pictures.now() - before) * 1000.0 / took.toMillis());
    }

    private static double percent(Duration cpu, Duration wall) {
        return round(100.0 * cpu.toMillis() / wall.toMillis());
    }

    private static double round(double value) {
        return Double.isNaN(value) ? value : Math.round(value * 10) / 10.0;
    }

    private static List<Double> fifths(List<Double> values, boolean largest) {
        List<Double> each = new ArrayList<>();
        for (int fifth = 0; fifth < 5; fifth++) {
            values.subList(values.size() * fifth / 5, values.size() * (fifth + 1) / 5).stream()
                    .reduce(largest ? Math::max : Math::min)
                    .ifPresent(value -> each.add(round(value)));
        }
        return each;
    }

    private void say(String sentence) {
        progress.println(sentence);
        progress.flush();
    }
}
