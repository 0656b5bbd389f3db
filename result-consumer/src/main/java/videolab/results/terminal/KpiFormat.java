package videolab.results.terminal;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Locale;
import videolab.results.reading.Printable;

/** Values as a person reads them: a column's unit is the end of its name, as everywhere on the wire. */
final class KpiFormat {

    /** Stands for null: a ratio without a denominator is not 0. */
    static final String NULL = "–";

    private static final int TEXT_COLUMNS = 32;
    private static final double KILO = 1000;

    private KpiFormat() {}

    static String of(String column, JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return NULL;
        }
        if (value.isBoolean()) {
            return value.booleanValue() ? "yes" : "no";
        }
        return value.isNumber()
                ? number(column, value)
                : text(value.isTextual() ? value.textValue() : value.toString());
    }

    private static String number(String column, JsonNode value) {
        double number = value.doubleValue();
        if (column.endsWith("_ms")) {
            return seconds(number / KILO);
        }
        if (column.endsWith("_ratio")) {
            return percent(number);
        }
        if (column.endsWith("_kbps")) {
            return bitrate(number);
        }
        if (column.equals("bytes") || column.endsWith("_bytes")) {
            return bytes(number);
        }
        if (column.endsWith("_per_hour")) {
            return number == 0 ? "0/h" : format("%.1f/h", number);
        }
        return value.isIntegralNumber() ? format("%,d", value.longValue()) : format("%,.2f", number);
    }

    static String seconds(double seconds) {
        if (seconds < 1) {
            return format("%.0f ms", seconds * KILO);
        }
        if (seconds < 100) {
            return format("%.2f s", seconds);
        }
        double minutes = seconds / 60;
        return minutes < 100 ? format("%.1f min", minutes) : format("%.1f h", minutes / 60);
    }

    /** Two digits where one would be 0: a stall in a thousand seconds is much. */
    static String percent(double ratio) {
        double percent = ratio * 100;
        if (percent == 0) {
            return "0 %";
        }
        return percent < 1 ? format("%.2f %%", percent) : format("%.1f %%", percent);
    }

    private static String bitrate(double kbps) {
        if (kbps < KILO) {
            return format("%.0f kbps", kbps);
        }
        double mbps = kbps / KILO;
        return mbps < KILO ? format("%.1f Mbps", mbps) : format("%.1f Gbps", mbps / KILO);
    }

    private static String bytes(double bytes) {
        String[] units = {"B", "kB", "MB", "GB", "TB"};
        int unit = 0;
        double number = bytes;
        while (number >= KILO && unit < units.length - 1) {
            number /= KILO;
            unit++;
        }
        return format(unit == 0 ? "%.0f " : "%.1f ", number) + units[unit];
    }

    /** Text from elsewhere: one line of a column's width, and nothing that moves the cursor. */
    static String text(String text) {
        int length = text.codePointCount(0, text.length());
        return Printable.of(
                length <= TEXT_COLUMNS ? text : text.substring(0, text.offsetByCodePoints(0, TEXT_COLUMNS - 1)) + "…");
    }

    /** A span as one says it: to the tenth of a second at first, a day's in hours. */
    static String span(Duration span) {
        double seconds = Math.max(0, span.toMillis() / KILO);
        if (seconds < 100) {
            return format("%.1f s", seconds);
        }
        double minutes = seconds / 60;
        return minutes < 100 ? format("%.0f min", minutes) : format("%.0f h", minutes / 60);
    }

    static String format(String form, Object... values) {
        return String.format(Locale.ROOT, form, values);
    }
}
