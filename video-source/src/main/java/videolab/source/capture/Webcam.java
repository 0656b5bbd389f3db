package videolab.source.capture;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * A camera of this machine, in FFmpeg's words.
 *
 * @param format {@code v4l2}, {@code avfoundation} or {@code dshow}; {@code lavfi} draws a test picture
 * @param device the camera's name in that format
 */
public record Webcam(String format, String device) {

    private static final String NUMBER = "\\d{1,2}";

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
        // OpenCV and FFmpeg's Mac cameras count from 0; Linux has a device file for each number.
        if (chosen.equals("v4l2") && device.matches(NUMBER)) {
            return new Webcam(chosen, "/dev/video" + device);
        }
        // DirectShow needs the prefix to tell cameras from microphones.
        boolean bareName = chosen.equals("dshow") && !device.contains("=");
        return new Webcam(chosen, bareName ? "video=" + device : device);
    }

    /** Whether an input's text means a webcam: a number that is no file, or a video device of Linux. */
    static boolean isDevice(String input) {
        return input.matches("/dev/video\\d+") || input.matches(NUMBER) && !Files.exists(Path.of(input));
    }

    /**
     * FFmpeg's options for opening the camera.
     *
     * @param framesPerSecond requested; null: the camera's own rate
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
