package videolab.source.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import videolab.cli.FailedException;
import videolab.cli.LabCommandLine;
import videolab.cli.Tuning;
import videolab.cli.UsageException;
import videolab.source.render.MockClip;
import videolab.source.render.PictureType;

/** Writes a mock scene as files. */
@Command(
        name = "render",
        description = {
            "Writes a drawn scene and its truth to files; needs no Kafka.",
            "Writes a video, an HLS and DASH stream, or a folder of pictures. The truth numbers the frames from 0."
        },
        footer = {
            "",
            "Examples:",
            "  ./lab source render crowd.mp4 --seconds 12  # and crowd.truth.jsonl beside it",
            "  ./lab source render people.avi --count 50   # Motion JPEG",
            "  ./lab source render show/stream.m3u8        # HLS and DASH in three renditions, for players",
            "  ./lab source render faces/ --look training --count 2000 --pictures png"
        })
public final class RenderCommand implements Callable<Integer> {

    private static final double USUAL_SECONDS = 12;

    @Spec
    private CommandSpec command;

    @Parameters(
            paramLabel = "OUTPUT",
            description = "A video (.mp4, .mkv, .ts: H.264; .avi: Motion JPEG) or an HLS playlist (.m3u8; the DASH"
                    + " manifest stands beside it); any other name is a folder.")
    private Path output;

    @Mixin
    private SceneOptions scene;

    @Tuning
    @Option(names = "--camera", paramLabel = "ID", description = "Camera id in the truth file (default: camera-0).")
    private String camera = "camera-0";

    @Option(names = "--seconds", paramLabel = "S", description = "Length of the clip in seconds (default: 12).")
    private Double seconds;

    @Option(names = "--count", paramLabel = "N", description = "Length of the clip in frames, instead of --seconds.")
    private Long count;

    @Option(
            names = "--pictures",
            paramLabel = "jpeg|png",
            description = "File type of the pictures in a folder (default: jpeg).")
    private PictureType pictures = PictureType.JPEG;

    @Option(
            names = "--truth",
            paramLabel = "FILE",
            description = "Truth file (default: NAME.truth.jsonl beside a video, truth.jsonl in a folder).")
    private Path truth;

    @Override
    public Integer call() {
        var settings = scene.settings();
        MockClip clip = new MockClip(camera, settings, frames(settings.framesPerSecond()));
        makeFolders();
        Path truthFile = truth == null ? truthBeside(output) : truth;
        try (TruthFile file = TruthFile.create(truthFile)) {
            clip.render(output, pictures, file);
        } catch (IOException e) {
            throw new FailedException("'" + output + "' cannot be written: " + e.getMessage(), e);
        }
        command.commandLine().getErr().println(clip.frames() + " frames in " + output + ", truth in " + truthFile);
        return LabCommandLine.DONE;
    }

    private long frames(double framesPerSecond) {
        if (count != null && seconds != null) {
            throw new UsageException("--count and --seconds both set the length of the clip: give one");
        }
        long frames = count != null ? count : Math.round((seconds == null ? USUAL_SECONDS : seconds) * framesPerSecond);
        if (frames < 1) {
            throw new UsageException("--count or --seconds", frames + " frames", "1 or more is expected");
        }
        return frames;
    }

    private void makeFolders() {
        Path folder = MockClip.isVideo(output) ? output.toAbsolutePath().getParent() : output;
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UsageException("OUTPUT", output, "a folder that can be written is expected");
        }
    }

    private static Path truthBeside(Path output) {
        if (!MockClip.isVideo(output)) {
            return output.resolve("truth.jsonl");
        }
        String name = output.getFileName().toString();
        return output.resolveSibling(name.substring(0, name.lastIndexOf('.')) + ".truth.jsonl");
    }
}
