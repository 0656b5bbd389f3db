package videolab.processor.cdn.formats;

import java.util.Map;

/** Akamai DataStream 2: every value is a text, {@code -} and {@code ^} are none, times in milliseconds. */
final class AkamaiDs2 implements JsonLogs.Dialect {

    private static final Map<String, FieldSetter> FIELDS = Map.ofEntries(
            Map.entry("reqTimeSec", RequestDraft::atSeconds),
            Map.entry("statusCode", RequestDraft::status),
            Map.entry("bytes", RequestDraft::bytes),
            Map.entry("totalBytes", RequestDraft::bytesUnlessSaid),
            Map.entry("timeToFirstByte", RequestDraft::ttfbMillis),
            Map.entry("turnAroundTimeMSec", RequestDraft::ttfbMillisUnlessSaid),
            Map.entry("transferTimeMSec", RequestDraft::transferMillis),
            Map.entry("downloadTime", RequestDraft::totalMillisUnlessSaid),
            Map.entry("cacheStatus", AkamaiDs2::cacheStatus),
            Map.entry("cacheable", AkamaiDs2::cacheable),
            Map.entry("errorCode", AkamaiDs2::errorCode),
            Map.entry("lastByte", AkamaiDs2::lastByte),
            Map.entry("billingRegion", RequestDraft::pop),
            Map.entry("reqHost", (draft, text) -> draft.host(text, RequestDraft.HostSource.VIEWER)),
            Map.entry("reqPath", RequestDraft::path),
            Map.entry("queryStr", RequestDraft::query),
            Map.entry("country", RequestDraft::country));

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
            default -> {
                // Neither a hit nor a miss that docs/cdn.md knows.
            }
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
