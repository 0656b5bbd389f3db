package videolab.source.command;

import picocli.CommandLine.Option;
import videolab.source.capture.Pace;
import videolab.source.publish.WhenSlow;

/** How recorded pictures are played. */
final class PlaybackOptions {

    @Option(names = "--loop", description = "Start again at the end.")
    private boolean loop;

    @Option(
            names = "--no-drop",
            description =
                    "Wait while Kafka is slow, so that every frame arrives (default: drop the oldest and count it).")
    private boolean noDrop;

    boolean loop() {
        return loop;
    }

    Pace pace(Double framesPerSecond) {
        return Pace.of(framesPerSecond);
    }

    WhenSlow whenSlow() {
        return noDrop ? WhenSlow.WAIT : WhenSlow.DROP_OLDEST;
    }
}
