package videolab.source.capture;

import java.util.Locale;
import java.util.Map;

/**
 * A camera of this machine, in FFmpeg's words.
 *
 * @param format {@code v4l2}, {@code avfoundation} or {@code dshow}; {@code lavfi} draws a test picture
 * @param device the camera's name in that format
 */
public record Webcam(String format, String device) {

    /**
     * @param format null: the platform's own
     * @param device null: the platform's first
     */
    public static Webcam of(String format, String device) {
        Webcam first = first(System.getProperty("os.name"));
        String chosen = format == null ? first.format : format;
        if (device == null) {
            return new Webcam(chosen, first.device);
        }
        // DirectShow wants to know that a name is a camera's and not a microphone's.
        boolean bareName = chosen.equals("dshow") && !device.contains("=");
        return new Webcam(chosen, bareName ? "video=" + device : device);
    }

    /**
     * What FFmpeg is told when it opens the camera.
     *
     * @param framesPerSecond wished for; null: as the camera likes
     */
    Map<String, String> options(Double framesPerSecond) {
        return switch (format) {
            case "v4l2" -> framesPerSecond == null ? Map.of() : Map.of("framerate", framesPerSecond.toString());
            // Its usual 29.97 is refused by most cameras of a Mac.
            case "avfoundation" -> Map.of("framerate", "30");
            // The others refuse a rate that the camera does not have.
            default -> Map.of();
        };
    }

    static Webcam first(String osName) {
        String os = osName.toLowerCase(Locale.ROOT);
        if (os.startsWith("mac")) {
            return new Webcam("avfoundation", "default");
        }
        if (os.startsWith("windows")) {
            return new Webcam("dshow", "video=Integrated Camera");
        }
        return new Webcam("v4l2", "/dev/video0");
    }

    @Override
    public String toString() {
        return device + " (" + format + ")";
    }
}
