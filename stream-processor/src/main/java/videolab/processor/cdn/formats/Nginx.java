package videolab.processor.cdn.formats;

/**
 * nginx as a cache, with this format of its log:
 *
 * <pre>
 * $msec $remote_addr "$request" $status $bytes_sent $request_time $upstream_header_time $upstream_cache_status
 * "$http_user_agent" $host $hostname
 * </pre>
 */
final class Nginx implements LogForm {

    private static final int FIELDS = 11;
    private static final String[] NAMES = {
        "$msec",
        "$remote_addr",
        "$request",
        "$status",
        "$bytes_sent",
        "$request_time",
        "$upstream_header_time",
        "$upstream_cache_status",
        "$http_user_agent",
        "$host",
        "$hostname"
    };

    private final String cdn;
    private final double samplingRate;
    private final LogTimes times = new LogTimes();
    private RequestDraft draft;

    Nginx(String cdn, double samplingRate) {
        this.cdn = cdn;
        this.samplingRate = samplingRate;
    }

    @Override
    public void read(byte[] value, long receivedMs, LogOutcomes outcomes) {
        TextLines lines = new TextLines(value);
        while (lines.next()) {
            String problem = line(value, lines);
            CdnRequest request = problem == null ? draft.finish(cdn, samplingRate, receivedMs) : null;
            if (request == null) {
                outcomes.rejected(value, lines.from(), lines.to(), problem == null ? draft.problem() : problem);
            } else {
                outcomes.accepted(request);
            }
        }
    }

    /** Reads the fields; returns what is wrong with the line as such, or null. */
    private String line(byte[] value, TextLines lines) {
        draft = new RequestDraft(times);
        int at = lines.from();
        int to = lines.to();
        for (int field = 0; field < FIELDS; field++) {
            if (at >= to) {
                return field + " fields, not " + FIELDS;
            }
            boolean quoted = value[at] == '"';
            int from = quoted ? at + 1 : at;
            int end = quoted ? indexOf(value, '"', from, to) : endOfWords(value, from, to);
            if (end < 0) {
                return "a quotation mark without its end";
            }
            boolean none = end == from || end == from + 1 && value[from] == '-';
            if (!none) {
                draft.field(NAMES[field]);
                set(field, lines.text(from, end));
            }
            at = quoted ? end + 1 : end;
            if (at < to && value[at++] != ' ') {
                return "no space after " + NAMES[field];
            }
        }
        return at < to ? "more than " + FIELDS + " fields" : null;
    }

    private static int indexOf(byte[] value, char wanted, int from, int to) {
        for (int i = from; i < to; i++) {
            if (value[i] == wanted) {
                return i;
            }
        }
        return -1;
    }

    /** Where several upstream servers were asked nginx writes {@code 0.001, 0.002} or {@code 0.001 : 0.002}, as one field. */
    private static int endOfWords(byte[] value, int from, int to) {
        int end = from;
        while (true) {
            while (end < to && value[end] != ' ') {
                end++;
            }
            boolean afterComma = end > from && value[end - 1] == ',' && end < to;
            boolean aroundColon = end + 2 < to && value[end + 1] == ':' && value[end + 2] == ' ';
            if (!afterComma && !aroundColon) {
                return end;
            }
            end += aroundColon ? 3 : 1;
        }
    }

    private void set(int field, String text) {
        switch (field) {
            case 0 -> draft.atSeconds(text);
            case 2 -> draft.path = target(text);
            case 3 -> draft.status(text);
            case 4 -> draft.bytes(text);
            case 5 -> draft.total(text, RequestDraft.SECONDS);
            case 6 -> ttfb(draft, text);
            case 7 -> result(draft, last(text));
            case 9 -> draft.host(text, RequestDraft.HostSource.VIEWER);
            case 10 -> draft.pop = text;
            default -> {
                // The client's address goes no further.
            }
        }
    }

    /** The path and query of {@code GET /path?query HTTP/1.1}; otherwise the text is taken as the path. */
    static String target(String request) {
        int from = request.indexOf(' ') + 1;
        int end = request.indexOf(' ', from);
        return request.substring(from, end < 0 ? request.length() : end);
    }

    /** The server that answered is the last that was asked. */
    static String last(String text) {
        return text.substring(Math.max(text.lastIndexOf(' '), text.lastIndexOf(',')) + 1);
    }

    static void ttfb(RequestDraft draft, String text) {
        String seconds = last(text);
        if (!seconds.equals("-")) {
            draft.ttfb(seconds, RequestDraft.SECONDS);
        }
    }

    static void result(RequestDraft draft, String text) {
        switch (text) {
            case "HIT", "STALE", "UPDATING" -> draft.outcome(CacheOutcome.HIT);
            case "REVALIDATED" -> draft.outcome(CacheOutcome.REFRESH_HIT);
            case "MISS", "EXPIRED" -> draft.outcome(CacheOutcome.MISS);
            case "BYPASS", "-" -> draft.outcome(CacheOutcome.UNCOUNTED);
            default -> draft.unknownResult(text);
        }
    }
}
