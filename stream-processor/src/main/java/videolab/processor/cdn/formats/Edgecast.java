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
            Map.entry("cache_status", (draft, text) -> draft.outcome(outcome(text))),
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

    private static CacheOutcome outcome(String text) {
        return switch (text) {
            case "TCP_HIT", "TCP_PARTIAL_HIT" -> CacheOutcome.HIT;
            case "TCP_EXPIRED_HIT" -> CacheOutcome.REFRESH_HIT;
            case "TCP_MISS", "TCP_EXPIRED_MISS", "TCP_CLIENT_REFRESH_MISS" -> CacheOutcome.MISS;
            default -> CacheOutcome.UNCOUNTED; // CONFIG_NOCACHE, UNCACHEABLE, NONE
        };
    }
}
