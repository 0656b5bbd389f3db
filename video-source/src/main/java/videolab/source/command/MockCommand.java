package videolab.source.command;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import videolab.cli.Tuning;
import videolab.source.capture.FrameSources;
import videolab.source.capture.MockCameras;
import videolab.source.publish.WhenSlow;

/** Cameras that look at drawn people, whose places and expressions are known. */
@Command(
        name = "mock",
        description = {
            "Publishes frames of drawn scenes; needs no camera.",
            "Faces move, come and go and change expression; the position and expression of each is known."
        },
        footer = {
            "",
            "Examples:",
            "  ./lab source mock  # one camera, 10 frames a second",
            "  # camera-0 to camera-3, for a minute",
            "  ./lab source mock --cameras 4 --fps 15 --duration 60",
            "  # and what each frame shows, as JSON Lines",
            "  ./lab source mock --count 500 --truth truth.jsonl"
        })
public final class MockCommand implements Callable<Integer> {

    @Mixin
    private PublishOptions publish;

    @Mixin
    private SceneOptions scene;

    @Option(
            names = "--cameras",
            paramLabel = "N",
            description = "Number of cameras, each with its own scene (default: 1).")
    private int cameras = 1;

    @Tuning
    @Option(
            names = "--quality",
            paramLabel = "1..100",
            description = "JPEG quality (default: random per frame, 60 to 90).")
    private Integer quality;

    @Option(
            names = "--truth",
            paramLabel = "FILE",
            description = "Write boxes and expressions of each frame to FILE, one JSON object per line.")
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
