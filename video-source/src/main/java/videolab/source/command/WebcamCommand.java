package videolab.source.command;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import videolab.cli.FailedException;
import videolab.cli.LabCommandLine;
import videolab.media.FfmpegException;
import videolab.source.capture.Devices;
import videolab.source.capture.Devices.Device;
import videolab.source.capture.FrameSources;
import videolab.source.capture.Webcam;
import videolab.source.publish.WhenSlow;

/** A camera of this machine. */
@Command(
        name = "webcam",
        description = "Publishes the frames of a camera attached to this machine.",
        footer = {
            "",
            "Examples:",
            "  ./lab source webcam --list",
            "  ./lab source webcam /dev/video2 --fps 10  # Linux",
            "  ./lab source webcam 1  # macOS",
            "  ./lab source webcam \"Integrated Camera\"  # Windows",
            "  # no camera: FFmpeg draws a test picture",
            "  ./lab source webcam --format lavfi testsrc=size=640x480:rate=15,realtime"
        })
public final class WebcamCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Parameters(
            paramLabel = "DEVICE",
            arity = "0..1",
            description = "Name of the camera (default: /dev/video0; on macOS the system's default).")
    private String device;

    @Mixin
    private PublishOptions publish;

    @Mixin
    private LiveOptions live;

    @Option(
            names = "--format",
            paramLabel = "NAME",
            description = "FFmpeg's input format (default: v4l2 on Linux, avfoundation on macOS, dshow on Windows).")
    private String format;

    @Option(names = "--list", description = "List the cameras and exit.")
    private boolean list;

    @Override
    public Integer call() throws InterruptedException {
        Webcam webcam = Webcam.of(format, device);
        if (list) {
            return list(webcam.format());
        }
        var source = FrameSources.webcam(publish.camera(), webcam, live.settings());
        return publish.publish(List.of(source), WhenSlow.DROP_OLDEST, frame -> {});
    }

    private int list(String format) {
        try {
            List<Device> devices = Devices.list(format);
            if (devices.isEmpty()) {
                throw new FailedException("no webcam found by " + format);
            }
            PrintWriter out = command.commandLine().getOut();
            devices.forEach(found -> out.println(found.name() + "  " + found.description()));
            out.flush();
            return LabCommandLine.DONE;
        } catch (FfmpegException e) {
            throw new FailedException("webcams: " + e.getMessage(), e);
        }
    }
}
