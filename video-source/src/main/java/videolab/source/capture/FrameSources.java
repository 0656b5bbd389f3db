package videolab.source.capture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import videolab.cli.FailedException;
import videolab.media.FfmpegException;
import videolab.media.HttpInput;
import videolab.media.PictureInput;
import videolab.media.VideoInput;

/**
 * Makes sources of every kind. An input that cannot be used fails here, before anything is sent: a {@link
 * videolab.cli.UsageException} for a wrong name or an unreadable file, a {@link FailedException} for a webcam that is
 * not there. Only a network camera may be away at first.
 */
public final class FrameSources {

    private static final Logger LOG = LoggerFactory.getLogger(FrameSources.class);

    /** Pictures have no rate of their own. */
    private static final Pace ONE_A_SECOND = new Pace.FramesPerSecond(1);

    private FrameSources() {}

    /** Drawn scenes, one source for each camera. */
    public static List<FrameSource> mock(MockCameras cameras) {
        return cameras.sources();
    }

    /** A video file, an animated GIF or one picture. */
    public static FrameSource file(String camera, Path file, Pace pace, boolean loop, PictureForm form)
            throws InterruptedException {
        return new FileSource(camera, file, pace, loop, form);
    }

    /**
     * Pictures and folders of pictures, in the order of their names.
     *
     * @param recursive whether folders below are searched too
     * @param pace {@link Pace.AsRecorded} means one a second
     */
    public static FrameSource images(
            String camera, List<Path> paths, boolean recursive, Pace pace, boolean loop, PictureForm form)
            throws InterruptedException {
        Pace rate = pace instanceof Pace.AsRecorded ? ONE_A_SECOND : pace;
        return new ImagesSource(camera, paths, recursive, rate, loop, form);
    }

    /** A camera of this machine; opened at once, and waited for when it is pulled out later. */
    public static FrameSource webcam(String camera, Webcam webcam, LiveSettings settings) throws InterruptedException {
        try {
            Devices.load();
        } catch (FfmpegException e) {
            throw new FailedException("no webcam: " + e.getMessage(), e);
        }
        Map<String, String> options = webcam.options(settings.framesPerSecond());
        var reached = new LiveSource.Camera() {
            @Override
            public PictureInput open(Duration patience) throws IOException, InterruptedException {
                return VideoInput.open(webcam.device(), webcam.format(), options, patience);
            }

            @Override
            public boolean isRecording(PictureInput input) {
                return false;
            }

            @Override
            public boolean isSnapshot(PictureInput input) {
                return false;
            }
        };
        try {
            PictureInput input = reached.open(LiveSource.OPENING);
            return new LiveSource(camera, reached, input, settings, logging(camera, webcam));
        } catch (IOException e) {
            throw new FailedException(
                    "no webcam at " + webcam + ": " + e.getMessage() + " (webcam --list shows what there is)", e);
        }
    }

    /**
     * A camera on the network.
     *
     * @param rtspTransport {@code tcp} or {@code udp}
     */
    public static FrameSource stream(String camera, StreamUrl url, String rtspTransport, LiveSettings settings) {
        return stream(camera, url, rtspTransport, settings, logging(camera, url));
    }

    static FrameSource stream(
            String camera, StreamUrl url, String rtspTransport, LiveSettings settings, Consumer<SourceState> states) {
        Map<String, String> options = Map.of("rtsp_transport", rtspTransport);
        var reached = new LiveSource.Camera() {
            @Override
            public PictureInput open(Duration patience) throws IOException, InterruptedException {
                return url.isHttp()
                        ? HttpInput.open(url.withSecrets(), patience)
                        : VideoInput.open(url.withSecrets(), null, options, patience);
            }

            @Override
            public boolean isRecording(PictureInput input) {
                // An RTSP server sends a recording in its own time; a web server as fast as it can.
                return url.isHttp() && input.isRecording() && !input.isStill();
            }

            @Override
            public boolean isSnapshot(PictureInput input) {
                return url.isHttp() && input.isStill();
            }
        };
        return new LiveSource(camera, reached, null, settings, states);
    }

    /**
     * The kind of source that an input's text means: {@code webcam}, a webcam's number or device, a URL, a folder of pictures, or a file.
     *
     * @param loop whether a file or folder starts again at its end
     */
    public static FrameSource of(String camera, String input, boolean loop, PictureForm form)
            throws InterruptedException {
        LiveSettings live = new LiveSettings(form, null, LiveSettings.USUAL_STALL);
        if (input.equals("webcam")) {
            return webcam(camera, Webcam.of(null, null), live);
        }
        if (Webcam.isDevice(input)) {
            return webcam(camera, Webcam.of(null, input), live);
        }
        if (StreamUrl.isUrl(input)) {
            return stream(camera, StreamUrl.parse(input), "tcp", live);
        }
        Path path = Path.of(input);
        return Files.isDirectory(path)
                ? images(camera, List.of(path), false, new Pace.AsRecorded(), loop, form)
                : file(camera, path, new Pace.AsRecorded(), loop, form);
    }

    private static Consumer<SourceState> logging(String camera, Object where) {
        return state -> LOG.info("{}: {} {}", camera, where, state);
    }
}
