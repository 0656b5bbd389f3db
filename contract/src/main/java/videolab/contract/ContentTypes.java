package videolab.contract;

import java.util.Locale;
import java.util.Map;

/** Media types of video files by their extensions. */
public final class ContentTypes {

    private static final Map<String, String> BY_EXTENSION = Map.ofEntries(
            Map.entry("mp4", "video/mp4"),
            Map.entry("m4v", "video/x-m4v"),
            Map.entry("mov", "video/quicktime"),
            Map.entry("mkv", "video/x-matroska"),
            Map.entry("webm", "video/webm"),
            Map.entry("avi", "video/x-msvideo"),
            Map.entry("flv", "video/x-flv"),
            Map.entry("ts", "video/mp2t"),
            Map.entry("mts", "video/mp2t"),
            Map.entry("m2ts", "video/mp2t"),
            Map.entry("mpg", "video/mpeg"),
            Map.entry("mpeg", "video/mpeg"),
            Map.entry("vob", "video/mpeg"),
            Map.entry("wmv", "video/x-ms-wmv"),
            Map.entry("asf", "video/x-ms-asf"),
            Map.entry("ogv", "video/ogg"),
            Map.entry("3gp", "video/3gpp"),
            Map.entry("mxf", "application/mxf"),
            Map.entry("gif", "image/gif"));

    private ContentTypes() {}

    /** The type of a video file's name; {@code application/octet-stream} for an extension that is none of video. */
    public static String of(String name) {
        return BY_EXTENSION.getOrDefault(extension(name), "application/octet-stream");
    }

    /** Whether the name's extension is one of video. */
    public static boolean isVideo(String name) {
        return BY_EXTENSION.containsKey(extension(name));
    }

    private static String extension(String name) {
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }
}
