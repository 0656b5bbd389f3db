package videolab.source.command;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import videolab.source.capture.FrameSources;
import videolab.source.capture.MockCameras;
import videolab.source.publish.WhenSlow;

/** Cameras that look at drawn people, whose places and expressions are known. */
@Command(
        name = "mock",
        description = {
            "Sends drawn scenes; no camera needed.",
            "Faces move, come and go and change their expression, and the truth about every frame is known."
        },
        defaultValueProvider = EnvironmentTwins.class,
        footer = {
            "",
            "Examples:",
            "  video-source mock                                      one camera, 10 frames a second",
            "  video-source mock --cameras 4 --fps 15 --duration 60   camera-0 to camera-3, for a minute",
            "  video-source mock --count 500 --truth truth.jsonl      and what each frame shows, as JSON Lines"
        })
public final class MockCommand implements Callable<Integer> {

    @Mixin
    private PublishOptions publish;

    @Mixin
    private SceneOptions scene;

    @Option(
            names = "--cameras",
            paramLabel = "N",
            description = "How many cameras, each with a scene of its own (default: 1).")
    private int cameras = 1;

    @Option(
            names = "--quality",
            paramLabel = "1..100",
            description = "JPEG quality (default: from 60 to 90, another for each frame).")
    private Integer quality;

    @Option(
            names = "--truth",
            paramLabel = "FILE",
            description = "Write what each frame really shows: one JSON object a line, under the frame's id.")
    private Path truth;

    @Override
    public Integer call() {
        var sources = FrameSources.mock(new MockCameras(publish.camera(), cameras, scene.settings(), quality));
        if (truth == null) {
            return publish.publish(sources, WhenSlow.DROP_OLDEST, frame -> {});
        }
        try (TruthFile file = TruthFile.create(truth)) {
            return publish.publish(sources, WhenSlow.DROP_OLDEST, file);
        }
    }
}
