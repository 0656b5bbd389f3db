package videolab.results.tail;

import java.io.IOException;
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
import org.apache.kafka.clients.consumer.ConsumerRecord;
import videolab.contract.FaceMinute;
import videolab.contract.Json;
import videolab.results.reading.Printable;
import videolab.results.reading.RecordReader;

/**
 * Prints the minutes of cameras, a line a record; what is no minute is told once and skipped. A processor that began anew
 * may write a part of a minute that was written whole: as lines such are left out.
 */
final class MinuteTail implements RecordReader.Taker {

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

    private boolean unreadableTold;

    /** @param cameras shown; all when empty */
    MinuteTail(Set<String> cameras, boolean json, PrintWriter out, PrintWriter err) {
        this.cameras = cameras;
        this.json = json;
        this.out = out;
        this.err = err;
    }

    @Override
    public void take(ConsumerRecord<byte[], byte[]> record, Instant readAt) {
        FaceMinute minute = minute(record.value());
        if (minute == null) {
            if (!unreadableTold) {
                unreadableTold = true;
                err.println("note: record " + record.offset() + " of " + record.topic() + " is no minute of schema "
                        + FaceMinute.SCHEMA + "; such records are skipped");
                err.flush();
            }
        } else if (cameras.isEmpty() || cameras.contains(minute.camera())) {
            if (json) {
                out.println(Printable.of(Json.line(minute)));
            } else if (minute.frames() >= shown.getOrDefault(key(minute), 0L)) {
                shown.put(key(minute), minute.frames());
                out.println(Printable.of(line(minute)));
            }
        }
    }

    private static String key(FaceMinute minute) {
        return minute.windowStart() + " " + minute.camera();
    }

    /** Null where it is none: anybody can write to the topic. */
    private static FaceMinute minute(byte[] value) {
        try {
            FaceMinute minute = Json.read(value, FaceMinute.class);
            boolean whole = minute.schema() == FaceMinute.SCHEMA
                    && minute.camera() != null
                    && minute.windowStart() != null
                    && !minute.emotions().containsValue(null);
            return whole ? minute : null;
        } catch (IOException | RuntimeException e) {
            return null;
        }
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

    /** Shows what was printed; false when nobody listens any more. */
    boolean flush() {
        return !out.checkError();
    }
}
