package videolab.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The time of a capture in the forms that producers send: ISO-8601, or a number since 1970. A number below 1e11 counts
 * seconds, below 1e14 milliseconds, below 1e17 microseconds.
 */
public final class CaptureTime {

    private static final int LONGEST_TEXT = 64;
    private static final Pattern NUMBER = Pattern.compile("[+-]?\\d+(\\.\\d*)?([eE][+-]?\\d{1,2})?");
    private static final Pattern OFFSET_WITHOUT_COLON = Pattern.compile("(T.*[+-]\\d\\d)(\\d\\d)$");

    private static final BigDecimal SECONDS = new BigDecimal("1e11");
    private static final BigDecimal MILLISECONDS = new BigDecimal("1e14");
    private static final BigDecimal MICROSECONDS = new BigDecimal("1e17");

    /** What an ISO-8601 instant with a year of four digits can express. */
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

    private CaptureTime() {}

    /**
     * Reads text, or the eight bytes of a big-endian integer or double, as Kafka's serializers write them.
     *
     * @return to the millisecond; empty where the bytes are not a time between 1970 and 9999
     */
    public static Optional<Instant> parse(byte[] bytes) {
        if (bytes.length == Long.BYTES && !isAscii(bytes)) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            Optional<Instant> integer = ofNumber(BigDecimal.valueOf(buffer.getLong(0)));
            double real = buffer.getDouble(0);
            return integer.isPresent() || !Double.isFinite(real) ? integer : ofNumber(BigDecimal.valueOf(real));
        }
        return bytes.length > LONGEST_TEXT ? Optional.empty() : parse(new String(bytes, UTF_8));
    }

    /**
     * Reads text. A date without an offset is in UTC.
     *
     * @return to the millisecond; empty where the text is not a time between 1970 and 9999
     */
    public static Optional<Instant> parse(String text) {
        String trimmed = text.strip();
        if (trimmed.length() > LONGEST_TEXT) {
            return Optional.empty();
        }
        return NUMBER.matcher(trimmed).matches() ? ofNumber(new BigDecimal(trimmed)) : ofDate(trimmed);
    }

    private static Optional<Instant> ofNumber(BigDecimal number) {
        BigDecimal size = number.abs();
        BigDecimal millis;
        if (size.compareTo(SECONDS) < 0) {
            millis = number.movePointRight(3);
        } else if (size.compareTo(MILLISECONDS) < 0) {
            millis = number;
        } else if (size.compareTo(MICROSECONDS) < 0) {
            millis = number.movePointLeft(3);
        } else {
            return Optional.empty();
        }
        return checked(
                Instant.ofEpochMilli(millis.setScale(0, RoundingMode.FLOOR).longValueExact()));
    }

    private static Optional<Instant> ofDate(String text) {
        // Python and java.sql.Timestamp put a space between date and time.
        String iso =
                text.length() > 10 && text.charAt(10) == ' ' ? text.substring(0, 10) + 'T' + text.substring(11) : text;
        try {
            TemporalAccessor date = DateTimeFormatter.ISO_DATE_TIME.parseBest(
                    OFFSET_WITHOUT_COLON.matcher(iso).replaceFirst("$1:$2"), OffsetDateTime::from, LocalDateTime::from);
            return checked(
                    date instanceof OffsetDateTime exact
                            ? exact.toInstant()
                            : ((LocalDateTime) date).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<Instant> checked(Instant instant) {
        boolean possible = !instant.isBefore(Instant.EPOCH) && !instant.isAfter(LATEST);
        return possible ? Optional.of(Instant.ofEpochMilli(instant.toEpochMilli())) : Optional.empty();
    }

    private static boolean isAscii(byte[] bytes) {
        for (byte b : bytes) {
            if (b < ' ') {
                return false;
            }
        }
        return true;
    }
}
