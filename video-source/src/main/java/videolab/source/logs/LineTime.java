package videolab.source.logs;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.OptionalLong;

/** Times as logs write them, to pace the sending. What a time means for the KPIs, the processor decides. */
final class LineTime {

    private static final DateTimeFormatter COMMON =
            DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH);
    private static final DateTimeFormatter BASIC_OFFSET = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss[.SSS]Z");

    private LineTime() {}

    /** A number of s, ms, µs or ns by its size, RFC 3339, {@code 02/Jan/2026:03:04:05 +0000}, or date, tab and time in UTC. */
    static OptionalLong parse(String text) {
        try {
            if (text.indexOf('/') > 0) {
                return at(OffsetDateTime.parse(text, COMMON));
            }
            if (text.indexOf('\t') > 0) {
                return at(LocalDateTime.parse(text.replace('\t', 'T')).atOffset(ZoneOffset.UTC));
            }
            if (text.indexOf('T') > 0) {
                return iso(text);
            }
            BigDecimal number = new BigDecimal(text);
            int digits = number.precision() - number.scale();
            int toMillis = digits > 18 ? -6 : digits > 15 ? -3 : digits > 12 ? 0 : 3;
            return digits > 20 || number.signum() < 0
                    ? OptionalLong.empty()
                    : OptionalLong.of(number.scaleByPowerOfTen(toMillis).longValue());
        } catch (DateTimeException | NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    private static OptionalLong iso(String text) {
        try {
            return at(OffsetDateTime.parse(text));
        } catch (DateTimeException e) {
            return text.lastIndexOf('+') > 0 || text.lastIndexOf('-') > text.indexOf('T')
                    ? at(OffsetDateTime.parse(text, BASIC_OFFSET))
                    : at(LocalDateTime.parse(text).atOffset(ZoneOffset.UTC));
        }
    }

    private static OptionalLong at(OffsetDateTime time) {
        return OptionalLong.of(time.toInstant().toEpochMilli());
    }
}
