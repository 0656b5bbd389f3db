package videolab.source.collect;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BatchReaderTest {

    private static PlayerBatch read(String body) {
        return BatchReader.body(body.getBytes(UTF_8));
    }

    /** Each part as format, session, value. */
    private static List<String> parts(PlayerBatch batch) {
        return batch.parts().stream()
                .map(part -> part.format() + " " + part.session() + " " + new String(part.value(), UTF_8))
                .toList();
    }

    private static String rest(PlayerBatch batch) {
        return batch.rest()
                .map(rest -> rest.reason() + ": " + new String(rest.value(), UTF_8))
                .orElse(null);
    }

    @Test
    void eventsOfASessionStayTogetherInTheirOrder() {
        PlayerBatch batch = read(
                """
                [{"event":"init","sessionId":"a","timestamp":1}, {"sessionId":"b","event":"init","payload":{"sessionId":"x"}},
                 {"event":"playing","sessionId":"a","timestamp":2}]
                """);
        assertThat(parts(batch))
                .containsExactly(
                        "epas a {\"event\":\"init\",\"sessionId\":\"a\",\"timestamp\":1}\n"
                                + "{\"event\":\"playing\",\"sessionId\":\"a\",\"timestamp\":2}",
                        "epas b {\"sessionId\":\"b\",\"event\":\"init\",\"payload\":{\"sessionId\":\"x\"}}");
        assertThat(batch.rest()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {"sid":"j","sta":"p","ts":1}                             | cmcd2 | j
                    {"sid":"j","v":2}                                        | cmcd2 | j
                    {"sid":"j","bl":[1200]}                                  | cmcd1 | j
                    {"event":"init","sessionId":7}                           | epas  | 7
                    {"event":"init","sessionId":"ü€"}                        | epas  | ü€
                    e=ps,sid="l",ts=1                                        | cmcd2 | l
                    cid="a,sid=\\"x\\",b",br=(3200;v 128;a),sid="l",ts=1     | cmcd2 | l
                    cid="(",nor=("a,b" "c"),sid="l"                          | cmcd2 | l
                    sid=token,e=t                                            | cmcd2 | token
                    bs,su,sid="l;1"                                          | cmcd2 | l;1
                    url="https://a/?CMCD=sid%3D%22x%22",sid="l",e=rr         | cmcd2 | l
                    CMCD=sid%3D%22q%22%2Cbl%3D100                            | cmcd1 | q
                    CMCD=sid%253D%2522q%2522%252Csta%253Dp                   | cmcd2 | q
                    https://cdn/a.m4s?x=1&CMCD=v%3D2%2Csid%3D%22q%22&y=2     | cmcd2 | q
                    """)
    void formatAndSessionAreToldByContent(String body, String format, String session) {
        for (String each : List.of(body, "\uFEFF" + body, " \r\n" + body + "\r\n")) {
            assertThat(parts(read(each))).containsExactly(format + " " + session + " " + body);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    hello                                | neither JSON nor CMCD
                    <html></html>                        | neither JSON nor CMCD
                    e=ps,sta=p                           | no session id
                    sid=,e=ps                            | no session id
                    CMCD=bl%3D100                        | no session id
                    {"event":"init"}                     | no session id
                    {"sessionId":null,"sid":" "}         | no session id
                    {"sessionId":{"a":1}}                | no session id
                    {"event":"init","sessi               | broken JSON
                    """)
    void whatBelongsToNobodyIsLeftOver(String body, String reason) {
        PlayerBatch batch = read(body);
        assertThat(batch.parts()).isEmpty();
        assertThat(rest(batch)).isEqualTo(reason + ": " + body);
    }

    @Test
    void brokenJsonCostsTheRestOfItsLine() {
        PlayerBatch batch = read("{\"sessionId\":\"a\"}\n{\"sessionId\":\"b\"} {nonsense\n{\"sessionId\":\"c\"}\n5\n");
        assertThat(parts(batch))
                .containsExactly(
                        "epas a {\"sessionId\":\"a\"}", "epas b {\"sessionId\":\"b\"}", "epas c {\"sessionId\":\"c\"}");
        assertThat(rest(batch)).startsWith("event 3: broken JSON, and 1 more").contains("{nonsense", "5");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\r\n\r\n", "\t"})
    void blanksHoldNothing(String body) {
        assertThat(read(body)).isEqualTo(new PlayerBatch(List.of(), Optional.empty()));
    }

    @Test
    void anotherEncodingIsLeftToTheReaderOfEvents() {
        byte[] body = "{\"event\":\"init\",\"sessionId\":\"a\"}".getBytes(UTF_16LE);
        assertThat(BatchReader.body(body).parts()).singleElement().satisfies(part -> {
            assertThat(part.format()).isNull();
            assertThat(part.session()).isNull();
            assertThat(part.value()).isEqualTo(body);
        });
    }

    @Test
    void sessionsInOneRequestAreBounded() {
        String lines =
                IntStream.range(0, 3_000).mapToObj(i -> "sid=s" + i + ",e=t").collect(Collectors.joining("\n"));
        PlayerBatch batch = read(lines);
        assertThat(batch.parts()).hasSize(BatchReader.MOST_PARTS);
        assertThat(rest(batch)).startsWith("event 1001: more than 1000 sessions in one request, and 1999 more: ");
    }

    @Test
    void deepNestingIsBroken() {
        assertThat(rest(read("[".repeat(60_000)))).startsWith("broken JSON");
        assertThat(rest(read("{\"a\":".repeat(10_000)))).startsWith("broken JSON");
    }
}
