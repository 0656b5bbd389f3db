package videolab.processor.cdn.formats;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;

/** Dates and times as logs write them. */
final class LogTimes {

    private static final long MS_PER_DAY = 86_400_000L;

    // Most lines of a file are of one day.
    private String lastDate;
    private long lastDateMs;

    /** {@code 2026-01-02} in UTC, as epoch milliseconds; {@link Decimals#NONE} where it is not a date. */
    long date(String text) {
        if (!text.equals(lastDate)) {
            try {
                lastDateMs = LocalDate.parse(text).toEpochDay() * MS_PER_DAY;
                lastDate = text;
            } catch (DateTimeParseException e) {
                return Decimals.NONE;
            }
        }
        return lastDateMs;
    }

    /** {@code 03:04:05}, as milliseconds; {@link Decimals#NONE} where it is not a time. */
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
}
