package videolab.processor.cdn.formats;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Amazon CloudFront's logs: fields between tabs, by the order of a {@code #Fields} line or by the usual one. */
final class CloudFront implements LogForm {

    /** A field that came to the real-time logs' list in front of others: configurations made before do not have it. */
    private static final String SERVER = "s-ip";

    /** Standard logs; fields were only ever added at the end. */
    static final List<String> STANDARD = List.of(
            "date",
            "time",
            "x-edge-location",
            "sc-bytes",
            "c-ip",
            "cs-method",
            "cs(Host)",
            "cs-uri-stem",
            "sc-status",
            "cs(Referer)",
            "cs(User-Agent)",
            "cs-uri-query",
            "cs(Cookie)",
            "x-edge-result-type",
            "x-edge-request-id",
            "x-host-header",
            "cs-protocol",
            "cs-bytes",
            "time-taken",
            "x-forwarded-for",
            "ssl-protocol",
            "ssl-cipher",
            "x-edge-response-result-type",
            "cs-protocol-version",
            "fle-status",
            "fle-encrypted-fields",
            "c-port",
            "time-to-first-byte",
            "x-edge-detailed-result-type",
            "sc-content-type",
            "sc-content-len",
            "sc-range-start",
            "sc-range-end");

    /** Real-time logs of a configuration that names every field. */
    static final List<String> REAL_TIME = List.of(
            "timestamp",
            "c-ip",
            SERVER,
            "time-to-first-byte",
            "sc-status",
            "sc-bytes",
            "cs-method",
            "cs-protocol",
            "cs-host",
            "cs-uri-stem",
            "cs-bytes",
            "x-edge-location",
            "x-edge-request-id",
            "x-host-header",
            "time-taken",
            "cs-protocol-version",
            "c-ip-version",
            "cs-user-agent",
            "cs-referer",
            "cs-cookie",
            "cs-uri-query",
            "x-edge-response-result-type",
            "x-forwarded-for",
            "ssl-protocol",
            "ssl-cipher",
            "x-edge-result-type",
            "fle-encrypted-fields",
            "fle-status",
            "sc-content-type",
            "sc-content-len",
            "sc-range-start",
            "sc-range-end",
            "c-port",
            "x-edge-detailed-result-type",
            "c-country",
            "cs-accept-encoding",
            "cs-accept",
            "cache-behavior-path-pattern",
            "cs-headers",
            "cs-header-names",
            "cs-headers-count",
            "primary-distribution-id",
            "primary-distribution-dns-name",
            "origin-fbl",
            "origin-lbl",
            "asn",
            "cmcd-encoded-bitrate",
            "cmcd-buffer-length",
            "cmcd-buffer-starvation",
            "cmcd-content-id",
            "cmcd-object-duration",
            "cmcd-deadline",
            "cmcd-measured-throughput",
            "cmcd-next-object-request",
            "cmcd-next-range-request",
            "cmcd-object-type",
            "cmcd-playback-rate",
            "cmcd-requested-maximum-throughput",
            "cmcd-streaming-format",
            "cmcd-session-id",
            "cmcd-stream-type",
            "cmcd-startup",
            "cmcd-top-bitrate",
            "cmcd-version",
            "r-host",
            "sr-reason",
            "x-edge-mqcs",
            "distribution-tenant-id",
            "connection-id");

    private static final Map<String, FieldSetter> SETTERS = Map.ofEntries(
            Map.entry("timestamp", RequestDraft::atSeconds),
            Map.entry("timestamp(ms)", RequestDraft::at),
            Map.entry("date", RequestDraft::date),
            Map.entry("time", RequestDraft::time),
            Map.entry("sc-status", RequestDraft::status),
            Map.entry("sc-bytes", RequestDraft::bytes),
            Map.entry("time-to-first-byte", (draft, text) -> draft.ttfb(text, RequestDraft.SECONDS)),
            Map.entry("time-taken", (draft, text) -> draft.total(text, RequestDraft.SECONDS)),
            Map.entry("x-edge-result-type", (draft, text) -> draft.result = text),
            Map.entry("x-edge-response-result-type", (draft, text) -> draft.responseResult = text),
            Map.entry("x-edge-detailed-result-type", (draft, text) -> draft.detailedResult = text),
            Map.entry("x-edge-location", (draft, text) -> draft.pop = text),
            // cs-host is what the viewer asked for; x-host-header is that in standard logs, the distribution in
            // real-time ones.
            Map.entry("cs-host", (draft, text) -> draft.host(text, RequestDraft.HostSource.VIEWER)),
            Map.entry("x-host-header", (draft, text) -> draft.host(text, RequestDraft.HostSource.HEADER)),
            Map.entry("cs(Host)", (draft, text) -> draft.host(text, RequestDraft.HostSource.DISTRIBUTION)),
            Map.entry("cs-uri-stem", (draft, text) -> draft.path = text),
            Map.entry("cs-uri-query", (draft, text) -> draft.query = text),
            Map.entry("c-port", (draft, text) -> draft.port = text),
            Map.entry("c-country", (draft, text) -> draft.country = text),
            Map.entry("cmcd-object-type", (draft, text) -> draft.cmcdType = text));

    private static final String NAME_THEM = "name the configuration's fields with --cloudfront-fields";

    private static final byte[] FIELDS = "#Fields:".getBytes(US_ASCII);

    /**
     * The order of columns, and how many a line may have.
     *
     * @param assumed the usual list: nobody has named it
     */
    private record Columns(String[] names, FieldSetter[] setters, int fewest, boolean assumed) {

        static Columns exactly(List<String> names) {
            return new Columns(
                    names.toArray(String[]::new),
                    names.stream().map(SETTERS::get).toArray(FieldSetter[]::new),
                    names.size(),
                    false);
        }

        /** Older logs and configurations lack the last ones. */
        static Columns atLeastTo(List<String> names, String last) {
            Columns all = exactly(names);
            return new Columns(all.names, all.setters, names.indexOf(last) + 1, last.equals("x-edge-result-type"));
        }
    }

    /** Standard logs version 2 as JSON. */
    private static final JsonLogs.Dialect JSON = new JsonLogs.Dialect() {
        @Override
        public FieldSetter setter(String field) {
            return SETTERS.get(field);
        }

        @Override
        public boolean isNull(String text) {
            return text.isEmpty() || text.equals("-");
        }

        @Override
        public void settle(RequestDraft draft) {
            settleOutcome(draft);
        }
    };

    private final Columns usual;
    private final Columns withoutServer;
    private final String cdn;
    private final double samplingRate;
    private final LogTimes times = new LogTimes();
    private RequestDraft draft;
    private final JsonLogs json;

    /** @param withoutServer the usual columns of a line whose third column is not an address */
    private CloudFront(Columns usual, Columns withoutServer, String cdn, double samplingRate) {
        this.usual = usual;
        this.withoutServer = withoutServer;
        this.cdn = cdn;
        this.samplingRate = samplingRate;
        this.json = new JsonLogs(JSON, cdn, samplingRate);
    }

    /** The fields that are read, by their names in the logs. */
    static Set<String> readFields() {
        return SETTERS.keySet();
    }

    static CloudFront standard(String cdn, double samplingRate) {
        Columns columns = Columns.atLeastTo(STANDARD, "time-taken");
        return new CloudFront(columns, columns, cdn, samplingRate);
    }

    /** @param fields of the real-time log configuration, in its order; empty for all of them */
    static CloudFront realTime(List<String> fields, String cdn, double samplingRate) {
        if (!fields.isEmpty()) {
            Columns columns = Columns.exactly(List.copyOf(fields));
            return new CloudFront(columns, columns, cdn, samplingRate);
        }
        List<String> older =
                REAL_TIME.stream().filter(field -> !field.equals(SERVER)).toList();
        String last = "x-edge-result-type";
        return new CloudFront(Columns.atLeastTo(REAL_TIME, last), Columns.atLeastTo(older, last), cdn, samplingRate);
    }

    @Override
    public void read(byte[] value, long receivedMs, LogOutcomes outcomes) {
        Columns columns = usual;
        TextLines lines = new TextLines(value);
        if (value.length > 0 && (value[0] == '{' || value[0] == '[')) {
            json.read(value, receivedMs, outcomes);
            return;
        }
        while (lines.next()) {
            if (lines.first() == '#') {
                columns = named(value, lines, columns);
                continue;
            }
            boolean older = columns == usual && !isAddress(value, lines);
            String problem = line(value, lines, older ? withoutServer : columns);
            CdnRequest request = problem == null ? draft.finish(cdn, samplingRate, receivedMs) : null;
            if (request == null) {
                outcomes.rejected(value, lines.from(), lines.to(), problem == null ? draft.problem() : problem);
            } else {
                outcomes.accepted(request);
            }
        }
    }

    private static Columns named(byte[] value, TextLines lines, Columns before) {
        int from = lines.from() + FIELDS.length;
        if (from > lines.to() || !Arrays.equals(value, lines.from(), from, FIELDS, 0, FIELDS.length)) {
            return before;
        }
        return Columns.exactly(List.of(lines.text(from, lines.to()).strip().split("\\s+")));
    }

    /** Whether the third column is an address: it has a colon or more than one dot. */
    private static boolean isAddress(byte[] value, TextLines lines) {
        int column = 0;
        int dots = 0;
        for (int i = lines.from(); i < lines.to() && column < 3; i++) {
            column += value[i] == '\t' ? 1 : 0;
            dots += column == 2 && value[i] == '.' ? 1 : 0;
            if (dots > 1 || column == 2 && value[i] == ':') {
                return true;
            }
        }
        return false;
    }

    /** Reads the columns; returns what is wrong with the line as such, or null. */
    private String line(byte[] value, TextLines lines, Columns columns) {
        draft = new RequestDraft(times);
        int column = 0;
        int from = lines.from();
        for (int i = from; i <= lines.to(); i++) {
            if (i < lines.to() && value[i] != '\t') {
                continue;
            }
            if (column < columns.setters.length) {
                FieldSetter setter = columns.setters[column];
                if (setter != null && i > from && !(i == from + 1 && value[from] == '-')) {
                    draft.field(columns.names[column]);
                    setter.set(draft, lines.text(from, i));
                }
            }
            column++;
            from = i + 1;
        }
        if (column < columns.fewest || column > columns.setters.length) {
            return column + " columns, not " + columns.fewest
                    + (columns.fewest == columns.setters.length ? "" : " to " + columns.setters.length)
                    + (columns.assumed ? ": " + NAME_THEM : "");
        }
        if (columns.assumed && !isFullList()) {
            return "these are not all fields of CloudFront's list: " + NAME_THEM;
        }
        settleOutcome(draft);
        return null;
    }

    /**
     * Whether the columns that are words of CloudFront's are words. Where a configuration leaves a field out, all behind it move
     * up, and what should be a result is an address or a cipher.
     */
    private boolean isFullList() {
        return draft.result != null
                && isWord(draft.result)
                && (draft.responseResult == null || isWord(draft.responseResult))
                && (draft.detailedResult == null || isWord(draft.detailedResult))
                && (draft.port == null || draft.port.chars().allMatch(c -> c >= '0' && c <= '9'))
                && (draft.country == null || draft.country.length() == 2)
                && draft.problem() == null;
    }

    private static boolean isWord(String text) {
        return text.chars().allMatch(c -> c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z');
    }

    private static void settleOutcome(RequestDraft draft) {
        int status = draft.status();
        String result = draft.result;
        if (status == 0) {
            draft.clientAbort(); // 000: the viewer left before there was an answer
        } else if ("Error".equals(result)) {
            String detail = draft.detailedResult;
            boolean answered = status == 200 || status == 206;
            if (answered || "ClientCommError".equals(detail) || "ClientHungUpRequest".equals(detail)) {
                draft.clientAbort();
                result = draft.responseResult; // what it was before the viewer left
            }
        }
        if ("OriginShieldHit".equals(draft.detailedResult)) {
            result = "OriginShieldHit";
        }
        settleResult(draft, result == null ? "" : result);
    }

    private static void settleResult(RequestDraft draft, String result) {
        switch (result) {
            case "Hit", "OriginShieldHit" -> draft.outcome(CacheOutcome.HIT);
            case "RefreshHit" -> draft.outcome(CacheOutcome.REFRESH_HIT);
            case "Miss" -> draft.outcome(CacheOutcome.MISS);
            case "", "Error", "LimitExceeded", "CapacityExceeded", "Redirect", "FunctionGeneratedResponse" ->
                draft.outcome(CacheOutcome.UNCOUNTED);
            default -> draft.unknownResult(result);
        }
    }
}
