package videolab.source.command;

import io.micrometer.core.instrument.FunctionCounter;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import videolab.cli.FailedException;
import videolab.cli.LabCommandLine;
import videolab.cli.MetricsOptions;
import videolab.cli.MetricsServer;
import videolab.cli.StatusReporter;
import videolab.cli.StopSignal;
import videolab.source.capture.FrameSource;
import videolab.source.publish.FramePublisher;
import videolab.source.publish.PublisherSettings;
import videolab.source.publish.SourceStats;
import videolab.source.publish.WhenSlow;

/** Publishes in the foreground: tells its progress every few seconds, and its counts at the end, Ctrl-C included. */
final class PublishRun {

    private static final Duration PROGRESS = Duration.ofSeconds(5);

    /** Closing takes less; the virtual machine does not end before. */
    private static final Duration CLOSING = Duration.ofSeconds(10);

    private final List<FrameSource> sources;
    private final PublisherSettings settings;
    private final Duration duration;
    private final MetricsOptions metrics;
    private final PrintWriter err;

    /** @param duration null: until the sources end */
    PublishRun(
            List<FrameSource> sources,
            PublisherSettings settings,
            Duration duration,
            MetricsOptions metrics,
            PrintWriter err) {
        this.metrics = metrics;
        this.sources = sources;
        this.settings = settings;
        this.duration = duration;
        this.err = err;
    }

    int run() {
        FramePublisher publisher = FramePublisher.start(sources, settings);
        try (StopSignal signal = StopSignal.install(CLOSING)) {
            // Stopping alone would wait for a broker that is away, and the counts would never be printed.
            signal.onRequest(publisher::close);
            try (publisher;
                    StatusReporter status =
                            StatusReporter.start(settings.kafka(), "video-source", () -> facts(publisher));
                    MetricsServer server = metrics.start(settings.kafka())) {
                register(server, publisher);
                awaitEnd(publisher);
            } finally {
                publisher.stats().forEach(err::println);
                err.flush();
            }
            return verdict(publisher.stats());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FailedException("interrupted", e);
        }
    }

    /** Frames by camera and what became of them. */
    private static void register(MetricsServer server, FramePublisher publisher) {
        if (server == null) {
            return;
        }
        for (int camera = 0; camera < publisher.stats().size(); camera++) {
            register(server, publisher, camera, "captured", SourceStats::captured);
            register(server, publisher, camera, "sent", SourceStats::sent);
            register(server, publisher, camera, "dropped", SourceStats::dropped);
            register(server, publisher, camera, "refused", SourceStats::refused);
        }
    }

    private static void register(
            MetricsServer server,
            FramePublisher publisher,
            int camera,
            String outcome,
            ToDoubleFunction<SourceStats> count) {
        // The meter holds its object weakly: the publisher lives as long as the run.
        FunctionCounter.builder(
                        "video_lab.source.frames",
                        publisher,
                        source -> count.applyAsDouble(source.stats().get(camera)))
                .description("Frames of a source by what became of them")
                .tags("camera", publisher.stats().get(camera).camera(), "outcome", outcome)
                .register(server.registry());
    }

    private static Map<String, String> facts(FramePublisher publisher) {
        Map<String, String> sent = new TreeMap<>();
        publisher.stats().forEach(stats -> sent.put(stats.camera() + " sent", String.valueOf(stats.sent())));
        return sent;
    }

    private void awaitEnd(FramePublisher publisher) throws InterruptedException {
        err.println("sending to " + settings.topic() + " at " + settings.kafka().bootstrap() + "; Ctrl-C ends");
        err.flush();
        long start = System.nanoTime();
        long end = duration == null ? Long.MAX_VALUE : duration.toNanos();
        List<SourceStats> before = publisher.stats();
        while (true) {
            long left = end - (System.nanoTime() - start);
            if (publisher.awaitEnd(Duration.ofNanos(Math.min(left, PROGRESS.toNanos())))
                    || left <= PROGRESS.toNanos()) {
                return;
            }
            List<SourceStats> now = publisher.stats();
            for (int i = 0; i < now.size(); i++) {
                err.println(progress(now.get(i), before.get(i)));
            }
            err.flush();
            before = now;
        }
    }

    private static String progress(SourceStats now, SourceStats before) {
        double perSecond = (now.sent() - before.sent()) / (double) PROGRESS.toSeconds();
        return String.format(
                Locale.ROOT,
                "%s: %d frames sent, %.1f/s, %d dropped, %d refused",
                now.camera(),
                now.sent(),
                perSecond,
                now.dropped(),
                now.refused());
    }

    /** A camera that lost some frames did its work; one that lost all, or a file that was to lose none, did not. */
    private int verdict(List<SourceStats> counts) {
        for (SourceStats camera : counts) {
            if (duration != null && camera.captured() == 0) {
                throw new FailedException(camera.camera() + ": no frame came");
            }
            boolean lostAll = camera.captured() > 0 && camera.sent() == 0;
            boolean brokePromise = settings.whenSlow() == WhenSlow.WAIT && camera.refused() > 0;
            if (lostAll || brokePromise) {
                throw new FailedException(
                        camera.camera() + ": Kafka took " + camera.sent() + " of " + camera.captured() + " frames");
            }
        }
        return LabCommandLine.DONE;
    }
}
