package videolab.source.command;

import picocli.CommandLine.Option;
import videolab.cli.Tuning;
import videolab.cli.UsageException;
import videolab.source.mock.MockScene;

/** Which mock scene is drawn. */
final class SceneOptions {

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Seed of the scene: the same seed draws the same room, people and actions (default: 1).")
    private long seed = 1;

    @Tuning
    @Option(
            names = "--look",
            paramLabel = "LOOK",
            description =
                    "training or scoring: faces and rooms to train models on, or others to score them on (default: scoring).")
    private MockScene.Look look = MockScene.Look.SCORING;

    @Option(names = "--fps", paramLabel = "N", description = "Frames per second (default: 10).")
    private double framesPerSecond = 10;

    @Option(names = "--width", paramLabel = "PX", description = "Picture width, 160..3840 (default: 640).")
    private int width = 640;

    @Tuning
    @Option(
            names = "--height",
            paramLabel = "PX",
            description = "Picture height, 120..2160 (default: three quarters of the width).")
    private Integer height;

    MockScene.Settings settings() {
        try {
            return new MockScene.Settings(seed, width, height == null ? width * 3 / 4 : height, framesPerSecond, look);
        } catch (IllegalArgumentException e) {
            throw new UsageException("scene: " + e.getMessage());
        }
    }
}
