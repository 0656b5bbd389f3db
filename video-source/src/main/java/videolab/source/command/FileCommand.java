package videolab.source.command;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import videolab.source.capture.FrameSources;

/** A video file as a camera. */
@Command(
        name = "file",
        description = {
            "Publishes the frames of a video file at its recorded speed.",
            "Accepts whatever FFmpeg decodes: MP4, MKV, WebM, MPEG-TS, AVI, GIF, a still picture."
        },
        footer = {
            "",
            "Examples:",
            "  ./lab source file sample-media/crowd.mp4 --loop",
            "  ./lab source file talk.mkv --width 640 --no-drop  # every picture arrives",
            "  ./lab source file talk.mkv --fps 0 --no-drop  # as fast as Kafka takes them"
        })
public final class FileCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", description = "Video file.")
    private Path file;

    @Mixin
    private PublishOptions publish;

    @Mixin
    private PictureOptions picture;

    @Mixin
    private PlaybackOptions playback;

    @Option(
            names = "--fps",
            paramLabel = "N",
            description = "Send every frame at this rate; 0 sends as fast as possible (default: as recorded).")
    private Double framesPerSecond;

    @Override
    public Integer call() throws InterruptedException {
        var source = FrameSources.file(
                publish.camera(), file, playback.pace(framesPerSecond), playback.loop(), picture.form());
        return publish.publish(List.of(source), playback.whenSlow(), frame -> {});
    }
}
