package videolab.processor.cdn.formats;

import java.util.Map;

/** Real-time log delivery of Edgio (EdgeCast): times in seconds. */
final class Edgecast implements JsonLogs.Dialect {

    private static final Map<String, FieldSetter> FIELDS = Map.ofEntries(
            Map.entry("timestamp", RequestDraft::atSeconds),
            Map.entry("status_code", RequestDraft::status),
            Map.entry("bytes_out", RequestDraft::bytes),
            Map.entry("prewrite_time", RequestDraft::ttfbSeconds),
            Map.entry("total_time", RequestDraft::totalSeconds),
            Map.entry("write_time", RequestDraft::totalSecondsUnlessSaid),
            Map.entry("cache_status", (draft, text) -> draft.outcome(outcome(text))),
            Map.entry("last_byte_served", Edgecast::lastByteServed),
            Map.entry("pop", RequestDraft::pop),
            Map.entry("host", (draft, text) -> draft.host(text, RequestDraft.HostSource.VIEWER)),
            Map.entry("path", RequestDraft::path),
            Map.entry("query", RequestDraft::query),
            Map.entry("client_country_code", RequestDraft::country));

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
