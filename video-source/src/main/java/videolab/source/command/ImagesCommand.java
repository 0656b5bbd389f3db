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
            "Publishes pictures one after the other.",
            "A JPEG is sent unchanged unless --width or --quality is given. Files that are not pictures, and unreadable"
                    + " pictures, are reported and skipped."
        },
        footer = {
            "",
            "Examples:",
            "  ./lab source images holiday/ --fps 2 --loop",
            "  ./lab source images a.jpg b.png c.gif --width 640"
        })
public final class ImagesCommand implements Callable<Integer> {

    @Parameters(
            paramLabel = "DIR|FILE",
            arity = "1..*",
            description = "Pictures, or folders whose pictures are sent in the order of their names.")
    private List<Path> paths;

    @Mixin
    private PublishOptions publish;

    @Mixin
    private PictureOptions picture;

    @Mixin
    private PlaybackOptions playback;

    @Option(
            names = "--fps",
            paramLabel = "N",
            description = "Pictures per second; 0 sends as fast as possible (default: 1).")
    private Double framesPerSecond;

    @Option(names = "--recursive", description = "Search subfolders too (default: only the given folders).")
    private boolean recursive;

    @Override
    public Integer call() throws InterruptedException {
        var source = FrameSources.images(
                publish.camera(), paths, recursive, playback.pace(framesPerSecond), playback.loop(), picture.form());
        return publish.publish(List.of(source), playback.whenSlow(), frame -> {});
    }
}
