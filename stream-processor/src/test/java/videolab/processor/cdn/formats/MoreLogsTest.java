package videolab.processor.cdn.formats;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The formats that differ in their fields: one invented line each, and what each field becomes. */
class MoreLogsTest {

    private static final long AT = Instant.parse("2026-01-02T03:04:05.250Z").toEpochMilli();

    private static CdnRequest expected(
            String cdn, String pop, CacheOutcome outcome, Double ttfbMs, Double totalMs, String country) {
        return new CdnRequest(
                cdn,
                pop,
                "video.example",
                ObjectClass.SEGMENT,
                AT,
                200,
                outcome,
                70_000,
                ttfbMs,
                totalMs,
                false,
                false,
                true,
                country,
                1,
                null);
    }

    @Test
    void cloudflare() {
        String line =
                """
                {"ClientCountry":"se","ClientRequestHost":"video.example","ClientRequestPath":"/live/1.ts",\
                "CacheCacheStatus":"hit","EdgeColoCode":"ARN","EdgeResponseBytes":70000,"EdgeResponseStatus":200,\
                "EdgeTimeToFirstByteMs":12,"EdgeStartTimestamp":%s,"EdgeEndTimestamp":%s}""";
        // Its four formats of time.
        for (String[] times : new String[][] {
            {"\"2026-01-02T03:04:05.250Z\"", "\"2026-01-02T03:04:05.340Z\""},
            {"1767323045250000000", "1767323045340000000"},
            {"1767323045250", "1767323045340"},
            {"1767323045.250", "1767323045.340"}
        }) {
            for (String format : new String[] {null, "cloudflare"}) {
                assertThat(Outcomes.of(line.formatted(times[0], times[1]), format)
                                .request())
                        .as(times[0])
                        .isEqualTo(expected("cloudflare", "ARN", CacheOutcome.HIT, 12.0, 90.0, "SE"));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "hit, HIT",
        "stale, HIT",
        "updating, HIT",
        "revalidated, REFRESH_HIT",
        "miss, MISS",
        "expired, MISS",
        "bypass, UNCOUNTED",
        "dynamic, UNCOUNTED",
        "none, UNCOUNTED"
    })
    void cloudflareResults(String word, CacheOutcome outcome) {
        String line =
                "{\"EdgeResponseStatus\":200,\"EdgeStartTimestamp\":1767323045,\"CacheCacheStatus\":\"" + word + "\"}";
        assertThat(Outcomes.of(line, null).request().outcome()).isEqualTo(outcome);
    }

    @Test
    void fastly() {
        String line =
                """
                {"timestamp":"2026-01-02T03:04:05.250+0000","client_ip":"192.0.2.1","geo_country_code":"SE",\
                "host":"video.example","url":"/live/1.ts?x=1","request_method":"GET","response_state":"HIT-CLUSTER",\
                "response_status":200,"response_body_size":70000,"time_to_first_byte":0.012,"time_elapsed":90000,\
                "fastly_server":"cache-bma1234-BMA","fastly_is_edge":true}"""
                        .replace(".250+0000", ".250+00:00");
        assertThat(Outcomes.of(line, null).request())
                .isEqualTo(expected("fastly", "BMA", CacheOutcome.HIT, 12.0, 90.0, "SE"));
        assertThat(Outcomes.of(line.replace("HIT-CLUSTER", "MISS"), "fastly")
                        .request()
                        .outcome())
                .isEqualTo(CacheOutcome.MISS);
        assertThat(Outcomes.of(line.replace("HIT-CLUSTER", "PASS"), "fastly")
                        .request()
                        .outcome())
                .isEqualTo(CacheOutcome.UNCOUNTED);
        assertThat(Outcomes.of(line.replace(".250+00:00", "+0000"), "fastly")
                        .request()
                        .atMs())
                .isEqualTo(AT - 250);
    }

    @Test
    void nginxJson() {
        String line =
                """
                {"msec":"1767323045.250","remote_addr":"192.0.2.1","request":"GET /live/1.ts HTTP/1.1","status":"200",\
                "bytes_sent":"70000","request_time":"0.090","upstream_header_time":"0.004, 0.012",\
                "upstream_cache_status":"MISS","host":"video.example","hostname":"edge1","http_user_agent":"VLC"}""";
        assertThat(Outcomes.of(line, null).request())
                .isEqualTo(expected("nginx", "edge1", CacheOutcome.MISS, 12.0, 90.0, null));
        assertThat(Outcomes.of(
                                "{\"time_iso8601\":\"2026-01-02T04:04:05+01:00\",\"status\":404,\"uri\":\"/a.mpd\",\"request_time\":0.1}",
                                null)
                        .request()
                        .atMs())
                .isEqualTo(AT - 250);
    }

    @Test
    void googleMediaCdn() {
        String line =
                """
                {"timestamp":"2026-01-02T03:04:05.250Z","resource":{"type":"edgecache"},"httpRequest":{"requestMethod":"GET",\
                "requestUrl":"https://video.example/live/1.ts","status":200,"responseSize":"70000","latency":"0.090s",\
                "cacheHit":true,"cacheLookup":true},"jsonPayload":{"cacheStatus":"hit","clientRegionCode":"SE"}}""";
        assertThat(Outcomes.of(line, null).request())
                .isEqualTo(expected("google-media-cdn", "unknown", CacheOutcome.HIT, null, 90.0, "SE"));
        assertThat(Outcomes.of(
                                line.replace("\"hit\"", "\"miss\"")
                                        .replace("true,\"cacheLookup", "false,\"cacheLookup"),
                                null)
                        .request()
                        .outcome())
                .isEqualTo(CacheOutcome.MISS);
    }

    @Test
    void combined() {
        String line = "192.0.2.1 - frank [02/Jan/2026:04:04:05 +0100] \"GET /live/1.ts?x=1 HTTP/1.1\" 200 70000"
                + " \"https://a.example/\" \"Mozilla/5.0 (\\\"quoted\\\") x\" 0.090\n";
        for (String format : new String[] {null, "combined"}) {
            CdnRequest request = Outcomes.of(line, format).request();
            assertThat(request.cdn()).isEqualTo("combined");
            assertThat(request.atMs()).isEqualTo(AT - 250);
            assertThat(request.status()).isEqualTo(200);
            assertThat(request.bytes()).isEqualTo(70_000);
            assertThat(request.objectClass()).isEqualTo(ObjectClass.SEGMENT);
            assertThat(request.outcome()).as("the log has no cache result").isEqualTo(CacheOutcome.UNCOUNTED);
            assertThat(request.totalMs()).isNull();
        }
        assertThat(Outcomes.of(line.replace("70000", "-"), null).request().bytes())
                .isZero();
        assertThat(Outcomes.of(line.replace("Jan", "Jam"), "combined").reasons())
                .containsExactly("time is not a valid time");
        assertThat(Outcomes.of("a b c [02/Jan/2026\n", "combined").reasons())
                .containsExactly("a quotation mark or bracket without its end");
        assertThat(Outcomes.of("a b c\n", "combined").reasons()).containsExactly("3 fields, not 7 or more");
    }

    @Test
    void awsAlb() {
        String line =
                "h2 2026-01-02T03:04:05.250000Z app/lb/1 192.0.2.1:2817 10.0.0.1:80 0.010 0.070 0.010 200 200 34 70000"
                        + " \"GET https://video.example:443/live/1.ts HTTP/2.0\" \"curl/8\" ECDHE TLSv1.2 arn:x \"Root=1\" \"-\" \"-\" 0\n";
        assertThat(Outcomes.of(line, null).request())
                .isEqualTo(expected("aws-alb", "unknown", CacheOutcome.UNCOUNTED, null, 90.0, null));
        CdnRequest refused = Outcomes.of(line.replace("0.010 0.070 0.010 200", "-1 -1 -1 503"), null)
                .request();
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.totalMs()).isNull();
        assertThat(Outcomes.of(line.replace("0.010 200 200", "0.010 460 -"), null)
                        .request()
                        .clientAbort())
                .isTrue();
    }

    @Test
    void cloudFrontStandardVersion2() {
        String json =
                """
                {"timestamp(ms)":"1767323045250","sc-status":"200","sc-bytes":"70000","x-edge-location":"ARN56-P1",\
                "x-host-header":"video.example","cs-uri-stem":"/live/1.ts","x-edge-result-type":"RefreshHit",\
                "time-to-first-byte":"0.012","time-taken":"0.090","c-country":"SE"}""";
        assertThat(Outcomes.of(json, null).request())
                .isEqualTo(expected("cloudfront", "ARN56-P1", CacheOutcome.REFRESH_HIT, 12.0, 90.0, "SE"));
        String text = "#Fields: timestamp(ms) sc-status sc-bytes cs-uri-stem x-edge-result-type\n"
                + "1767323045250\t200\t70000\t/live/1.ts\tMiss\n";
        CdnRequest request = Outcomes.of(text, "cloudfront-std").request();
        assertThat(request.atMs()).isEqualTo(AT);
        assertThat(request.outcome()).isEqualTo(CacheOutcome.MISS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cs-protocol-version",
                "c-ip-version",
                "cs-user-agent",
                "cs-referer",
                "cs-cookie",
                "cs-uri-query",
                "x-edge-response-result-type",
                "x-forwarded-for",
                "ssl-protocol",
                "ssl-cipher"
            })
    void aRealTimeLogWithoutAFieldNamesTheOption(String leftOut) {
        assertThat(Outcomes.of(realTime(null), "cloudfront-rt").request().outcome())
                .isEqualTo(CacheOutcome.HIT);
        Outcomes outcomes = Outcomes.of(realTime(leftOut), "cloudfront-rt");
        assertThat(outcomes.accepted()).isEmpty();
        assertThat(outcomes.reasons()).singleElement().asString().contains("--cloudfront-fields");
    }

    private static String realTime(String leftOut) {
        StringBuilder line = new StringBuilder();
        for (String field : CloudFront.REAL_TIME) {
            if (!field.equals(leftOut)) {
                line.append(line.length() == 0 ? "" : "\t")
                        .append(
                                switch (field) {
                                    case "timestamp" -> "1767323045.250";
                                    case "c-ip" -> "2001:db8::7";
                                    case "s-ip" -> "192.0.2.200";
                                    case "sc-status" -> "200";
                                    case "sc-bytes" -> "70000";
                                    case "cs-protocol" -> "https";
                                    case "cs-protocol-version" -> "HTTP/2.0";
                                    case "c-ip-version" -> "IPv6";
                                    case "cs-user-agent" -> "VLC/3.0.20%20LibVLC/3.0.20";
                                    case "cs-cookie" -> "a=b;%20c=d";
                                    case "x-edge-result-type",
                                            "x-edge-response-result-type",
                                            "x-edge-detailed-result-type" -> "Hit";
                                    case "x-forwarded-for" -> "192.0.2.1,%20198.51.100.2";
                                    case "ssl-protocol" -> "TLSv1.3";
                                    case "ssl-cipher" -> "TLS_AES_128_GCM_SHA256";
                                    case "c-country" -> "SE";
                                    default -> "-";
                                });
            }
        }
        return line + "\n";
    }

    @Test
    void aRealTimeLogOfAFewFieldsNamesTheOptionToo() {
        for (String line : new String[] {
            "1767323045.250\t200\tHit\n", // too few
            realTime("cs-bytes"), // all behind it moved up
            realTime("sc-content-type"), // the port is the result's detail then
            realTime("sc-range-start")
        }) {
            assertThat(Outcomes.of(line, "cloudfront-rt").reasons())
                    .singleElement()
                    .asString()
                    .contains("--cloudfront-fields");
        }
    }

    @Test
    void structuredDataStream2HasTheFieldsOfTheStream() {
        String fields =
                "statusCode bytes UA cacheStatus reqTimeSec timeToFirstByte transferTimeMSec cacheable errorCode"
                        + " lastByte billingRegion reqHost reqPath queryStr country";
        String line = "200 70000 VLC%2F3.0 1 1767323045.250 12 78 1 - 1 SE1 video.example live/1.ts - SE";
        CdnRequest expected = expected("akamai", "SE1", CacheOutcome.HIT, 12.0, 90.0, "SE");
        ReaderSettings named =
                new ReaderSettings(LogFormat.AKAMAI_DS2, List.of(), List.of(fields.split(" ")), Map.of());

        assertThat(Outcomes.of(line.getBytes(UTF_8), null, named).request()).isEqualTo(expected);
        assertThat(Outcomes.of(line.replace(' ', '\t').getBytes(UTF_8), null, named)
                        .request())
                .isEqualTo(expected);
        assertThat(Outcomes.of("#Fields: " + fields + "\n" + line + "\n", null).request())
                .isEqualTo(expected);
        assertThat(Outcomes.of(
                                "{\"reqTimeSec\":\"1767323045.250\",\"statusCode\":\"404\"}".getBytes(UTF_8),
                                null,
                                named)
                        .request()
                        .status())
                .as("JSON is JSON")
                .isEqualTo(404);
        // Another order, and another length.
        String two = "#Fields: reqTimeSec statusCode cacheStatus errorCode\n1767323045.250 200 0 ERR_CLIENT_ABORT|x\n";
        CdnRequest aborted = Outcomes.of(two, "akamai-ds2").request();
        assertThat(aborted.outcome()).isEqualTo(CacheOutcome.MISS);
        assertThat(aborted.clientAbort()).isTrue();
        assertThat(Outcomes.of(line, "akamai-ds2").reasons())
                .singleElement()
                .asString()
                .contains("--akamai-fields");
        assertThat(Outcomes.of((line + " more").getBytes(UTF_8), null, named).reasons())
                .containsExactly("16 fields, not the 15 that --akamai-fields or #Fields names");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            edgecast|{"timestamp":1767323045,"status_code":200,"cache_status":"TCP_NEW"}|TCP_NEW
            edgecast|{"timestamp":1767323045,"status_code":200,"cache_status":"NONE"}|
            akamai-ds2|{"reqTimeSec":"1767323045","statusCode":"200","cacheStatus":"7"}|7
            cloudfront-std|{"timestamp(ms)":"1767323045250","sc-status":"200","x-edge-result-type":"Guess"}|Guess
            cloudfront-std|{"timestamp(ms)":"1767323045250","sc-status":"302","x-edge-result-type":"Redirect"}|
            nginx-json|{"msec":"1767323045","status":"200","upstream_cache_status":"WARM"}|WARM
            nginx-json|{"msec":"1767323045","status":"200","upstream_cache_status":"BYPASS"}|
            cloudflare|{"EdgeStartTimestamp":1767323045,"EdgeResponseStatus":200,"CacheCacheStatus":"prefetched"}|prefetched
            fastly|{"timestamp":"2026-01-02T03:04:05Z","response_status":200,"response_state":"WAIT-1"}|WAIT-1
            google-media-cdn|{"timestamp":"2026-01-02T03:04:05Z","httpRequest":{"status":200},"jsonPayload":{"cacheStatus":"odd one"}}|unreadable
            """)
    void anUnknownResultIsKnownByItsName(String format, String line, String word) {
        CdnRequest request = Outcomes.of(line, format).request();
        assertThat(request.outcome()).isEqualTo(CacheOutcome.UNCOUNTED);
        assertThat(request.unknownResult()).isEqualTo(word);
    }

    @Test
    void theOrderAndTheLengthOfFieldsAreTheCustomers() {
        String line = "{\"queryStr\": \"token=" + "x".repeat(9_000)
                + "\", \"statusCode\": \"200\", \"cacheStatus\": \"1\", \"reqTimeSec\": \"1767323045.250\"}";
        CdnRequest request = Outcomes.of(line, null).request();
        assertThat(request.cdn()).isEqualTo("akamai");
        assertThat(request.outcome()).isEqualTo(CacheOutcome.HIT);
    }

    @Test
    void gzipIsUnpackedByItsMagicBytes() throws IOException {
        String lines =
                "{\"timestamp\":1767323045,\"status_code\":200}\n{\"timestamp\":1767323046,\"status_code\":404}\n";
        byte[] packed = gzip(lines.getBytes(UTF_8));
        assertThat(Outcomes.of(packed, null).accepted()).hasSize(2);
        byte[] cut = Arrays.copyOf(packed, packed.length - 9);
        assertThat(Outcomes.of(cut, null).reasons()).isEqualTo(List.of("broken gzip"));
        assertThat(Outcomes.of(gzip(packed), null).reasons()).isEqualTo(List.of("gzip in gzip"));
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }
}
