package videolab.results.terminal;

import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import videolab.contract.FaceMinute;
import videolab.contract.Json;
import videolab.results.reading.MinuteHandler;
import videolab.results.reading.Printable;

/**
 * Prints the minutes of cameras, a line a record. A processor that started again may write a part of a minute that was
 * written completely before: such lines are left out.
 */
final class MinuteTail implements MinuteHandler {

    private static final int MINUTES_REMEMBERED = 10_000;
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(ZoneOffset.UTC);

    private final Set<String> cameras;
    private final boolean json;
    private final PrintWriter out;
    private final PrintWriter err;
    /** Frames of the minutes that were shown last. */
    private final Map<String, Long> shown = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > MINUTES_REMEMBERED;
        }
    };

    /** @param cameras shown; all when empty */
    MinuteTail(Set<String> cameras, boolean json, PrintWriter out, PrintWriter err) {
        this.cameras = cameras;
        this.json = json;
        this.out = out;
        this.err = err;
    }

    @Override
    public void minute(FaceMinute minute, Instant readAt) {
        if (!cameras.isEmpty() && !cameras.contains(minute.camera())) {
            return;
        }
        if (json) {
            out.println(Printable.of(Json.line(minute)));
        } else if (minute.frames() >= shown.getOrDefault(key(minute), 0L)) {
            shown.put(key(minute), minute.frames());
            out.println(Printable.of(line(minute)));
        }
    }

    @Override
    public void notice(String sentence) {
        err.println("note: " + sentence);
        err.flush();
    }

    private static String key(FaceMinute minute) {
        return minute.windowStart() + " " + minute.camera();
    }

    private static String line(FaceMinute minute) {
        return String.format(
                        Locale.ROOT,
                        "%-10s  %s  %5d frames  %4d skipped  %s faces a frame, at most %d  %s",
                        minute.camera(),
                        MINUTE.format(minute.windowStart()),
                        minute.frames(),
                        minute.skipped(),
                        minute.facesPerFrameMean() == null
                                ? "–"
                                : String.format(Locale.ROOT, "%.2f", minute.facesPerFrameMean()),
                        minute.facesPerFrameMax(),
                        expressions(minute))
                .stripTrailing();
    }

    /** The shares of the expressions that there were, the largest first. */
    private static String expressions(FaceMinute minute) {
        long all = minute.emotions().values().stream().mapToLong(faces -> faces).sum();
        return minute.emotions().entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .map(entry -> entry.getKey().wireName() + " " + Math.round(entry.getValue() * 100.0 / all) + " %")
                .collect(Collectors.joining("  "));
    }

    /** Flushes the output; false when the pipe is closed. */
    boolean flush() {
        return !out.checkError();
    }
}
