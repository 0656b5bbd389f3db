package videolab.source.command;

import java.time.Duration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import videolab.source.capture.LiveSettings;

/** How a live camera is watched. */
final class LiveOptions {

    @Mixin
    private PictureOptions picture;

    @Option(names = "--fps", paramLabel = "N", description = "Take at most so many frames a second (default: all).")
    private Double framesPerSecond;

    @Option(
            names = "--stall",
            paramLabel = "TIME",
            description = "Open the camera anew when it sends no new picture for so long, or the same again and again"
                    + " (default: 10s).")
    private Duration stall = LiveSettings.USUAL_STALL;

    LiveSettings settings() {
        return new LiveSettings(picture.form(), framesPerSecond, stall);
    }
}
