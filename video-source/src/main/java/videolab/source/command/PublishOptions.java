package videolab.source.command;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import videolab.cli.Broker;
import videolab.cli.MetricsOptions;
import videolab.cli.Tuning;
import videolab.cli.UsageException;
import videolab.contract.FrameTruth;
import videolab.contract.Topics;
import videolab.source.capture.FrameSource;
import videolab.source.publish.PublisherSettings;
import videolab.source.publish.WhenSlow;

/** Where frames go and when the command ends: the options of every frame source. */
final class PublishOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Mixin
    private Broker broker;

    @Mixin
    private MetricsOptions metrics;

    @Tuning
    @Option(
            names = "--topic",
            paramLabel = "NAME",
            description = "Topic to write the frames to (default: distributed-video1).")
    private String topic = Topics.FRAMES.name();

    @Option(
            names = "--camera",
            paramLabel = "ID",
            description = "Camera id, used as the key of its frames (default: camera-0).")
    private String camera = "camera-0";

    @Option(names = "--count", paramLabel = "N", description = "Stop after this many frames of each camera.")
    private Long count;

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            description = "Stop after this time, such as 90s, 5m or 1h (default: no limit).")
    private Duration duration;

    String camera() {
        return camera;
    }

    /** Publishes until the sources end, the time is over, or Ctrl-C. */
    int publish(List<FrameSource> sources, WhenSlow whenSlow, Consumer<FrameTruth> truth) {
        if (count != null && count < 1) {
            throw new UsageException("--count", count, "1 or more is expected");
        }
        var settings = new PublisherSettings(
                broker.settings(), topic, whenSlow, count == null ? Long.MAX_VALUE : count, truth);
        return new PublishRun(
                        sources,
                        settings,
                        duration,
                        metrics,
                        command.commandLine().getErr())
                .run();
    }
}
