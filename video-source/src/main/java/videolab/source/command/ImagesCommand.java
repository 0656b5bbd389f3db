package videolab.source.command;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import videolab.source.capture.FrameSources;

/** Pictures as a camera that shows one after the other. */
@Command(
        name = "images",
        description = {
            "Sends pictures one after the other.",
            "A JPEG goes as it is unless --width or --quality asks for a change; a picture that cannot be read is told"
                    + " and left out."
        },
        defaultValueProvider = EnvironmentTwins.class,
        footer = {
            "",
            "Examples:",
            "  video-source images holiday/ --fps 2 --loop",
            "  video-source images a.jpg b.png c.gif --width 640"
        })
public final class ImagesCommand implements Callable<Integer> {

    @Parameters(
            paramLabel = "DIR|FILE",
            arity = "1..*",
            description = "Pictures, and folders of pictures in the order of their names.")
    private List<Path> paths;

    @Mixin
    private PublishOptions publish;

    @Mixin
    private PictureOptions picture;

    @Mixin
    private PlaybackOptions playback;

    @Option(names = "--fps", paramLabel = "N", description = "Pictures a second; 0: as fast as possible (default: 1).")
    private Double framesPerSecond;

    @Override
    public Integer call() throws InterruptedException {
        var source = FrameSources.images(
                publish.camera(), paths, playback.pace(framesPerSecond), playback.loop(), picture.form());
        return publish.publish(List.of(source), playback.whenSlow(), frame -> {});
    }
}
