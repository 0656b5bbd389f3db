package videolab.processor.cdn.formats;

import java.time.Duration;

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

    private String problem;
    private String field;
    private long atMs;
    private long dateMs;
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
    private String cmcdType;

    private final LogTimes times = new LogTimes();

    RequestDraft() {
        clear();
    }

    void clear() {
        problem = null;
        field = null;
        atMs = Decimals.NONE;
        dateMs = Decimals.NONE;
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
            wrong("is not a time in seconds");
        } else {
            atMs = ms;
        }
    }

    /** {@code 2026-01-02}, in UTC. */
    void date(String text) {
        dateMs = times.date(text);
        if (dateMs == Decimals.NONE) {
            wrong("is not a valid date");
        }
    }

    /** {@code 03:04:05}, in UTC. */
    void time(String text) {
        timeOfDayMs = LogTimes.timeOfDay(text);
        if (timeOfDayMs == Decimals.NONE) {
            wrong("is not a valid time of day");
        }
    }

    void status(String text) {
        long number = Decimals.scaled(text, 0);
        if (number < 0 || number > 999) {
            wrong("is not a valid HTTP status code");
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
            wrong("is not a valid number of bytes");
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
            wrong("is not a valid duration");
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
        if (atMs == Decimals.NONE && dateMs != Decimals.NONE && timeOfDayMs != Decimals.NONE) {
            atMs = dateMs + timeOfDayMs;
        }
        if (problem == null) {
            if (atMs == Decimals.NONE) {
                wrong("no request time");
            } else if (atMs < OLDEST_MS || atMs - receivedMs > AHEAD_MS) {
                wrong("the request time is before 2000 or more than 48 h ahead");
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
        return new CdnRequest(
                cdn,
                LogNames.pop(pop),
                LogNames.host(host),
                ObjectClass.of(target, cmcdType == null ? LogNames.cmcdType(query == null ? target : query) : cmcdType),
                Math.min(atMs, receivedMs),
                status,
                answered && !uncacheable ? outcome : CacheOutcome.UNCOUNTED,
                Math.max(0, bytes),
                ttfbUs < 0 ? null : ttfbUs / 1_000.0,
                totalUs < 0 ? null : totalUs / 1_000.0,
                clientAbort,
                status == 0 && !clientAbort,
                complete && !clientAbort,
                LogNames.country(country),
                samplingRate);
    }

    String problem() {
        return problem;
    }
}
