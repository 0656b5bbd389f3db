package videolab.processor.cdn.formats;

import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import videolab.processor.cdn.CacheOutcome;
import videolab.processor.cdn.CdnRequest;
import videolab.processor.cdn.ObjectClass;

/** A request while its fields are read; used again for the next one. The first thing that is wrong with it is kept. */
final class RequestDraft {

    /** How sure a field is about the host that the viewer asked for. */
    enum HostSource {
        NONE,
        DISTRIBUTION,
        HEADER,
        VIEWER
    }

    private static final long OLDEST_MS = 946_684_800_000L; // 2000-01-01: before, it is another unit or no time
    private static final long AHEAD_MS = Duration.ofHours(48).toMillis();
    private static final long LARGEST_US = Duration.ofDays(7).toMillis() * 1_000;
    private static final long LARGEST_BYTES = 1L << 40; // a window of millions of them still fits into a long
    private static final int LONGEST_USER_AGENT = 512;
    private static final int LONGEST_POP = 32;
    private static final int LONGEST_HOST = 253;
    private static final int SESSION_CHARACTERS = 128;
    private static final String UNKNOWN = "unknown";

    private String problem;
    private String field;
    private long atMs;
    private String date;
    private long timeOfDayMs;
    private int status;
    private long bytes;
    private long ttfbUs;
    private long totalUs;
    private long transferUs;
    private CacheOutcome outcome;
    private boolean uncacheable;
    private String result;
    private String responseResult;
    private String detailedResult;
    private boolean clientAbort;
    private boolean complete;
    private String pop;
    private String host;
    private HostSource hostSource;
    private String path;
    private String query;
    private String country;
    private String userAgent;
    private boolean encodedUserAgent;
    private String cmcdSession;
    private String cmcdType;

    // Most lines of a file are of one day.
    private String lastDate;
    private long lastDateMs;

    RequestDraft() {
        clear();
    }

    void clear() {
        problem = null;
        field = null;
        atMs = Decimals.NONE;
        date = null;
        timeOfDayMs = Decimals.NONE;
        status = -1;
        bytes = -1;
        ttfbUs = -1;
        totalUs = -1;
        transferUs = -1;
        outcome = CacheOutcome.UNCOUNTED;
        uncacheable = false;
        result = null;
        responseResult = null;
        detailedResult = null;
        clientAbort = false;
        complete = true;
        pop = null;
        host = null;
        hostSource = HostSource.NONE;
        path = null;
        query = null;
        country = null;
        userAgent = null;
        encodedUserAgent = false;
        cmcdSession = null;
        cmcdType = null;
    }

    /** The field that is read next, for the words about what is wrong. */
    void field(String name) {
        field = name;
    }

    void wrong(String what) {
        if (problem == null) {
            problem = field == null ? what : field + " " + what;
        }
    }

    void atSeconds(String text) {
        long ms = Decimals.scaled(text, 3);
        if (ms == Decimals.NONE) {
            wrong("is no time in seconds");
        } else {
            atMs = ms;
        }
    }

    /** {@code 2026-01-02}, in UTC. */
    void date(String text) {
        date = text;
    }

    /** {@code 03:04:05}, in UTC. */
    void time(String text) {
        if (text.length() == 8 && text.charAt(2) == ':' && text.charAt(5) == ':') {
            int hours = twoDigits(text, 0);
            int minutes = twoDigits(text, 3);
            int seconds = twoDigits(text, 6);
            if (hours >= 0 && hours < 24 && minutes >= 0 && minutes < 60 && seconds >= 0 && seconds <= 60) {
                timeOfDayMs = ((hours * 60L + minutes) * 60 + seconds) * 1_000;
                return;
            }
        }
        wrong("is no time of day");
    }

    private static int twoDigits(String text, int at) {
        int tens = text.charAt(at) - '0';
        int ones = text.charAt(at + 1) - '0';
        return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? -1 : tens * 10 + ones;
    }

    void status(String text) {
        long number = Decimals.scaled(text, 0);
        if (number < 0 || number > 999) {
            wrong("is no HTTP status");
        } else {
            status = (int) number;
        }
    }

    int status() {
        return status;
    }

    void bytes(String text) {
        long number = Decimals.scaled(text, 0);
        if (number < 0 || number > LARGEST_BYTES) {
            wrong("is no number of bytes");
        } else {
            bytes = number;
        }
    }

    /** Stands in for a field that may come before or after it. */
    void bytesUnlessSaid(String text) {
        if (bytes < 0) {
            bytes(text);
        }
    }

    void ttfbSeconds(String text) {
        ttfbUs = micros(text, 6);
    }

    void ttfbMillis(String text) {
        ttfbUs = micros(text, 3);
    }

    /** Stands in for a field that may come before or after it. */
    void ttfbMillisUnlessSaid(String text) {
        if (ttfbUs < 0) {
            ttfbUs = micros(text, 3);
        }
    }

    void totalSeconds(String text) {
        totalUs = micros(text, 6);
    }

    /** From the first byte to the last: the whole time is the time to first byte more. */
    void transferMillis(String text) {
        transferUs = micros(text, 3);
    }

    /** Stands in for a field that may come before or after it. */
    void totalSecondsUnlessSaid(String text) {
        if (totalUs < 0) {
            totalUs = micros(text, 6);
        }
    }

    /** Stands in for a field that may come before or after it. */
    void totalMillisUnlessSaid(String text) {
        if (totalUs < 0) {
            totalUs = micros(text, 3);
        }
    }

    private long micros(String text, int digits) {
        long micros = Decimals.scaled(text, digits);
        if (micros < 0 || micros > LARGEST_US) {
            wrong("is no duration");
            return -1;
        }
        return micros;
    }

    void outcome(CacheOutcome value) {
        outcome = value;
    }

    /** Whatever the cache says: it was told to leave the object alone. */
    void uncacheable() {
        uncacheable = true;
    }

    /** What the edge says at the end, before the response, and in detail; the format makes one outcome of them. */
    void result(String text) {
        result = text;
    }

    void responseResult(String text) {
        responseResult = text;
    }

    void detailedResult(String text) {
        detailedResult = text;
    }

    String result() {
        return result;
    }

    String responseResult() {
        return responseResult;
    }

    String detailedResult() {
        return detailedResult;
    }

    void clientAbort() {
        clientAbort = true;
    }

    void incomplete() {
        complete = false;
    }

    void pop(String text) {
        pop = text;
    }

    void host(String text, HostSource source) {
        if (source.compareTo(hostSource) > 0) {
            host = text;
            hostSource = source;
        }
    }

    void path(String text) {
        path = text;
    }

    void query(String text) {
        query = text;
    }

    void country(String text) {
        country = text;
    }

    void userAgent(String text) {
        userAgent = text;
    }

    /** Decoded when the rest is known to be right. */
    void encodedUserAgent(String text) {
        userAgent = text;
        encodedUserAgent = true;
    }

    void cmcdSession(String text) {
        cmcdSession = text;
    }

    void cmcdType(String text) {
        cmcdType = text;
    }

    /**
     * The request, or null: then {@link #problem()} says why there is none.
     *
     * @param receivedMs no request was answered later than its log line was received
     */
    CdnRequest finish(String cdn, double samplingRate, long receivedMs) {
        field = null;
        if (atMs == Decimals.NONE && date != null && timeOfDayMs != Decimals.NONE) {
            atMs = dateMs() + timeOfDayMs;
        }
        if (problem == null) {
            if (atMs == Decimals.NONE) {
                wrong("no time of the request");
            } else if (atMs < OLDEST_MS || atMs - receivedMs > AHEAD_MS) {
                wrong("an impossible time of the request");
            } else if (status < 0) {
                wrong("no status");
            }
        }
        if (problem != null) {
            return null;
        }
        if (status == 499) {
            clientAbort = true;
        }
        if (transferUs >= 0 && ttfbUs >= 0) {
            totalUs = ttfbUs + transferUs;
        }
        boolean answered = status >= 200 && status < 300 || status == 304;
        String target = path == null ? "" : path;
        readCmcd(query == null ? target : query);
        return new CdnRequest(
                cdn,
                normalPop(),
                normalHost(),
                ObjectClass.of(target, cmcdType),
                Math.min(atMs, receivedMs),
                status,
                answered && !uncacheable ? outcome : CacheOutcome.UNCOUNTED,
                Math.max(0, bytes),
                ttfbUs < 0 ? null : ttfbUs / 1_000.0,
                totalUs < 0 ? null : totalUs / 1_000.0,
                clientAbort,
                status == 0 && !clientAbort,
                complete && !clientAbort,
                normalCountry(),
                samplingRate,
                normalUserAgent(),
                cmcdSession);
    }

    String problem() {
        return problem;
    }

    private long dateMs() {
        if (!date.equals(lastDate)) {
            try {
                lastDateMs = LocalDate.parse(date).toEpochDay() * 86_400_000L;
                lastDate = date;
            } catch (DateTimeParseException e) {
                field = "date";
                wrong("is no date");
                return 0;
            }
        }
        return lastDateMs;
    }

    private void readCmcd(String text) {
        int at = text.indexOf("CMCD=");
        if (at < 0) {
            return;
        }
        int end = text.indexOf('&', at);
        String pairs = PercentCode.decode(text.substring(at + 5, end < 0 ? text.length() : end));
        if (cmcdSession == null) {
            cmcdSession = head(cmcdValue(pairs, "sid="), SESSION_CHARACTERS);
        }
        if (cmcdType == null) {
            cmcdType = cmcdValue(pairs, "ot=");
        }
    }

    private static String cmcdValue(String pairs, String key) {
        int at = pairs.startsWith(key) ? 0 : pairs.indexOf("," + key) + 1;
        if (at == 0 && !pairs.startsWith(key)) {
            return null;
        }
        int from = at + key.length();
        if (from < pairs.length() && pairs.charAt(from) == '"') {
            int quote = pairs.indexOf('"', from + 1);
            return quote < 0 ? null : pairs.substring(from + 1, quote);
        }
        int comma = pairs.indexOf(',', from);
        return pairs.substring(from, comma < 0 ? pairs.length() : comma);
    }

    private String normalUserAgent() {
        String text = head(userAgent, LONGEST_USER_AGENT * 3);
        return head(text != null && encodedUserAgent ? PercentCode.decode(text) : text, LONGEST_USER_AGENT);
    }

    private static String head(String text, int length) {
        return text == null || text.length() <= length ? text : text.substring(0, length);
    }

    /** What is no name there is a dimension of its own, so that nobody can fill the tables with inventions. */
    private String normalPop() {
        return pop != null && pop.length() <= LONGEST_POP && isName(pop) ? pop : UNKNOWN;
    }

    private String normalHost() {
        if (host == null) {
            return UNKNOWN;
        }
        String name = host;
        int colon = name.lastIndexOf(':');
        if (colon > 0 && name.indexOf(':') == colon) {
            name = name.substring(0, colon);
        }
        return name.length() <= LONGEST_HOST && isName(name) ? name.toLowerCase(Locale.ROOT) : UNKNOWN;
    }

    private static boolean isName(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean right = c >= 'a' && c <= 'z'
                    || c >= 'A' && c <= 'Z'
                    || c >= '0' && c <= '9'
                    || c == '.'
                    || c == '-'
                    || c == '_'
                    || c == ':'
                    || c == '['
                    || c == ']';
            if (!right) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private String normalCountry() {
        if (country == null || country.length() != 2) {
            return null;
        }
        String upper = country.toUpperCase(Locale.ROOT);
        return isLetter(upper.charAt(0)) && isLetter(upper.charAt(1)) ? upper : null;
    }

    private static boolean isLetter(char c) {
        return c >= 'A' && c <= 'Z';
    }
}
