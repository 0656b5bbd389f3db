package videolab.processor.cdn.formats;

import java.util.Map;

/** Real-time log delivery of Edgio (EdgeCast): times in seconds. */
final class Edgecast implements JsonLogs.Dialect {

    private static final Map<String, FieldSetter> FIELDS = Map.ofEntries(
            Map.entry("timestamp", RequestDraft::atSeconds),
            Map.entry("status_code", RequestDraft::status),
            Map.entry("bytes_out", RequestDraft::bytes),
            Map.entry("prewrite_time", (draft, text) -> draft.ttfb(text, RequestDraft.SECONDS)),
            Map.entry("total_time", (draft, text) -> draft.total(text, RequestDraft.SECONDS)),
            Map.entry("write_time", (draft, text) -> draft.totalUnlessSaid(text, RequestDraft.SECONDS)),
            Map.entry("cache_status", Edgecast::cacheStatus),
            Map.entry("last_byte_served", Edgecast::lastByteServed),
            Map.entry("pop", (draft, text) -> draft.pop = text),
            Map.entry("host", (draft, text) -> draft.host(text, RequestDraft.HostSource.VIEWER)),
            Map.entry("path", (draft, text) -> draft.path = text),
            Map.entry("query", (draft, text) -> draft.query = text),
            Map.entry("client_country_code", (draft, text) -> draft.country = text));

    @Override
    public FieldSetter setter(String field) {
        return FIELDS.get(field);
    }

    @Override
    public boolean isNull(String text) {
        return text.isEmpty() || text.equals("-");
    }

    private static void lastByteServed(RequestDraft draft, String text) {
        if (text.equals("0")) {
            draft.incomplete();
        }
    }

    private static void cacheStatus(RequestDraft draft, String text) {
        switch (text) {
            case "TCP_HIT", "TCP_PARTIAL_HIT" -> draft.outcome(CacheOutcome.HIT);
            case "TCP_EXPIRED_HIT" -> draft.outcome(CacheOutcome.REFRESH_HIT);
            case "TCP_MISS", "TCP_EXPIRED_MISS", "TCP_CLIENT_REFRESH_MISS" -> draft.outcome(CacheOutcome.MISS);
            case "CONFIG_NOCACHE", "UNCACHEABLE", "NONE" -> draft.outcome(CacheOutcome.UNCOUNTED);
            default -> draft.unknownResult(text);
        }
    }
}
