package videolab.source.command;

import picocli.CommandLine.Option;
import videolab.cli.UsageException;
import videolab.source.mock.MockScene;

/** Which mock scene is drawn. */
final class SceneOptions {

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Chooses room, people and what they do; the same seed draws the same (default: 1).")
    private long seed = 1;

    @Option(
            names = "--look",
            paramLabel = "LOOK",
            description = "training or scoring: faces and rooms for fitting models, or others that these have not seen"
                    + " (default: scoring).")
    private MockScene.Look look = MockScene.Look.SCORING;

    @Option(names = "--fps", paramLabel = "N", description = "Frames a second (default: 10).")
    private double framesPerSecond = 10;

    @Option(names = "--width", paramLabel = "PX", description = "Width of the picture, 160..3840 (default: 640).")
    private int width = 640;

    @Option(
            names = "--height",
            paramLabel = "PX",
            description = "Height of the picture, 120..2160 (default: three quarters of the width).")
    private Integer height;

    MockScene.Settings settings() {
        try {
            return new MockScene.Settings(seed, width, height == null ? width * 3 / 4 : height, framesPerSecond, look);
        } catch (IllegalArgumentException e) {
            throw new UsageException("scene: " + e.getMessage());
        }
    }
}
