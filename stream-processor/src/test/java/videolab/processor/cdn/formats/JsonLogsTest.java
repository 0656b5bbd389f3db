package videolab.processor.cdn.formats;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import videolab.contract.Json;

/** EdgeCast's and Akamai's logs, and whatever else a value of JSON may be. */
class JsonLogsTest {

    private static final String RECORD =
            """
            {"timestamp":1767323045.534116000,"client_ip":"192.0.2.1","status_code":200,"cache_status":"TCP_HIT",\
            "bytes_out":1396836,"write_time":0.001973000,"prewrite_time":0.000250000,"host":"VIDEO.example:443","pop":"dce",\
            "path":"/a/FP_F0.ts","query":"pbs=1&CMCD=ot%3Dv%2Csid%3D%22abc%22","user_agent":"Player/1","last_byte_served":1,\
            "client_country_code":"us","nested":{"a":[1,{"b":2}]},"custom_field":null}""";

    private static final String DS2 =
            """
            {"version":"1","reqTimeSec":"1767323045.5","cliIP":"192.0.2.1","statusCode":"200","bytes":"4096","reqHost":"v.example",\
            "reqPath":"live/master.m3u8","queryStr":"-","UA":"Apple%20TV%2F1","timeToFirstByte":"12","transferTimeMSec":"230",\
            "cacheStatus":"1","country":"GB","billingRegion":"6","lastByte":"1","errorCode":"-","turnAroundTimeMSec":"99"}""";

    @ParameterizedTest
    @ValueSource(strings = {"[%s\n,%s\n]", "[%s,%s\n]", "[%s,\n%s]", "[\n%s\n,\n%s\n]", "{\"logs\":\n[%s,%s]}"})
    void aDocumentMayBreakItsLinesAnywhere(String form) {
        Outcomes outcomes = Outcomes.of(form.formatted(RECORD, RECORD), "edgecast");
        assertThat(outcomes.accepted()).hasSize(2);
        assertThat(outcomes.rejected()).isEmpty();
    }

    @Test
    void anotherCacheStatusOfDs2IsNoFault() {
        assertThat(Outcomes.of(DS2.replace("\"cacheStatus\":\"1\"", "\"cacheStatus\":\"2\""), null)
                        .request()
                        .status())
                .isEqualTo(200);
    }

    @Test
    void edgecastRecord() {
        assertThat(Outcomes.of(RECORD, "edgecast").request())
                .isEqualTo(new CdnRequest(
                        "edgecast",
                        "dce",
                        "video.example",
                        ObjectClass.SEGMENT,
                        1_767_323_045_534L,
                        200,
                        CacheOutcome.HIT,
                        1_396_836,
                        0.25,
                        1.973,
                        false,
                        false,
                        true,
                        "US",
                        1.0,
                        null));
    }

    @Test
    void ds2Record() {
        assertThat(Outcomes.of(DS2, null).request())
                .isEqualTo(new CdnRequest(
                        "akamai",
                        "6",
                        "v.example",
                        ObjectClass.MANIFEST,
                        1_767_323_045_500L,
                        200,
                        CacheOutcome.HIT,
                        4096,
                        12.0,
                        242.0,
                        false,
                        false,
                        true,
                        "GB",
                        1.0,
                        null));
    }

    @ParameterizedTest
    @CsvSource({
        "TCP_HIT, 200, HIT",
        "TCP_PARTIAL_HIT, 206, HIT",
        "TCP_EXPIRED_HIT, 304, REFRESH_HIT",
        "TCP_MISS, 200, MISS",
        "TCP_EXPIRED_MISS, 200, MISS",
        "TCP_CLIENT_REFRESH_MISS, 200, MISS",
        "CONFIG_NOCACHE, 200, UNCOUNTED",
        "UNCACHEABLE, 200, UNCOUNTED",
        "NONE, 200, UNCOUNTED",
        "TCP_HIT, 404, UNCOUNTED",
        "TCP_MISS, 302, UNCOUNTED",
        "TCP_MISS, 503, UNCOUNTED",
    })
    void cacheOutcomes(String cacheStatus, int status, CacheOutcome expected) {
        String record = RECORD.replace("TCP_HIT", cacheStatus).replace("200", String.valueOf(status));
        assertThat(Outcomes.of(record, null).request().outcome()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        // status, error, cached, cacheable: abort, no response, complete, outcome
        "200, -, 1, 1, false, false, true, HIT",
        "206, ^, 0, -, false, false, true, MISS",
        "200, -, 0, 0, false, false, true, UNCOUNTED",
        "200, ERR_CLIENT_ABORT|io, 1, 1, true, false, false, HIT",
        "0, ERR_CLIENT_ABORT, ^, ^, true, false, false, UNCOUNTED",
        "0, ERR_DNS_FAIL, ^, ^, false, true, true, UNCOUNTED",
        "499, -, 0, 1, true, false, false, UNCOUNTED",
        "504, ERR_READ_TIMEOUT, 0, 1, false, false, true, UNCOUNTED",
    })
    void ds2Statuses(
            String status,
            String error,
            String cached,
            String cacheable,
            boolean abort,
            boolean noResponse,
            boolean complete,
            CacheOutcome outcome) {
        CdnRequest request = Outcomes.of(
                        """
                        {"reqTimeSec":"1767323045","statusCode":"%s","errorCode":"%s","cacheStatus":"%s","cacheable":"%s"}"""
                                .formatted(status, error, cached, cacheable),
                        null)
                .request();

        assertThat(request.clientAbort()).isEqualTo(abort);
        assertThat(request.noResponse()).isEqualTo(noResponse);
        assertThat(request.complete()).isEqualTo(complete);
        assertThat(request.outcome()).isEqualTo(outcome);
        assertThat(request.ttfbMs()).isNull();
        assertThat(request.host()).isEqualTo("unknown");
    }

    @Test
    void ds2FallsBackToOtherTimes() {
        CdnRequest request = Outcomes.of(
                        DS2.replace("\"12\"", "\"-\"").replace("transferTimeMSec", "downloadTime"), null)
                .request();
        assertThat(request.ttfbMs()).isEqualTo(99);
        assertThat(request.totalMs()).isEqualTo(230);
    }

    @Test
    void incompleteWithoutItsLastByte() {
        assertThat(Outcomes.of(RECORD.replace("last_byte_served\":1", "last_byte_served\":0"), null)
                        .request()
                        .complete())
                .isFalse();
    }

    @Test
    void everyWayToPackRecords() {
        String text = Json.line(RECORD + "\n");
        assertThat(Outcomes.of(RECORD + "\r\n\n" + RECORD + "\n", null).accepted())
                .hasSize(2);
        assertThat(Outcomes.of(RECORD + RECORD, null).accepted()).hasSize(2);
        assertThat(Outcomes.of("[" + RECORD + ",\n " + RECORD + "]", null).accepted())
                .hasSize(2);
        assertThat(Outcomes.of("[" + text + ", " + text + "]", null).accepted()).hasSize(2);
        assertThat(Outcomes.of("{\"agent_id\":1,\"logs\":[" + RECORD + "," + text + "],\"seq_num\":5}", null)
                        .accepted())
                .hasSize(2);
        assertThat(Outcomes.of("{\n\"logs\": [\n" + RECORD + "\n]\n}", null).accepted())
                .hasSize(1);
        assertThat(Outcomes.of(RECORD.replace(",", ",\n"), null).accepted()).hasSize(1);
        assertThat(Outcomes.of("[]", null).accepted()).isEmpty();
    }

    @Test
    void aPieceOfAnArraysMiddle() {
        Outcomes lines = Outcomes.of(RECORD + ",\n" + RECORD + " ,\n" + RECORD + ",\n", "edgecast");
        assertThat(lines.accepted()).hasSize(3);
        assertThat(lines.rejected()).isEmpty();

        Outcomes line = Outcomes.of("," + RECORD + ",", null);
        assertThat(line.accepted()).hasSize(1);
        assertThat(line.rejected()).isEmpty();

        Outcomes commas = Outcomes.of(RECORD + ",,,," + RECORD, "edgecast");
        assertThat(commas.accepted()).hasSize(1);
        assertThat(commas.rejected()).hasSize(1);
    }

    @Test
    @Timeout(60)
    void aPieceOfAMillionRecordsIsNoMoreWorkThanAnArrayOfThem() {
        assertThat(Outcomes.of("{},".repeat(1_000_000), "edgecast").rejected()).hasSize(1_000_000);
    }

    @Test
    void aBrokenLineCostsItself() {
        Outcomes outcomes = Outcomes.of(RECORD + "\n{\"timestamp\":17\n" + RECORD + "\nnonsense\n", null);
        assertThat(outcomes.accepted()).hasSize(2);
        assertThat(outcomes.rejected())
                .containsExactly(
                        new Outcomes.Reject("JSON that ends too early", "{\"timestamp\":17"),
                        new Outcomes.Reject("broken JSON", "nonsense"));
    }

    @Test
    void aCutOffFirstLineCostsItself() {
        Outcomes outcomes = Outcomes.of("{\"timestamp\":17,\n" + RECORD + "\n" + RECORD, null);
        assertThat(outcomes.accepted()).hasSize(2);
        assertThat(outcomes.rejected()).containsExactly(new Outcomes.Reject("broken JSON", "{\"timestamp\":17,"));
    }

    @Test
    void aBrokenTextCostsItself() {
        String broken = "{\"user_agent:\"x\"}";
        Outcomes outcomes =
                Outcomes.of("[" + Json.line(broken) + "," + Json.line(RECORD) + "," + Json.line("{\"a\"") + "]", null);
        assertThat(outcomes.accepted()).hasSize(1);
        assertThat(outcomes.rejected())
                .containsExactly(
                        new Outcomes.Reject("broken JSON", broken),
                        new Outcomes.Reject("JSON that ends too early", "{\"a\""));
    }

    @Test
    void aBrokenArrayIsLostFromThereOn() {
        Outcomes outcomes = Outcomes.of("[" + RECORD + ",\n{\"timestamp\":1,,},\n" + RECORD + "]", null);
        assertThat(outcomes.accepted()).hasSize(1);
        assertThat(outcomes.rejected()).singleElement().satisfies(reject -> {
            assertThat(reject.reason()).isEqualTo("broken JSON");
            assertThat(reject.piece()).startsWith("{\"timestamp\":1,,}").endsWith("]");
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|no request time",
                "{\"timestamp\":1767323045}|no status",
                "{\"timestamp\":1767323045,\"status_code\":\"OK\"}|status_code is not a valid HTTP status code",
                "{\"timestamp\":1767323045,\"status_code\":-1}|status_code is not a valid HTTP status code",
                "{\"timestamp\":1767323045,\"status_code\":{\"a\":[]}}|status_code is neither text nor number",
                "{\"timestamp\":1767323045,\"status_code\":true}|status_code is neither text nor number",
                "{\"timestamp\":\"now\",\"status_code\":200}|timestamp is not a time in seconds",
                "{\"timestamp\":1e99,\"status_code\":200}|timestamp is not a time in seconds",
                "{\"timestamp\":12345,\"status_code\":200}|the request time is before 2000 or more than 48 h ahead",
                "{\"timestamp\":1767323045534,\"status_code\":200}|the request time is before 2000 or more than 48 h ahead",
                "{\"timestamp\":1767323045,\"status_code\":200,\"bytes_out\":-5}|bytes_out is not a valid number of bytes",
                "{\"timestamp\":1767323045,\"status_code\":200,\"bytes_out\":99999999999999999999}|bytes_out is not a valid number of bytes",
                "{\"timestamp\":1767323045,\"status_code\":200,\"bytes_out\":1125899906842624}|bytes_out is not a valid number of bytes",
                "{\"timestamp\":1767323045,\"status_code\":200,\"write_time\":-1}|write_time is not a valid duration",
                "17|JSON, but no object",
                "\"text\"|JSON, but no object",
                "[[1,2]]|JSON, but no object",
                "sdasd}asdasd|broken JSON",
                "{\"a\":|JSON that ends too early",
            })
    void rejects(String value, String reason) {
        Outcomes outcomes = Outcomes.of(value, "edgecast");
        assertThat(outcomes.accepted()).isEmpty();
        assertThat(outcomes.reasons()).containsExactly(reason);
    }

    @Test
    void aRejectedObjectDoesNotTouchTheNext() {
        Outcomes outcomes = Outcomes.of("[{\"timestamp\":{\"a\":1},\"status_code\":5}, 7, " + RECORD + "]", null);
        assertThat(outcomes.accepted()).hasSize(1);
        assertThat(outcomes.rejected())
                .containsExactly(
                        new Outcomes.Reject(
                                "timestamp is neither text nor number", "{\"timestamp\":{\"a\":1},\"status_code\":5}"),
                        new Outcomes.Reject("JSON, but no object", "7"));
    }

    @Test
    void aTimeAheadIsTheReceivedTimeAndAnOldOneStays() {
        String ahead = RECORD.replace("1767323045.", "1767323200.");
        String old = RECORD.replace("1767323045.", "1631233904.");
        assertThat(Outcomes.of(ahead, null).request().atMs()).isEqualTo(Outcomes.RECEIVED_MS);
        assertThat(Outcomes.of(old, null).request().atMs()).isEqualTo(1_631_233_904_534L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"[", "{\"a\":", "[\n", "{\n", "{\"logs\":[", "[\"", "\u0000", "a", "\"\\u0041", "[1,\n", "\n"})
    void tenMegabytesOfItInLinearTime(String piece) {
        byte[] junk = piece.repeat(10_000_000 / piece.length()).getBytes(UTF_8);
        long start = processorNanos();
        Outcomes outcomes = Outcomes.of(junk, "edgecast");
        // Processor time: the machine may be busy with something else.
        assertThat(Duration.ofNanos(processorNanos() - start)).isLessThan(Duration.ofSeconds(20));
        assertThat(outcomes.accepted()).isEmpty();
    }

    private static long processorNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    @Test
    void noBytesAreTooStrange() {
        Random random = new Random(1);
        byte[] record = ("[" + RECORD + "," + Json.line(RECORD) + "]").getBytes(UTF_8);
        for (int i = 0; i < 2_000; i++) {
            byte[] changed = Arrays.copyOf(record, 1 + random.nextInt(record.length));
            changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
            assertThatCode(() -> Outcomes.of(changed, null)).doesNotThrowAnyException();
        }
        assertThat(Outcomes.of(RECORD.getBytes(UTF_16), "edgecast").rejected().size()
                        + Outcomes.of(RECORD.getBytes(UTF_16), "edgecast")
                                .accepted()
                                .size())
                .isPositive();
    }
}
