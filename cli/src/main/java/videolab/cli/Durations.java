package videolab.cli;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.TypeConversionException;

/** Durations as people type them: {@code 10}, {@code 10s}, {@code 500ms}, {@code 2m}, {@code 1h}, {@code 7d}. */
public final class Durations {

    private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)?");

    private Durations() {}

    /** @throws TypeConversionException with what is accepted */
    public static Duration parse(String text) {
        Matcher form = FORM.matcher(text.strip());
        if (!form.matches()) {
            throw new TypeConversionException("'" + text + "' is not a duration; use 10 or 10s, 500ms, 2m, 1h, 7d");
        }
        long number = Long.parseLong(form.group(1));
        String unit = form.group(2) == null ? "s" : form.group(2);
        return switch (unit) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }

    /** As a person would type it, in the largest unit that divides it: {@code 10m}, {@code 90s}; negative is for ever. */
    static String text(Duration duration) {
        long ms = duration.toMillis();
        if (ms < 0) {
            return "for ever";
        }
        if (ms % 1000 != 0 || ms == 0) {
            return ms + "ms";
        }
        if (duration.toSeconds() % 60 != 0) {
            return duration.toSeconds() + "s";
        }
        if (duration.toMinutes() % 60 != 0) {
            return duration.toMinutes() + "m";
        }
        return duration.toHours() % 24 == 0 && duration.toDays() > 1
                ? duration.toDays() + "d"
                : duration.toHours() + "h";
    }
}
