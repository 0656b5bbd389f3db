package videolab.processor.cdn.formats;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Dates and times as logs write them, as epoch milliseconds; {@link Decimals#NONE} where a text is none. */
final class LogTimes {

    private static final long MS_PER_DAY = 86_400_000L;

    /** {@code 02/Jan/2026:03:04:05 +0000} */
    private static final DateTimeFormatter COMMON =
            DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH);

    private static final DateTimeFormatter BASIC_OFFSET = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssZ");

    private static final int NANOS_DIGITS = 18;
    private static final int MICROS_DIGITS = 15;
    private static final int MILLIS_DIGITS = 12;

    // Most lines of a file are of one day.
    private String lastDate;
    private long lastDateMs;

    /** {@code 2026-01-02} in UTC. */
    long date(String text) {
        if (!text.equals(lastDate)) {
            try {
                lastDateMs = LocalDate.parse(text).toEpochDay() * MS_PER_DAY;
                lastDate = text;
            } catch (DateTimeException e) {
                return Decimals.NONE;
            }
        }
        return lastDateMs;
    }

    /** {@code 03:04:05}, as milliseconds of the day. */
    static long timeOfDay(String text) {
        if (text.length() == 8 && text.charAt(2) == ':' && text.charAt(5) == ':') {
            int hours = twoDigits(text, 0);
            int minutes = twoDigits(text, 3);
            int seconds = twoDigits(text, 6);
            if (hours >= 0 && hours < 24 && minutes >= 0 && minutes < 60 && seconds >= 0 && seconds <= 60) {
                return ((hours * 60L + minutes) * 60 + seconds) * 1_000;
            }
        }
        return Decimals.NONE;
    }

    private static int twoDigits(String text, int at) {
        int tens = text.charAt(at) - '0';
        int ones = text.charAt(at + 1) - '0';
        return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? -1 : tens * 10 + ones;
    }

    /** A number of seconds, milliseconds, microseconds or nanoseconds by its size, or RFC 3339 (UTC where it names no zone). */
    static long any(String text) {
        return text.indexOf('T') > 0 ? iso(text) : epoch(text);
    }

    private static long epoch(String text) {
        int digits = 0;
        while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
            digits++;
        }
        if (digits == text.length() && digits > NANOS_DIGITS) {
            return Decimals.scaled(text.substring(0, text.length() - 6), 0);
        }
        long number = Decimals.scaled(text, digits > MILLIS_DIGITS ? 0 : 3);
        return number == Decimals.NONE || digits <= MICROS_DIGITS ? number : number / 1_000;
    }

    private static long iso(String text) {
        try {
            int zone = Math.max(text.lastIndexOf('+'), text.lastIndexOf('-'));
            if (text.endsWith("Z") || zone > text.indexOf('T') && text.indexOf(':', zone) > 0) {
                return OffsetDateTime.parse(text).toInstant().toEpochMilli();
            }
            if (zone > text.indexOf('T')) {
                return OffsetDateTime.parse(text, BASIC_OFFSET).toInstant().toEpochMilli();
            }
            return LocalDateTime.parse(text).toInstant(ZoneOffset.UTC).toEpochMilli();
        } catch (DateTimeException e) {
            return Decimals.NONE;
        }
    }

    /** {@code 02/Jan/2026:03:04:05 +0000}, as nginx and Apache write it. */
    static long common(String text) {
        try {
            return OffsetDateTime.parse(text, COMMON).toInstant().toEpochMilli();
        } catch (DateTimeException e) {
            return Decimals.NONE;
        }
    }
}
