package videolab.processor.cdn.formats;

import java.util.Map;

/** Akamai DataStream 2: every value is a text, {@code -} and {@code ^} are none, times in milliseconds. */
final class AkamaiDs2 implements JsonLogs.Dialect {

    private static final Map<String, FieldSetter> FIELDS = Map.ofEntries(
            Map.entry("reqTimeSec", RequestDraft::atSeconds),
            Map.entry("statusCode", RequestDraft::status),
            Map.entry("bytes", RequestDraft::bytes),
            Map.entry("totalBytes", RequestDraft::bytesUnlessSaid),
            Map.entry("timeToFirstByte", (draft, text) -> draft.ttfb(text, RequestDraft.MILLIS)),
            Map.entry("turnAroundTimeMSec", (draft, text) -> draft.ttfbUnlessSaid(text, RequestDraft.MILLIS)),
            Map.entry("transferTimeMSec", RequestDraft::transferMillis),
            Map.entry("downloadTime", (draft, text) -> draft.totalUnlessSaid(text, RequestDraft.MILLIS)),
            Map.entry("cacheStatus", AkamaiDs2::cacheStatus),
            Map.entry("cacheable", AkamaiDs2::cacheable),
            Map.entry("errorCode", AkamaiDs2::errorCode),
            Map.entry("lastByte", AkamaiDs2::lastByte),
            Map.entry("billingRegion", (draft, text) -> draft.pop = text),
            Map.entry("reqHost", (draft, text) -> draft.host(text, RequestDraft.HostSource.VIEWER)),
            Map.entry("reqPath", (draft, text) -> draft.path = text),
            Map.entry("queryStr", (draft, text) -> draft.query = text),
            Map.entry("country", (draft, text) -> draft.country = text));

    @Override
    public FieldSetter setter(String field) {
        return FIELDS.get(field);
    }

    @Override
    public boolean isNull(String text) {
        return text.isEmpty() || text.equals("-") || text.equals("^");
    }

    private static void cacheStatus(RequestDraft draft, String text) {
        switch (text) {
            case "0" -> draft.outcome(CacheOutcome.MISS);
            case "1" -> draft.outcome(CacheOutcome.HIT);
            default -> draft.unknownResult(text);
        }
    }

    private static void cacheable(RequestDraft draft, String text) {
        if (text.equals("0")) {
            draft.uncacheable();
        }
    }

    private static void errorCode(RequestDraft draft, String text) {
        if (text.contains("ERR_CLIENT_ABORT")) {
            draft.clientAbort();
        }
    }

    private static void lastByte(RequestDraft draft, String text) {
        if (text.equals("0")) {
            draft.incomplete();
        }
    }
}
