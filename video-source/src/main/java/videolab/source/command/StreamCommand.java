package videolab.source.command;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import videolab.cli.FromEnvironment;
import videolab.cli.UsageException;
import videolab.source.capture.FrameSources;
import videolab.source.capture.StreamUrl;
import videolab.source.publish.WhenSlow;

/** A camera on the network. */
@Command(
        name = "stream",
        description = {
            "Publishes the frames of a network camera.",
            "RTSP, or HTTP with MJPEG, MPEG-TS or HLS. A lost connection is retried after 1 s at first, at most every 30 s."
        },
        footer = {
            "",
            "Examples:",
            "  ./lab source stream rtsp://user:password@camera.local:554/live --camera door",
            "  ./lab source stream http://camera.local/video.mjpg --fps 5 --width 640",
            "",
            "In a user name or password, write / ? # as %%2F %%3F %%23.",
            "User, password and query of the URL appear in no log line."
        })
public final class StreamCommand implements Callable<Integer> {

    /** The ways RTSP brings pictures. */
    enum RtspTransport {
        TCP,
        UDP
    }

    @FromEnvironment("VIDEO_LAB_URL")
    @Parameters(
            paramLabel = "URL",
            arity = "0..1",
            description =
                    "rtsp://, rtsps://, http:// or https://. VIDEO_LAB_URL keeps a password out of the process list.")
    private String url;

    @Mixin
    private PublishOptions publish;

    @Mixin
    private LiveOptions live;

    @Option(
            names = "--rtsp-transport",
            paramLabel = "tcp|udp",
            description = "Transport of an RTSP stream (default: tcp, which loses no packets).")
    private RtspTransport transport;

    @Override
    public Integer call() {
        if (url == null || url.isBlank()) {
            throw new UsageException("the URL of the camera is missing: give it as an argument or by VIDEO_LAB_URL");
        }
        StreamUrl address = StreamUrl.parse(url);
        if (transport != null && address.isHttp()) {
            throw new UsageException(
                    "--rtsp-transport", transport.name().toLowerCase(), "the URL " + address + " is not RTSP");
        }
        String rtspTransport =
                (transport == null ? RtspTransport.TCP : transport).name().toLowerCase();
        var source = FrameSources.stream(publish.camera(), address, rtspTransport, live.settings());
        return publish.publish(List.of(source), WhenSlow.DROP_OLDEST, frame -> {});
    }
}
