package videolab.source.command;

import java.time.Duration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import videolab.cli.Tuning;
import videolab.source.capture.LiveSettings;

/** How a live camera is watched. */
final class LiveOptions {

    @Mixin
    private PictureOptions picture;

    @Option(names = "--fps", paramLabel = "N", description = "Take at most this many frames per second (default: all).")
    private Double framesPerSecond;

    @Tuning
    @Option(
            names = "--stall",
            paramLabel = "TIME",
            description = "Reopen the camera after this time without a new picture (default: 10s).")
    private Duration stall = LiveSettings.USUAL_STALL;

    LiveSettings settings() {
        return new LiveSettings(picture.form(), framesPerSecond, stall);
    }
}
