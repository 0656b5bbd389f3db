package videolab.source.cdn;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import videolab.contract.Json;

/** Writes a request as its vendor logs it. */
final class CdnLogWriter {

    static final String STANDARD_HEAD =
            """
            #Version: 1.0
            #Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) \
            cs(User-Agent) cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id x-host-header cs-protocol \
            cs-bytes time-taken x-forwarded-for ssl-protocol ssl-cipher x-edge-response-result-type \
            cs-protocol-version fle-status fle-encrypted-fields c-port time-to-first-byte x-edge-detailed-result-type \
            sc-content-type sc-content-len sc-range-start sc-range-end
            """;

    private static final String HOST = "video.example.net";
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("yyyy-MM-dd").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneOffset.UTC);

    private CdnLogWriter() {}

    /** One line, without a line break. */
    static String line(CdnRequest request) {
        return switch (request.format()) {
            case EDGECAST -> Json.line(edgecast(request));
            case CLOUDFRONT_RT -> realTime(request);
            case CLOUDFRONT_STD -> standard(request);
            case AKAMAI_DS2 -> Json.line(akamai(request));
            case NGINX -> nginx(request);
        };
    }

    static Map<String, Object> edgecast(CdnRequest r) {
        Map<String, Object> log = new LinkedHashMap<>();
        log.put("user_agent", r.userAgent());
        log.put("path", r.path());
        log.put("timestamp", BigDecimal.valueOf(r.at(), 3));
        log.put("client_ip", r.address());
        log.put("status_code", r.status());
        log.put("cache_status", !r.cached() ? "NONE" : r.hit() ? "TCP_HIT" : "TCP_MISS");
        log.put("bytes_out", r.bytes());
        log.put("prewrite_time", BigDecimal.valueOf(r.ttfbMs(), 3));
        log.put("write_time", BigDecimal.valueOf(r.totalMs() - r.ttfbMs(), 3));
        log.put("total_time", BigDecimal.valueOf(r.totalMs(), 3));
        log.put("method", "GET");
        log.put("host", HOST);
        log.put("query", query(r));
        log.put("first_byte_served", r.status() == 0 ? 0 : 1);
        log.put("last_byte_served", r.status() == 0 || r.aborted() ? 0 : 1);
        log.put("pop", r.pop());
        log.put("platform", "wpc");
        log.put("scheme", "https");
        log.put("client_protocol", "HTTP_2_0");
        return log;
    }

    private static Map<String, Object> akamai(CdnRequest r) {
        Map<String, Object> log = new LinkedHashMap<>();
        log.put("version", "1");
        log.put("cp", "123456");
        log.put("reqTimeSec", seconds(r.loggedAt()));
        log.put("cliIP", r.address());
        log.put("reqHost", HOST);
        log.put("reqPath", r.path().substring(1));
        log.put("queryStr", query(r));
        log.put("reqMethod", "GET");
        log.put("proto", "HTTP/2");
        log.put("statusCode", String.valueOf(r.status()));
        log.put("bytes", String.valueOf(r.bytes()));
        log.put("totalBytes", String.valueOf(r.bytes()));
        log.put("timeToFirstByte", r.status() == 0 ? "-" : String.valueOf(r.ttfbMs()));
        log.put("turnAroundTimeMSec", String.valueOf(r.ttfbMs()));
        log.put("transferTimeMSec", String.valueOf(r.totalMs() - r.ttfbMs()));
        log.put("cacheStatus", r.cached() && r.hit() ? "1" : "0");
        log.put("cacheable", r.cached() ? "1" : "0");
        log.put("errorCode", r.aborted() ? "ERR_CLIENT_ABORT" : "-");
        log.put("lastByte", r.status() == 0 || r.aborted() ? "0" : "1");
        log.put("UA", percent(r.userAgent()));
        log.put("billingRegion", r.pop());
        log.put("country", "-");
        return log;
    }

    /** CloudFront's field order when all but the CMCD fields are chosen, up to {@code x-edge-detailed-result-type}. */
    private static String realTime(CdnRequest r) {
        return String.join(
                "\t",
                seconds(r.at()),
                r.address(),
                "198.51.100.20",
                r.status() == 0 ? "-" : seconds(0, r.ttfbMs()),
                status(r),
                String.valueOf(r.bytes()),
                "GET",
                "https",
                HOST,
                r.path() + "?" + query(r),
                "412",
                r.pop(),
                "request-" + r.session() + "-" + r.at(),
                HOST,
                seconds(0, r.totalMs()),
                "HTTP/2.0",
                "IPv4",
                percent(r.userAgent()),
                "-",
                "-",
                query(r),
                result(r),
                "-",
                "TLSv1.3",
                "TLS_AES_128_GCM_SHA256",
                result(r),
                "-",
                "-",
                "video/mp4",
                String.valueOf(r.bytes()),
                "-",
                "-",
                "50000",
                result(r));
    }

    private static String standard(CdnRequest r) {
        Instant at = Instant.ofEpochMilli(r.at());
        return String.join(
                "\t",
                DAY.format(at),
                TIME.format(at),
                r.pop(),
                String.valueOf(r.bytes()),
                r.address(),
                "GET",
                "d111111abcdef8.cloudfront.net",
                r.path(),
                status(r),
                "-",
                percent(r.userAgent()),
                query(r),
                "-",
                result(r),
                "request-" + r.session() + "-" + r.at(),
                HOST,
                "https",
                "412",
                seconds(0, r.totalMs()),
                "-",
                "TLSv1.3",
                "TLS_AES_128_GCM_SHA256",
                result(r),
                "HTTP/2.0",
                "-",
                "-",
                "50000",
                r.status() == 0 ? "-" : seconds(0, r.ttfbMs()),
                result(r),
                "video/mp4",
                String.valueOf(r.bytes()),
                "-",
                "-");
    }

    private static String nginx(CdnRequest r) {
        boolean upstream = r.cached() && !r.hit();
        return String.format(
                Locale.ROOT,
                "%s %s \"GET %s?%s HTTP/1.1\" %03d %d %s %s %s \"%s\" %s %s",
                seconds(r.at()),
                r.address(),
                r.path(),
                query(r),
                r.status(),
                r.bytes(),
                seconds(0, r.totalMs()),
                upstream ? seconds(0, r.ttfbMs()) : "-",
                !r.cached() ? "-" : r.hit() ? "HIT" : "MISS",
                r.userAgent(),
                HOST,
                r.pop());
    }

    private static String status(CdnRequest r) {
        return String.format(Locale.ROOT, "%03d", r.status());
    }

    /** CloudFront says Error where the client left, with the status that was on its way. */
    private static String result(CdnRequest r) {
        return !r.cached() || r.aborted() ? "Error" : r.hit() ? "Hit" : "Miss";
    }

    private static String query(CdnRequest r) {
        return "pbs=" + r.session();
    }

    private static String seconds(long millis) {
        return seconds(millis / 1000, millis % 1000);
    }

    private static String seconds(long seconds, long millis) {
        return String.format(Locale.ROOT, "%d.%03d", seconds + millis / 1000, millis % 1000);
    }

    private static String percent(String text) {
        return text.replace("%", "%25").replace(" ", "%20").replace("\"", "%22");
    }
}
