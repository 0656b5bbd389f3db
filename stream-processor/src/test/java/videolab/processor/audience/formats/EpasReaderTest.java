package videolab.processor.audience.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static videolab.processor.audience.formats.EventFormat.EPAS;
import static videolab.processor.audience.formats.Values.NOW;
import static videolab.processor.audience.formats.Values.epas;
import static videolab.processor.audience.formats.Values.event;
import static videolab.processor.audience.formats.Values.parse;
import static videolab.processor.audience.formats.Values.reason;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import videolab.processor.audience.sessions.EndReason;
import videolab.processor.audience.sessions.EventKind;
import videolab.processor.audience.sessions.PlayerEvent;

class EpasReaderTest {

    @ParameterizedTest
    @CsvSource({
        "init, INIT",
        "metadata, METADATA",
        "loading, LOADING",
        "loaded, LOADED",
        "playing, PLAYING",
        "resume, PLAYING",
        "paused, PAUSED",
        "buffering, BUFFERING",
        "buffered, BUFFERED",
        "seeking, SEEKING",
        "seeked, SEEKED",
        "heartbeat, HEARTBEAT",
        "warning, WARNING",
        "error, ERROR",
        "stopped, STOPPED"
    })
    void knowsEveryEvent(String event, EventKind kind) {
        PlayerEvent parsed = event(epas("'event': '" + event + "', 'playhead': -1, 'duration': -1"));

        assertThat(parsed.kind()).isEqualTo(kind);
        assertThat(parsed.session()).isEqualTo("s-1");
        assertThat(parsed.eventAtMs()).isEqualTo(NOW);
        assertThat(parsed.completion()).isNaN();
        assertThat(parsed.request()).isNull();
    }

    @Test
    void theFieldsComeInAnyOrder() {
        PlayerEvent parsed = event(
                """
                {"payload": {"code": 404, "data": {"a": [1, {"b": 2}]}, "category": "net"}, "extra": [[]],
                 "duration": 200, "playhead": 50.0, "timestamp": 1767323045000, "sessionId": "s-1", "event": "error"}
                """);

        assertThat(parsed.kind()).isEqualTo(EventKind.ERROR);
        assertThat(parsed.errorCode()).isEqualTo("404");
        assertThat(parsed.completion()).isEqualTo(0.25);
    }

    @Test
    void metadataDescribesTheSession() {
        PlayerEvent parsed = event(epas("'event': 'metadata', 'payload': {'live': false, 'contentId': 'c-1',"
                + " 'contentTitle': 'Title', 'userId': 'u', 'deviceId': 'd', 'deviceModel': 'm', 'cdn': 'cdn-a',"
                + " 'playerName': 'hls.js', 'drmType': null}"));

        assertThat(parsed.content()).isEqualTo("c-1");
        assertThat(parsed.live()).isFalse();
        assertThat(parsed.userId()).isEqualTo("u");
        assertThat(parsed.deviceId()).isEqualTo("d");
        assertThat(parsed.cdn()).isEqualTo("cdn-a");
        assertThat(parsed.player()).isEqualTo("hls.js");
    }

    @Test
    void withoutAnIdTheTitleIsTheContent() {
        assertThat(event(epas("'event': 'metadata', 'payload': {'contentId': ' ', 'contentTitle': 'Title'}"))
                        .content())
                .isEqualTo("Title");
        assertThat(event(epas("'event': 'metadata', 'payload': null")).content())
                .isNull();
    }

    @Test
    void aPayloadThatIsOfAnotherTypeSaysNothing() {
        PlayerEvent parsed = event(epas("'event': 'heartbeat', 'payload': {'player': {'contentId': 'x'},"
                + " 'live': 'yes', 'cdn': ['a'], 'userId': true, 'bitrate': 'high'}"));

        assertThat(parsed.player()).isNull();
        assertThat(parsed.content()).isNull();
        assertThat(parsed.live()).isNull();
        assertThat(parsed.cdn()).isNull();
        assertThat(parsed.userId()).isNull();
        assertThat(parsed.bitrateKbps()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"ended, ENDED", "aborted, ABORTED", "error, ERROR", "unknown, UNKNOWN", "closed, UNKNOWN"})
    void stoppedSaysWhy(String reason, EndReason expected) {
        assertThat(event(epas("'event': 'stopped', 'payload': {'reason': '" + reason + "'}"))
                        .stopReason())
                .isEqualTo(expected);
    }

    @Test
    void stoppedWithoutAReasonIsUnknown() {
        assertThat(event(epas("'event': 'stopped'")).stopReason()).isEqualTo(EndReason.UNKNOWN);
        assertThat(event(epas("'event': 'paused', 'payload': {'reason': 'ended'}"))
                        .stopReason())
                .isNull();
    }

    @Test
    void aBitrateIsInWholeKilobits() {
        assertThat(event(epas("'event': 'bitrate_changed', 'payload': {'bitrate': 3200.4, 'width': 1280}"))
                        .bitrateKbps())
                .isEqualTo(3200);
    }

    @ParameterizedTest
    @CsvSource({
        "30, 60, 0.5",
        "0, 60, 0",
        "61, 60, 1",
        // Milliseconds of seconds, a live clock, nothing to divide by.
        "30000, 60, NaN",
        "1767323045000, -1, NaN",
        "30, 0, NaN",
        "-1, 60, NaN",
        "1e999, 1e999, NaN"
    })
    void completionIsARatioOrUnknown(String playhead, String duration, Double expected) {
        assertThat(event(epas("'event': 'heartbeat', 'playhead': " + playhead + ", 'duration': " + duration))
                        .completion())
                .isEqualTo(expected);
    }

    @Test
    void liveIsNeverComplete() {
        assertThat(event(epas("'event': 'metadata', 'playhead': 1, 'duration': 2, 'payload': {'live': true}"))
                        .completion())
                .isNaN();
    }

    @Test
    void textsAreCutAndCleaned() {
        PlayerEvent parsed = event(epas("'event': 'error', 'payload': {'code': '" + "9".repeat(100)
                + "', 'contentId': 'a\\u0000\\n\\u001bb', 'userId': '" + "u".repeat(127) + "\uD83D\uDE00'}"));

        assertThat(parsed.errorCode()).hasSize(64);
        assertThat(parsed.content()).isEqualTo("ab");
        assertThat(parsed.userId()).isEqualTo("u".repeat(127));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "hello | broken JSON from byte",
                "{'event': 'init', 'sessionId': 's-1', 'timest | JSON that ends too early, after 45 bytes",
                "[] | empty value",
                "{} {} | no event name, and 1 more",
                "[7] | JSON that is not an object",
                "{'sessionId': 's-1', 'timestamp': 1767323045000} | no event name",
                "{'event': 'ini', 'sessionId': 's-1', 'timestamp': 1767323045000} | unknown event 'ini'",
                "{'event': 'a\\nb', 'sessionId': 's-1', 'timestamp': 1767323045000} | unknown event 'ab'",
                "{'event': 7, 'sessionId': 's-1', 'timestamp': 1767323045000} | event is not a string",
                "{'event': 'init', 'event': 'stopped', 'sessionId': 's-1', 'timestamp': 1767323045000} | event twice",
                "{'event': 'init', 'timestamp': 1767323045000} | no session id",
                "{'event': 'init', 'sessionId': '', 'timestamp': 1767323045000} | no session id",
                "{'event': 'init', 'sessionId': null, 'timestamp': 1767323045000} | sessionId is not a string",
                "{'event': 'init', 'sessionId': 'a\\u0007', 'timestamp': 1767323045000} | with control characters",
                "{'event': 'init', 'sessionId': 's-1'} | no timestamp",
                "{'event': 'init', 'sessionId': 's-1', 'timestamp': '1767323045000'} | timestamp is not a whole number",
                "{'event': 'init', 'sessionId': 's-1', 'timestamp': 1767323045.5} | timestamp is not a whole number",
                "{'event': 'init', 'sessionId': 's-1', 'timestamp': 99999999999999999999} | timestamp is out of range",
                "{'event': 'init', 'sessionId': 's-1', 'timestamp': 0} | event time 1970-01-01T00:00:00Z is more than 48 h",
                "{'event': 'init', 'sessionId': 's-1', 'timestamp': 4102444800000} | event time 2100-01-01T00:00:00Z is",
                "{'event': 'init', 'sessionId': 's-1', 'timestamp': 1767323045000, 'playhead': '5'} | playhead is not a number",
                "{'event': 'init', 'sessionId': 's-1', 'timestamp': 1767323045000, 'payload': 5} | payload is not an object",
                "{'event': 'bitrate_changed', 'sessionId': 's-1', 'timestamp': 1767323045000} | without a bitrate",
            })
    void namesWhatItRefuses(String value, String reason) {
        assertThat(reason(value.replace('\'', '"'), EPAS)).contains(reason);
    }

    @Test
    void refusesALongSessionId() {
        String value = "{\"event\": \"init\", \"sessionId\": \"" + "s".repeat(129) + "\", \"timestamp\": " + NOW + "}";

        assertThat(reason(value, EPAS)).contains("more than 128 characters");
    }

    @Test
    void tenMegabytesOfBracketsAreNestedTooDeep() {
        assertThat(reason("[".repeat(10_000_000), EPAS)).contains("nested deeper than 64");
        assertThat(reason("{\"payload\": {\"x\": " + "[".repeat(10_000_000), EPAS))
                .contains("nested deeper than 64");
        assertThat(reason("{\"a\":".repeat(2_000_000), EPAS)).contains("nested deeper than 64");
    }

    @Test
    void aLongStringIsOverTheLimit() {
        assertThat(reason(epas("'event': '" + "x".repeat(100_000) + "'"), EPAS)).contains("string over 64 KiB");
    }

    @Test
    void anArrayAndJsonLinesAreEventsEach() {
        String one = "{\"event\": \"init\", \"sessionId\": \"s-1\", \"timestamp\": 1767323045000}";
        String two = one.replace("init", "playing");
        for (String value : List.of(
                "[" + one + ", " + two + "]", one + "\n" + two + "\n", "\uFEFF" + one + "\r\n" + two, one + two)) {
            assertThat(parse(value, null)).as(value).hasSize(2).allMatch(Parsed.Accepted.class::isInstance);
        }
    }

    @Test
    void whatIsBrokenInABatchCostsTheOthersNothing() {
        String good = "{\"event\": \"init\", \"sessionId\": \"s-1\", \"timestamp\": 1767323045000}";
        String bad =
                "{\"event\": \"dance\", \"sessionId\": \"s-1\", \"payload\": {\"x\": [1]}, \"timestamp\": 1767323045000}";
        List<Parsed> array = parse("[" + good + "," + bad + ",7," + good + "]", null);
        assertThat(array).hasSize(3);
        assertThat(array.get(2)).isEqualTo(new Parsed.Rejected("event 2: unknown event 'dance', and 1 more"));
        List<Parsed> lines = parse(good + "\n{\"event\": nonsense}\n" + good + "\n", null);
        assertThat(lines).hasSize(3);
        assertThat(((Parsed.Rejected) lines.get(2)).reason()).startsWith("event 2: broken JSON from byte ");
    }

    @Test
    void readsWhatPlayersReallySend() {
        String event = "{\"event\": \"bitrate_changed\", \"sessionId\": \"s-1\", \"timestamp\": 1767323045000.0,"
                + " \"playhead\": -10500, \"duration\": -9223372036854775807, \"payload\": {\"bitrate\": 3200000}}";
        PlayerEvent read = ((Parsed.Accepted) parse(event, null).get(0)).event();
        assertThat(read.eventAtMs()).isEqualTo(1_767_323_045_000L);
        assertThat(read.bitrateKbps())
                .as("bit/s, for no encoding has so many kbit/s")
                .isEqualTo(3_200);
        assertThat(read.completion())
                .as("behind the live window the position is unknown")
                .isNaN();
    }
}
