package videolab.processor.cdn.formats;

import java.util.Locale;
import java.util.Map;
import videolab.processor.cdn.formats.RequestDraft.HostSource;

/** Logs in JSON that differ in nothing but their fields. */
final class JsonDialects {

    /** Cloudflare Logpush, dataset {@code http_requests}; times in any of its formats. */
    static final JsonLogs.Dialect CLOUDFLARE = new Fields(Map.ofEntries(
            Map.entry("EdgeStartTimestamp", RequestDraft::at),
            Map.entry("EdgeEndTimestamp", RequestDraft::end),
            Map.entry("EdgeResponseStatus", RequestDraft::status),
            Map.entry("EdgeResponseBytes", RequestDraft::bytes),
            Map.entry("EdgeTimeToFirstByteMs", (draft, text) -> draft.ttfb(text, RequestDraft.MILLIS)),
            Map.entry("CacheCacheStatus", JsonDialects::cloudflare),
            Map.entry("EdgeColoCode", (draft, text) -> draft.pop = text),
            Map.entry("ClientRequestHost", (draft, text) -> draft.host(text, HostSource.VIEWER)),
            Map.entry("ClientRequestPath", (draft, text) -> draft.path = text),
            Map.entry("ClientRequestURI", (draft, text) -> draft.query = text),
            Map.entry("ClientCountry", (draft, text) -> draft.country = text)));

    /** Fastly's JSON of real-time log streaming, and what is often added to it. */
    static final JsonLogs.Dialect FASTLY = new Fields(Map.ofEntries(
            Map.entry("timestamp", RequestDraft::at),
            Map.entry("response_status", RequestDraft::status),
            Map.entry("response_body_size", RequestDraft::bytesUnlessSaid),
            Map.entry("bytes_written", RequestDraft::bytes),
            Map.entry("time_to_first_byte", (draft, text) -> draft.ttfb(text, RequestDraft.SECONDS)),
            Map.entry("time_elapsed", (draft, text) -> draft.total(text, 0)),
            Map.entry("response_state", JsonDialects::fastly),
            Map.entry("fastly_server", (draft, text) -> draft.pop = text.substring(text.lastIndexOf('-') + 1)),
            Map.entry("host", (draft, text) -> draft.host(text, HostSource.VIEWER)),
            Map.entry("url", (draft, text) -> draft.path = text),
            Map.entry("geo_country_code", (draft, text) -> draft.country = text),
            Map.entry("geo_country", (draft, text) -> draft.country = text)));

    /** nginx with {@code log_format … escape=json}, each field named like its variable. */
    static final JsonLogs.Dialect NGINX = new Fields(Map.ofEntries(
            Map.entry("msec", RequestDraft::atSeconds),
            Map.entry("time_iso8601", RequestDraft::at),
            Map.entry("status", RequestDraft::status),
            Map.entry("bytes_sent", RequestDraft::bytes),
            Map.entry("body_bytes_sent", RequestDraft::bytesUnlessSaid),
            Map.entry("request_time", (draft, text) -> draft.total(text, RequestDraft.SECONDS)),
            Map.entry("upstream_header_time", (draft, text) -> Nginx.ttfb(draft, text)),
            Map.entry("upstream_cache_status", (draft, text) -> Nginx.result(draft, Nginx.last(text))),
            Map.entry("host", (draft, text) -> draft.host(text, HostSource.VIEWER)),
            Map.entry("http_host", (draft, text) -> draft.host(text, HostSource.HEADER)),
            Map.entry("server_name", (draft, text) -> draft.host(text, HostSource.DISTRIBUTION)),
            Map.entry("hostname", (draft, text) -> draft.pop = text),
            Map.entry("request", (draft, text) -> draft.path = Nginx.target(text)),
            Map.entry("request_uri", (draft, text) -> draft.path = text),
            Map.entry("uri", (draft, text) -> draft.path = text),
            Map.entry("args", (draft, text) -> draft.query = text),
            Map.entry("geoip_country_code", (draft, text) -> draft.country = text),
            Map.entry("geoip2_country_code", (draft, text) -> draft.country = text)));

    /** Google Cloud's log entries of Media CDN and Cloud CDN. */
    static final JsonLogs.Dialect GOOGLE = new Fields(Map.ofEntries(
            Map.entry("timestamp", RequestDraft::at),
            Map.entry("httpRequest.status", RequestDraft::status),
            Map.entry("httpRequest.responseSize", RequestDraft::bytes),
            Map.entry("httpRequest.latency", JsonDialects::latency),
            Map.entry("httpRequest.requestUrl", JsonDialects::url),
            Map.entry("httpRequest.cacheHit", JsonDialects::googleHit),
            Map.entry("jsonPayload.cacheStatus", JsonDialects::google),
            Map.entry("jsonPayload.proxyRegionCode", (draft, text) -> draft.pop = text),
            Map.entry("jsonPayload.clientRegionCode", (draft, text) -> draft.country = text)));

    private JsonDialects() {}

    private record Fields(Map<String, FieldSetter> setters) implements JsonLogs.Dialect {

        @Override
        public FieldSetter setter(String field) {
            return setters.get(field);
        }

        @Override
        public boolean isFlag(String field) {
            return field.equals("httpRequest.cacheHit");
        }

        @Override
        public boolean isNull(String text) {
            return text.isEmpty() || text.equals("-") || text.equals("(null)");
        }
    }

    private static void cloudflare(RequestDraft draft, String text) {
        switch (text.toLowerCase(Locale.ROOT)) {
            case "hit", "stale", "updating" -> draft.outcome(CacheOutcome.HIT);
            case "revalidated" -> draft.outcome(CacheOutcome.REFRESH_HIT);
            case "miss", "expired" -> draft.outcome(CacheOutcome.MISS);
            case "bypass", "deferred", "dynamic", "ignored", "none", "unknown" -> draft.outcome(CacheOutcome.UNCOUNTED);
            default -> draft.unknownResult(text);
        }
    }

    /** {@code HIT}, {@code HIT-CLUSTER}, {@code HIT-STALE}, {@code MISS-WAIT}, …; {@code PASS} and {@code ERROR} are neither. */
    private static void fastly(RequestDraft draft, String text) {
        String state = text.toUpperCase(Locale.ROOT);
        int end = state.indexOf('-');
        switch (end < 0 ? state : state.substring(0, end)) {
            case "HIT" -> draft.outcome(CacheOutcome.HIT);
            case "MISS" -> draft.outcome(CacheOutcome.MISS);
            case "PASS", "ERROR", "SYNTH", "PIPE", "NONE" -> draft.outcome(CacheOutcome.UNCOUNTED);
            default -> draft.unknownResult(text);
        }
    }

    private static void google(RequestDraft draft, String text) {
        switch (text.toLowerCase(Locale.ROOT)) {
            case "hit", "stale" -> draft.outcome(CacheOutcome.HIT);
            case "revalidated" -> draft.outcome(CacheOutcome.REFRESH_HIT);
            case "miss" -> draft.outcome(CacheOutcome.MISS);
            case "uncacheable", "none" -> draft.outcome(CacheOutcome.UNCOUNTED);
            default -> draft.unknownResult(text);
        }
    }

    private static void googleHit(RequestDraft draft, String text) {
        if (text.equals("true")) {
            draft.outcome(CacheOutcome.HIT);
        }
    }

    /** {@code 0.123s} */
    private static void latency(RequestDraft draft, String text) {
        draft.total(text.endsWith("s") ? text.substring(0, text.length() - 1) : text, RequestDraft.SECONDS);
    }

    static void url(RequestDraft draft, String text) {
        int host = text.indexOf("://");
        int path = host < 0 ? 0 : text.indexOf('/', host + 3);
        if (host >= 0) {
            draft.host(text.substring(host + 3, path < 0 ? text.length() : path), HostSource.VIEWER);
        }
        draft.path = path < 0 ? "/" : text.substring(path);
    }
}
