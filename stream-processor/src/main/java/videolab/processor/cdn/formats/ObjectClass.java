package videolab.processor.cdn.formats;

import java.util.Locale;

/** What was asked for. Time to first byte and hit ratio of a live manifest say nothing about segments. */
public enum ObjectClass {
    MANIFEST,
    SEGMENT,
    KEY,
    OTHER;

    private static final int LONGEST_EXTENSION = 8;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * By the path's extension, and where that says nothing by CMCD's object type.
     *
     * @param path may carry a query
     * @param cmcdType CMCD's {@code ot}, may be null
     */
    public static ObjectClass of(String path, String cmcdType) {
        ObjectClass byPath = path == null ? OTHER : ofPath(path);
        return byPath == OTHER && cmcdType != null ? ofCmcd(cmcdType) : byPath;
    }

    private static ObjectClass ofPath(String path) {
        int end = path.length();
        for (int i = 0; i < end; i++) {
            char c = path.charAt(i);
            if (c == '?' || c == '#') {
                end = i;
            }
        }
        int from = end;
        while (from > 0 && path.charAt(from - 1) != '.' && path.charAt(from - 1) != '/') {
            from--;
            if (end - from > LONGEST_EXTENSION) {
                return OTHER;
            }
        }
        if (from == 0) {
            return OTHER;
        }
        String last = path.substring(from, end).toLowerCase(Locale.ROOT);
        if (path.charAt(from - 1) == '/') {
            return last.equals("manifest") ? MANIFEST : OTHER; // Smooth Streaming
        }
        return switch (last) {
            case "m3u8", "m3u", "mpd", "f4m" -> MANIFEST;
            case "ts",
                    "m4s",
                    "mp4",
                    "m4v",
                    "m4a",
                    "m4f",
                    "aac",
                    "vtt",
                    "webvtt",
                    "cmfv",
                    "cmfa",
                    "cmft",
                    "m2ts",
                    "webm",
                    "mp3",
                    "ac3",
                    "ec3" -> SEGMENT;
            case "key" -> KEY;
            default -> OTHER;
        };
    }

    private static ObjectClass ofCmcd(String type) {
        return switch (type) {
            case "m" -> MANIFEST;
            case "v", "a", "av", "i", "c", "tt" -> SEGMENT;
            case "k" -> KEY;
            default -> OTHER;
        };
    }
}
