package videolab.processor.cdn.formats;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** CloudFront's and nginx's logs, and how a format is found out. */
class TextLogsTest {

    private static final String STANDARD = String.join(
            "\t",
            "2026-01-02 03:04:05 SIN2 540648 192.0.2.1 GET d1.cloudfront.net /a/b.ts 200 - Mozilla%2520(X)/5.0 w=1 - Miss id== v.example https 441 4.988 - TLSv1.2 CIPHER Miss HTTP/1.1"
                    .split(" "));

    private static final String NGINX =
            "1767323045.123 192.0.2.1 \"GET /live/a.mpd?x=1 HTTP/2.0\" 200 1234 0.005 0.004 MISS \"Player \\x22x/1\" v.example edge1";

    /** A real-time line of all fields with a dash, but for the given ones. */
    private static String realTime(Map<String, String> values) {
        List<String> columns = new ArrayList<>();
        CloudFront.REAL_TIME.forEach(
                name -> columns.add(values.getOrDefault(name, name.equals("s-ip") ? "198.51.100.2" : "-")));
        return String.join("\t", columns);
    }

    @Test
    void standardLine() {
        assertThat(Outcomes.of(STANDARD, null).request())
                .isEqualTo(new CdnRequest(
                        "cloudfront",
                        "SIN2",
                        "v.example",
                        ObjectClass.SEGMENT,
                        1_767_323_045_000L,
                        200,
                        CacheOutcome.MISS,
                        540_648,
                        null,
                        4_988.0,
                        false,
                        false,
                        true,
                        null,
                        1.0,
                        null));
    }

    @Test
    void realTimeLine() {
        String line = realTime(Map.ofEntries(
                Map.entry("timestamp", "1767323045.678"),
                Map.entry("c-ip", "192.0.2.1"),
                Map.entry("s-ip", "2001:db8::9"),
                Map.entry("time-to-first-byte", "0.002"),
                Map.entry("sc-status", "206"),
                Map.entry("sc-bytes", "70000"),
                Map.entry("cs-host", "v.example"),
                Map.entry("cs-uri-stem", "/a/b.m4s?x=y.m3u8"),
                Map.entry("x-edge-location", "LHR50-C1"),
                Map.entry("x-host-header", "d1.cloudfront.net"),
                Map.entry("time-taken", "0.250"),
                Map.entry("cs-user-agent", "Apple%20TV"),
                Map.entry("x-edge-result-type", "RefreshHit"),
                Map.entry("c-country", "GB"),
                Map.entry("cmcd-session-id", "s-1")));

        assertThat(Outcomes.of(line, null).request())
                .isEqualTo(new CdnRequest(
                        "cloudfront",
                        "LHR50-C1",
                        "v.example",
                        ObjectClass.SEGMENT,
                        1_767_323_045_678L,
                        206,
                        CacheOutcome.REFRESH_HIT,
                        70_000,
                        2.0,
                        250.0,
                        false,
                        false,
                        true,
                        "GB",
                        1.0,
                        null));
        // A configuration made before the field of the edge's address.
        assertThat(Outcomes.of(line.replace("2001:db8::9\t", ""), null).request())
                .isEqualTo(Outcomes.of(line, null).request());
        // An older configuration has fewer fields.
        assertThat(Outcomes.of(line.substring(0, line.indexOf("\tGB")), "cloudfront-rt")
                        .request()
                        .country())
                .isNull();
    }

    @Test
    void realTimeLineOfAConfiguration() {
        ReaderSettings settings = new ReaderSettings(
                LogFormat.CLOUDFRONT_RT,
                List.of("timestamp", "sc-status", "x-edge-result-type"),
                List.of(),
                Map.of(LogFormat.CLOUDFRONT_RT, 0.1));
        Outcomes outcomes =
                Outcomes.of("1767323045.678\t200\tHit\n1767323045.678\t200\n".getBytes(UTF_8), null, settings);
        assertThat(outcomes.accepted()).singleElement().satisfies(request -> {
            assertThat(request.outcome()).isEqualTo(CacheOutcome.HIT);
            assertThat(request.samplingRate()).isEqualTo(0.1);
        });
        assertThat(outcomes.reasons()).containsExactly("2 columns, not 3");
    }

    @ParameterizedTest
    @CsvSource({
        // result, before the response, in detail, status: outcome, abort, no response
        "Hit, Hit, Hit, 200, HIT, false",
        "RefreshHit, RefreshHit, RefreshHit, 304, REFRESH_HIT, false",
        "OriginShieldHit, Hit, OriginShieldHit, 200, HIT, false",
        "Miss, Miss, OriginShieldHit, 200, HIT, false",
        "Miss, Miss, Miss, 200, MISS, false",
        "Error, Error, Error, 404, UNCOUNTED, false",
        "Error, Error, OriginConnectError, 502, UNCOUNTED, false",
        "Error, Error, Error, 000, UNCOUNTED, true",
        "Error, Hit, ClientCommError, 200, HIT, true",
        "Error, Miss, -, 206, MISS, true",
        "Redirect, Redirect, Redirect, 301, UNCOUNTED, false",
        "LimitExceeded, LimitExceeded, LimitExceeded, 503, UNCOUNTED, false",
        "CapacityExceeded, CapacityExceeded, CapacityExceeded, 503, UNCOUNTED, false",
    })
    void cloudFrontResults(
            String result, String before, String detail, String status, CacheOutcome outcome, boolean abort) {
        CdnRequest request = Outcomes.of(
                        realTime(Map.of(
                                "timestamp",
                                "1767323045",
                                "sc-status",
                                status,
                                "x-edge-result-type",
                                result,
                                "x-edge-response-result-type",
                                before,
                                "x-edge-detailed-result-type",
                                detail)),
                        null)
                .request();

        assertThat(request.outcome()).isEqualTo(outcome);
        assertThat(request.clientAbort()).isEqualTo(abort);
        assertThat(request.complete()).isEqualTo(!abort);
        assertThat(request.noResponse()).isFalse();
    }

    @Test
    void fieldsOfAFileDecideItsOrder() {
        String file = "#Version: 1.0\r\n#Fields: time date sc-status x-edge-result-type c-country\r\n"
                + "03:04:05\t2026-01-02\t200\tHit\tSG\r\n03:04:06\t2026-01-02\t200\tHit\r\n\r\n";
        Outcomes outcomes = Outcomes.of(file, null);
        assertThat(outcomes.accepted()).singleElement().satisfies(request -> {
            assertThat(request.country()).isEqualTo("SG");
            assertThat(request.atMs()).isEqualTo(1_767_323_045_000L);
        });
        assertThat(outcomes.rejected())
                .containsExactly(new Outcomes.Reject("4 columns, not 5", "03:04:06\t2026-01-02\t200\tHit"));
        assertThat(Outcomes.of("#Version: 1.0\n", null).rejected()).isEmpty();
    }

    @Test
    void nginxLine() {
        assertThat(Outcomes.of(NGINX, null).request())
                .isEqualTo(new CdnRequest(
                        "nginx",
                        "edge1",
                        "v.example",
                        ObjectClass.MANIFEST,
                        1_767_323_045_123L,
                        200,
                        CacheOutcome.MISS,
                        1234,
                        4.0,
                        5.0,
                        false,
                        false,
                        true,
                        null,
                        1.0,
                        null));
    }

    @ParameterizedTest
    @CsvSource({
        "HIT, 200, HIT",
        "STALE, 200, HIT",
        "UPDATING, 206, HIT",
        "REVALIDATED, 200, REFRESH_HIT",
        "EXPIRED, 200, MISS",
        "MISS, 304, MISS",
        "BYPASS, 200, UNCOUNTED",
        "-, 200, UNCOUNTED",
        "MISS, 499, UNCOUNTED",
        "HIT, 301, UNCOUNTED",
    })
    void nginxOutcomes(String cache, String status, CacheOutcome outcome) {
        CdnRequest request = Outcomes.of(NGINX.replace("MISS", cache).replace(" 200 ", " " + status + " "), null)
                .request();
        assertThat(request.outcome()).isEqualTo(outcome);
        assertThat(request.clientAbort()).isEqualTo(status.equals("499"));
    }

    @Test
    void nginxLineWithoutMuch() {
        CdnRequest request = Outcomes.of("1767323045.000 - \"\" 000 0 0.000 - - \"-\" - -", "nginx")
                .request();
        assertThat(request.noResponse()).isTrue();
        assertThat(request.ttfbMs()).isNull();
        assertThat(request.host()).isEqualTo("unknown");
        assertThat(request.pop()).isEqualTo("unknown");
    }

    @Test
    void nginxAskedSeveralServers() {
        String several = NGINX.replace("0.004 MISS", "-, 0.010 : 0.020 MISS");
        assertThat(Outcomes.of(several, null).request().ttfbMs()).isEqualTo(20);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nginx|1767323045.123 192.0.2.1|2 fields, not 11",
                "nginx|1767323045.123 192.0.2.1 \"GET /|a quotation mark without its end",
                "nginx|1767323045.123 192.0.2.1 \"GET / HTTP/1.1\"200 1 1 1 - \"-\" - -|no space after $request",
                "nginx|yesterday 192.0.2.1 \"GET / HTTP/1.1\" 200 1 1 1 - \"-\" - -|$msec is not a time in seconds",
                "nginx|1767323045 192.0.2.1 \"GET / HTTP/1.1\" 200 1 1 1 - \"-\" - - more|more than 11 fields",
                "cloudfront-std|2026-01-02 03:04:05|1 columns, not 19 to 33",
                "cloudfront-rt|1767323045.123|1 columns, not 25 to 68: name the configuration's fields with --cloudfront-fields",
                "cloudfront-rt|1767323045.123\t192.0.2.1\t198.51.100.2|3 columns, not 26 to 69: name the configuration's fields with --cloudfront-fields",
                "apache|anything|the header format is not one of edgecast, cloudfront-rt, cloudfront-std, akamai-ds2, nginx, nginx-json, combined, cloudflare, fastly, google-media-cdn, aws-alb",
            })
    void rejects(String format, String value, String reason) {
        Outcomes outcomes = Outcomes.of(value, format);
        assertThat(outcomes.accepted()).isEmpty();
        assertThat(outcomes.reasons()).containsExactly(reason);
    }

    @ParameterizedTest
    @CsvSource({
        "03:04:05, 25:04:05, time is not a valid time of day",
        "03:04:05, 03:04, time is not a valid time of day",
        "2026-01-02, 2026-13-02, date is not a valid date",
        "540648, many, sc-bytes is not a valid number of bytes",
        "4.988, soon, time-taken is not a valid duration",
    })
    void rejectedColumns(String right, String wrong, String reason) {
        assertThat(Outcomes.of(STANDARD.replace(right, wrong), "cloudfront-std").reasons())
                .containsExactly(reason);
    }

    @ParameterizedTest
    @CsvSource({
        "m3u8, MANIFEST",
        "mpd, MANIFEST",
        "ts, SEGMENT",
        "m4s, SEGMENT",
        "MP4, SEGMENT",
        "vtt, SEGMENT",
        "key, KEY",
        "js, OTHER",
        "'', OTHER",
    })
    void objectClasses(String extension, ObjectClass expected) {
        assertThat(ObjectClass.of("/a.b/c." + extension + "?x=/y.ts", null)).isEqualTo(expected);
    }

    @Test
    void cmcdSaysWhatThePathDoesNot() {
        assertThat(ObjectClass.of("/a/b", "m")).isEqualTo(ObjectClass.MANIFEST);
        assertThat(ObjectClass.of("/a/b.ts", "m")).isEqualTo(ObjectClass.SEGMENT);
        assertThat(ObjectClass.of("/a.ism/Manifest", null)).isEqualTo(ObjectClass.MANIFEST);
    }

    @Test
    void formatsAreFoundOut() {
        assertThat(CdnLogReader.sniff(STANDARD.getBytes(UTF_8))).contains(LogFormat.CLOUDFRONT_STD);
        assertThat(CdnLogReader.sniff(
                        realTime(Map.of("timestamp", "1767323045.1")).getBytes(UTF_8)))
                .contains(LogFormat.CLOUDFRONT_RT);
        assertThat(CdnLogReader.sniff(NGINX.getBytes(UTF_8))).contains(LogFormat.NGINX);
        assertThat(CdnLogReader.sniff("#Fields: timestamp sc-status\n".getBytes(UTF_8)))
                .contains(LogFormat.CLOUDFRONT_RT);
        assertThat(CdnLogReader.sniff("hello".getBytes(UTF_8))).isEmpty();
        assertThat(Outcomes.of("hello", null).reasons())
                .containsExactly("none of the formats " + LogFormat.wireNames());
        assertThat(Outcomes.of("", null).reasons()).containsExactly("empty value");
        assertThat(Outcomes.of((byte[]) null, null).reasons()).containsExactly("empty value");
    }
}
