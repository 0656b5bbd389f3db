package videolab.source.command;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import videolab.cli.UsageException;
import videolab.source.capture.FrameSources;
import videolab.source.capture.StreamUrl;
import videolab.source.publish.WhenSlow;

/** A camera on the network. */
@Command(
        name = "stream",
        description = {
            "Sends the frames of a network camera.",
            "RTSP, or HTTP with MJPEG, MPEG-TS or HLS. When the camera goes away it is asked again for ever, after 1 s"
                    + " at first and every 30 s at last."
        },
        defaultValueProvider = EnvironmentTwins.class,
        footer = {
            "",
            "Examples:",
            "  video-source stream rtsp://user:password@camera.local:554/live --camera door",
            "  video-source stream http://camera.local/video.mjpg --fps 5 --width 640",
            "",
            "In a user or password / ? # are written %%2F %%3F %%23.",
            "User, password and query of the URL stay out of every log line."
        })
public final class StreamCommand implements Callable<Integer> {

    /** The ways RTSP brings pictures. */
    enum RtspTransport {
        TCP,
        UDP
    }

    @Parameters(
            paramLabel = "URL",
            arity = "0..1",
            defaultValue = "${env:VIDEO_LAB_URL}",
            description =
                    "rtsp://, rtsps://, http:// or https:// (or by VIDEO_LAB_URL: the list of processes shows arguments).")
    private String url;

    @Mixin
    private PublishOptions publish;

    @Mixin
    private LiveOptions live;

    @Option(
            names = "--rtsp-transport",
            paramLabel = "tcp|udp",
            description = "How an RTSP camera sends its pictures (default: tcp, which loses none).")
    private RtspTransport transport = RtspTransport.TCP;

    @Override
    public Integer call() {
        if (url == null || url.isBlank()) {
            throw new UsageException("no URL of a camera is given, neither as an argument nor by VIDEO_LAB_URL");
        }
        var source = FrameSources.stream(
                publish.camera(), StreamUrl.parse(url), transport.name().toLowerCase(), live.settings());
        return publish.publish(List.of(source), WhenSlow.DROP_OLDEST, frame -> {});
    }
}
