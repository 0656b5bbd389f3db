package videolab.processor.cdn.formats;

import java.time.Duration;

/** A request while its fields are read. The first thing that is wrong with it is kept. */
final class RequestDraft {

    /** How sure a field is about the host that the viewer asked for. */
    enum HostSource {
        NONE,
        DISTRIBUTION,
        HEADER,
        VIEWER
    }

    static final int SECONDS = 6;
    static final int MILLIS = 3;

    private static final long OLDEST_MS = 946_684_800_000L; // 2000-01-01: before, it is another unit or no time
    private static final long AHEAD_MS = Duration.ofHours(48).toMillis();
    private static final long LARGEST_US = Duration.ofDays(7).toMillis() * 1_000;
    private static final long LARGEST_BYTES = 1L << 40; // a window of millions of them still fits into a long

    private final LogTimes times;
    private String problem;
    private String field;
    private long atMs = Decimals.NONE;
    private long dateMs = Decimals.NONE;
    private long timeOfDayMs = Decimals.NONE;
    private long endMs = Decimals.NONE;
    private int status = -1;
    private long bytes = -1;
    private long ttfbUs = -1;
    private long totalUs = -1;
    private long transferUs = -1;
    private CacheOutcome outcome = CacheOutcome.UNCOUNTED;
    private boolean uncacheable;
    private String unknownResult;
    /** CloudFront's result at the end, before the response, and in detail; the format makes one outcome of them. */
    String result;

    String responseResult;
    String detailedResult;

    private boolean clientAbort;
    private boolean complete = true;
    String pop;
    private String host;
    private HostSource hostSource = HostSource.NONE;
    String path;
    String query;
    String country;
    String port;
    String cmcdType;

    /** @param times keeps what it has read from draft to draft */
    RequestDraft(LogTimes times) {
        this.times = times;
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
        atMs = known(Decimals.scaled(text, 3), "is not a time in seconds");
    }

    void atMs(long ms) {
        atMs = known(ms, "is not a valid time");
    }

    /** In any of the ways that {@link LogTimes#any} reads. */
    void at(String text) {
        atMs = known(LogTimes.any(text), "is not a valid time");
    }

    /** Together with {@link #at}, the whole time. */
    void end(String text) {
        endMs = known(LogTimes.any(text), "is not a valid time");
    }

    /** {@code 2026-01-02}, in UTC. */
    void date(String text) {
        dateMs = known(times.date(text), "is not a valid date");
    }

    /** {@code 03:04:05}, in UTC. */
    void time(String text) {
        timeOfDayMs = known(LogTimes.timeOfDay(text), "is not a valid time of day");
    }

    private long known(long ms, String otherwise) {
        if (ms == Decimals.NONE) {
            wrong(otherwise);
        }
        return ms;
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

    /** @param decimals of the unit down to microseconds: {@link #SECONDS}, {@link #MILLIS} */
    void ttfb(String text, int decimals) {
        ttfbUs = micros(text, decimals);
    }

    /** Stands in for a field that may come before or after it. */
    void ttfbUnlessSaid(String text, int decimals) {
        ttfbUs = ttfbUs < 0 ? micros(text, decimals) : ttfbUs;
    }

    void total(String text, int decimals) {
        totalUs = micros(text, decimals);
    }

    /** Stands in for a field that may come before or after it. */
    void totalUnlessSaid(String text, int decimals) {
        totalUs = totalUs < 0 ? micros(text, decimals) : totalUs;
    }

    /** From the first byte to the last: the whole time is the time to first byte more. */
    void transferMillis(String text) {
        transferUs = micros(text, 3);
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

    /** The log's word for the result is none that is known: it counts as neither hit nor miss. */
    void unknownResult(String word) {
        outcome = CacheOutcome.UNCOUNTED;
        unknownResult = word;
    }

    /** The object must not be cached, whatever the result. */
    void uncacheable() {
        uncacheable = true;
    }

    void clientAbort() {
        clientAbort = true;
    }

    void incomplete() {
        complete = false;
    }

    void host(String text, HostSource source) {
        if (source.compareTo(hostSource) > 0) {
            host = text;
            hostSource = source;
        }
    }

    /**
     * The request, or null: then {@link #problem()} says why there is none.
     *
     * @param receivedMs no request was answered later than its log line was received
     */
    CdnRequest finish(String cdn, double samplingRate, long receivedMs) {
        if (!isComplete(receivedMs)) {
            return null;
        }
        boolean answered = status >= 200 && status < 300 || status == 304;
        boolean aborted = clientAbort || status == 499;
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
                ttfbUs < 0 ? null : (Double) (ttfbUs / 1_000.0),
                wholeMs(),
                aborted,
                status == 0 && !aborted,
                complete && !aborted,
                LogNames.country(country),
                samplingRate,
                unknownResult == null ? null : LogNames.word(unknownResult));
    }

    private boolean isComplete(long receivedMs) {
        field = null;
        if (atMs == Decimals.NONE && dateMs != Decimals.NONE && timeOfDayMs != Decimals.NONE) {
            atMs = dateMs + timeOfDayMs;
        }
        if (atMs == Decimals.NONE) {
            wrong("no request time");
        } else if (atMs < OLDEST_MS || atMs - receivedMs > AHEAD_MS) {
            wrong("the request time is before 2000 or more than 48 h ahead");
        } else if (status < 0) {
            wrong("no status");
        }
        return problem == null;
    }

    /** Time to the last byte; null where it is unknown. */
    private Double wholeMs() {
        if (transferUs >= 0 && ttfbUs >= 0) {
            return (ttfbUs + transferUs) / 1_000.0;
        }
        if (totalUs >= 0) {
            return totalUs / 1_000.0;
        }
        return endMs == Decimals.NONE || endMs < atMs ? null : (Double) (double) (endMs - atMs);
    }

    String problem() {
        return problem;
    }
}
