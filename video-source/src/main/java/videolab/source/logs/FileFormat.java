package videolab.source.logs;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The formats that {@code process cdn} reads, and where their lines hold the time of the request. */
public enum FileFormat {
    EDGECAST(json("timestamp")),
    CLOUDFRONT_RT(Pattern.compile("^([0-9.]+)\\t")),
    CLOUDFRONT_STD(
            Pattern.compile("^(\\d{4}-\\d{2}-\\d{2}\\t\\d{2}:\\d{2}:\\d{2})|\"timestamp\\(ms\\)\"\\s*:\\s*\"?([0-9]+)"
                    + "|\"date\"\\s*:\\s*\"([0-9-]+)\"\\s*,\\s*\"time\"\\s*:\\s*\"([0-9:]+)\"")),
    AKAMAI_DS2(Pattern.compile("\"reqTimeSec\"\\s*:\\s*\"?([0-9.]+)|(?<!\\S)(1\\d{9}\\.\\d{1,6})(?!\\S)")),
    NGINX(Pattern.compile("^([0-9.]+) ")),
    NGINX_JSON(json("(?:msec|time_iso8601)")),
    COMBINED(Pattern.compile("\\[([^\\]]+)\\]")),
    CLOUDFLARE(json("EdgeStartTimestamp")),
    FASTLY(json("timestamp")),
    GOOGLE_MEDIA_CDN(json("timestamp")),
    AWS_ALB(Pattern.compile("^\\S+ (\\S+) "));

    private static final List<String> NAMED_TIMES = List.of("timestamp(ms)", "timestamp", "reqTimeSec");

    private final Pattern time;

    FileFormat(Pattern time) {
        this.time = time;
    }

    private static Pattern json(String field) {
        return Pattern.compile("\"" + field + "\"\\s*:\\s*\"?([^\",}\\s]+)");
    }

    /** The value of the record's header {@code format}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Optional<FileFormat> of(String wireName) {
        return Arrays.stream(values())
                .filter(format -> format.wireName().equals(wireName))
                .findFirst();
    }

    public static String wireNames() {
        return Arrays.stream(values()).map(FileFormat::wireName).collect(Collectors.joining(", "));
    }

    /** Whether a line that begins with {@code #} is about the lines that follow. */
    boolean hasComments() {
        return this == CLOUDFRONT_RT || this == CLOUDFRONT_STD || this == AKAMAI_DS2;
    }

    /**
     * When the request of a line happened, epoch milliseconds.
     *
     * @param fields the {@code #Fields} line before it, null where there is none
     */
    OptionalLong timeOf(String line, String fields) {
        if (fields != null) {
            return namedTime(line, fields);
        }
        Matcher found = time.matcher(line);
        if (!found.find()) {
            return OptionalLong.empty();
        }
        StringBuilder text = new StringBuilder();
        for (int group = 1; group <= found.groupCount(); group++) {
            if (found.group(group) != null) {
                text.append(text.length() == 0 ? "" : "\t").append(found.group(group));
            }
        }
        return LineTime.parse(text.toString());
    }

    private static OptionalLong namedTime(String line, String fields) {
        List<String> names =
                List.of(fields.substring(fields.indexOf(':') + 1).strip().split("\\s+"));
        String[] columns = line.split(line.indexOf('\t') >= 0 ? "\t" : " ", -1);
        for (String name : NAMED_TIMES) {
            int at = names.indexOf(name);
            if (at >= 0 && at < columns.length) {
                return LineTime.parse(columns[at]);
            }
        }
        int date = names.indexOf("date");
        int time = names.indexOf("time");
        return date >= 0 && time >= 0 && Math.max(date, time) < columns.length
                ? LineTime.parse(columns[date] + '\t' + columns[time])
                : OptionalLong.empty();
    }
}
