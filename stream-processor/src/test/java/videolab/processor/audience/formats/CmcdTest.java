package videolab.processor.audience.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static videolab.processor.audience.formats.EventFormat.CMCD1;
import static videolab.processor.audience.formats.EventFormat.CMCD2;
import static videolab.processor.audience.formats.Values.NOW;
import static videolab.processor.audience.formats.Values.cmcd2;
import static videolab.processor.audience.formats.Values.event;
import static videolab.processor.audience.formats.Values.parse;
import static videolab.processor.audience.formats.Values.reason;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import videolab.processor.audience.sessions.EndReason;
import videolab.processor.audience.sessions.EventKind;
import videolab.processor.audience.sessions.PlayerEvent;

class CmcdTest {

    private static final String V1 =
            "bl=21300,br=3200,bs,cid=\"faec5fc2, \\\"x\\\"\",d=4004,mtp=25400,ot=v,sf=h,sid=\"s-1\",st=l,su,com.example-k=7";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "e=ps,sta=s | INIT",
                "e=ps,sta=d | PRELOADING",
                "e=ps,sta=p | PLAYING",
                "e=ps,sta=k | SEEKING",
                "e=ps,sta=r | WAITING",
                "e=ps,sta=w | WAITING",
                "e=ps,sta=a | PAUSED",
                "e=ps,sta=e | STOPPED",
                "e=ps,sta=q | STOPPED",
                "e=ps,sta=f | ERROR",
                "e=t,sta=f | STOPPED",
                "e=e,sta=f,ec=('404') | ERROR",
                "e=e,ec=('404') | WARNING",
                "e=e,sta=p | WARNING",
                "e=t | ALIVE",
                "e=t,sta=r | WAITING",
                "sta=p | PLAYING",
                "e=bc,br=(3200;v) | ALIVE",
                "e=bc,br=(3200;v),sta=p | PLAYING",
                "e=rr,rc=200 | ALIVE",
                "e=rr,rc=200,sta=p | ALIVE",
                "e=ce,cen='x' | ALIVE",
                "e=new | ALIVE"
            })
    void knowsStatesAndEvents(String keys, EventKind kind) {
        PlayerEvent parsed = event(cmcd2(keys));

        assertThat(parsed.kind()).isEqualTo(kind);
        assertThat(parsed.session()).isEqualTo("s-1");
        assertThat(parsed.eventAtMs()).isEqualTo(NOW);
        assertThat(parsed.request()).isNull();
    }

    @Test
    void anEndSaysWhy() {
        assertThat(event(cmcd2("e=ps,sta=e")).stopReason()).isEqualTo(EndReason.ENDED);
        assertThat(event(cmcd2("e=ps,sta=q")).stopReason()).isEqualTo(EndReason.ABORTED);
        assertThat(event(cmcd2("e=ps,sta=f,ec=('404' 'net;x')")).errorCode()).isEqualTo("404 net;x");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "br=3200 | 3200",
                "br=(3200;v 128;a) | 3328",
                "br=( 3200;v;x=1  128;a ) | 3328",
                "br=(3200) | 3200",
                "br=(3200;v 9;tt) | 3200",
                "br=3200.5 | 3201",
                "br=() |",
                "br=0 |",
                "br=99999999999 |"
            })
    void aBitrateIsTheSumOfWhatIsSeenAndHeard(String br, Integer expected) {
        assertThat(event(cmcd2("e=t," + br)).bitrateKbps()).isEqualTo(expected);
    }

    @Test
    void readsTheOtherKeysAndSkipsWhatItDoesNotKnow() {
        PlayerEvent parsed =
                event(cmcd2("e=ps, sta=p;p=1 ,cid='a,\\'b\\\\=;(',cdn=east, msd=1234,bg, st=ll, sn=7,pt=(1),"
                        + "com.example-My_Key=(a b;c=?0),x=:AQ==:,y=@1767323045,z=%'f%c3%bc',ab=(1;v),bs=?0,"));

        assertThat(parsed.content()).isEqualTo("a,\"b\\=;(");
        assertThat(parsed.cdn()).isEqualTo("east");
        assertThat(parsed.startDelayMs()).isEqualTo(1234);
        assertThat(parsed.backgrounded()).isTrue();
        assertThat(parsed.live()).isTrue();
        assertThat(event(cmcd2("e=t,bg=?0,st=v")).backgrounded()).isFalse();
        assertThat(event(cmcd2("e=t,bg=?0,st=v")).live()).isFalse();
    }

    @Test
    void oneBadLineCostsNoOther() {
        String body = cmcd2("e=ps,sta=s") + "\r\n\n" + cmcd2("e=t,cid='broken") + "\n" + cmcd2("e=ps,sta=p") + "\n"
                + "sid=\"s-1\",e=t\n";

        List<Parsed> parsed = parse(body, null);

        assertThat(parsed).hasSize(3);
        assertThat(parsed.subList(0, 2)).allMatch(Parsed.Accepted.class::isInstance);
        assertThat(parsed.get(2)).isEqualTo(new Parsed.Rejected("line 3: unclosed quote, and 1 more"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "hello world | neither EPAS nor CMCD",
                "sid='s-1,ts=1767323045000,e=t | line 1: unclosed quote",
                "sid='s-1',ts=1767323045000,e=t,br=(3200;v | line 1: unclosed list",
                "sid='s-1',ts=1767323045000,e=t,br=((1)) | line 1: CMCD without a value at character 36",
                "sid='s-1',ts=1767323045000,e=t,br= | CMCD without a value",
                "sid='s-1' ts=1767323045000 | CMCD without a comma at character 11",
                "=5 | CMCD without a key at character 1",
                "ts=1767323045000,e=t | no session id",
                "sid=,ts=1767323045000,e=t | CMCD without a value",
                "sid='s-1',e=t | no ts",
                "sid='s-1',ts=soon,e=t | ts is not a whole number",
                "sid='s-1',ts=1767323045000.5,e=t | ts is not a whole number",
                "sid='s-1',ts=0,e=t | event time 1970-01-01T00:00:00Z",
                "sid='s-1',ts=4102444800000,e=t | event time 2100-01-01T00:00:00Z",
                "sid='s-1',ts=1767323045000 | neither sta nor e",
                "sid='s-1',ts=1767323045000,e=ps,sta=zz | unknown state 'zz'",
                "sid='s-1',ts=1767323045000,e=bc | e=bc without a bitrate",
                "sid='s-1',ts=1767323045000,e=t,br=fast | br is not a number",
                "sid='s-1',ts=1767323045000,e=t,msd=1s | msd is not a whole number",
            })
    void namesWhatItRefuses(String value, String reason) {
        assertThat(reason(value.replace('\'', '"'), CMCD2)).contains(reason);
    }

    @Test
    void aQueryIsARequestAtTheTimeOfItsReception() {
        String encoded = URLEncoder.encode(V1, StandardCharsets.UTF_8).replace("+", "%20");
        String twice = URLEncoder.encode(encoded, StandardCharsets.UTF_8);

        for (String value : List.of(
                "CMCD=" + V1,
                "CMCD=" + encoded,
                "https://cdn.example/a/seg-1.m4s?x=1&CMCD=" + encoded + "&y=2#f",
                "/a/seg-1.m4s?CMCD=" + twice,
                "GET /a/seg-1.m4s?CMCD=" + encoded + " HTTP/1.1",
                "2026-01-02\t03:04:05\tGET\t/a/seg-1.m4s\tCMCD=" + twice + "\tHit\t0.001",
                """
                CMCD-Object: br=3200,d=4004,ot=v
                cmcd-request: bl=21300,mtp=25400,su
                Accept: */*
                CMCD-Session: cid="faec5fc2, \\"x\\"",sid="s-1",st=l
                CMCD-Status: bs
                """)) {
            assertThat(event(value))
                    .as(value)
                    .isEqualTo(new PlayerEvent(
                            "s-1",
                            EventKind.REQUEST,
                            NOW + 500,
                            3200,
                            Double.NaN,
                            null,
                            null,
                            null,
                            false,
                            "faec5fc2, \"x\"",
                            true,
                            null,
                            null,
                            null,
                            null,
                            new PlayerEvent.Request(21300, true, true),
                            null));
        }
    }

    @Test
    void theBitrateOfAResponseIsItsObjectsAndNotThePlayers() {
        assertThat(event(cmcd2("e=rr,rc=200,ot=a,br=(128)")).bitrateKbps()).isNull();
        assertThat(event(cmcd2("e=t,sta=p,br=(3200)")).bitrateKbps()).isEqualTo(3200);
    }

    @Test
    void theBitrateOfAnAudioRequestIsNotThePlayers() {
        assertThat(event("CMCD=br=128,ot=a,sid=\"s-1\"").bitrateKbps()).isNull();
        assertThat(event("CMCD=br=3328,ot=av,sid=\"s-1\"").bitrateKbps()).isEqualTo(3328);
    }

    @Test
    void aQuerysPercentSignsMayBeBroken() {
        assertThat(event("CMCD=sid%3D%22s-1%22%2Ccid%3D%22100%,%zz,%2%22").content())
                .isEqualTo("100%,%zz,%2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CMCD=sid%3D%22abc", "CMCD=sid=\"abc", "CMCD-Session: sid=\"abc"})
    void refusesAnUnclosedQuoteInARequest(String value) {
        assertThat(reason(value, null)).isEqualTo("unclosed quote");
    }

    @Test
    void refusesARequestWithoutASession() {
        assertThat(reason("CMCD=bl=1", null)).isEqualTo("no session id");
        assertThat(reason("CMCD=", null)).isEqualTo("no session id");
        assertThat(reason("/index.html", CMCD1)).isEqualTo("no CMCD in it");
    }

    @Test
    void version2InAQueryOrInHeadersIsVersion2() {
        for (String value : List.of(
                "https://collector.example/c?CMCD=e%3Dps%2Csid%3D%22s-1%22%2Csta%3Dp%2Cts%3D1767323045000%2Cv%3D2",
                "CMCD-Session: sid=\"s-1\",v=2\nCMCD-Event: x\nCMCD-Request: e=ps,sta=p,ts=1767323045000\n")) {
            for (EventFormat format : new EventFormat[] {null, EventFormat.CMCD1, EventFormat.CMCD2}) {
                PlayerEvent event = ((Parsed.Accepted) parse(value, format).get(0)).event();
                assertThat(event.kind()).as(value).isEqualTo(EventKind.PLAYING);
                assertThat(event.eventAtMs()).isEqualTo(1_767_323_045_000L);
            }
        }
    }

    @Test
    void aStateInAVersion1FormIsNeverHalfRead() {
        // A request of version 2: its state counts, at the time of its reception.
        PlayerEvent request = ((Parsed.Accepted) parse("/seg.m4s?CMCD=sid%3D%22s-1%22%2Csta%3Da%2Cv%3D2", null)
                        .get(0))
                .event();
        assertThat(request.kind()).isEqualTo(EventKind.PAUSED);
        assertThat(parse("/seg.m4s?CMCD=e%3Dps%2Csid%3D%22s-1%22%2Csta%3Da", null))
                .containsExactly(new Parsed.Rejected("no ts"));
    }

    @Test
    void readsCmcdInJson() {
        String json =
                "{\"e\": \"ps\", \"sid\": \"s-1\", \"sta\": \"p\", \"ts\": 1767323045000.0, \"v\": 2, \"bg\": true,"
                        + " \"br\": [[3200, {\"v\": true}], [128, {\"a\": true}], [9, {\"tt\": true}]], \"cid\": \"film\"}";
        for (EventFormat format : new EventFormat[] {null, EventFormat.CMCD2}) {
            PlayerEvent event =
                    ((Parsed.Accepted) parse("[" + json + "]", format).get(0)).event();
            assertThat(event.kind()).isEqualTo(EventKind.PLAYING);
            assertThat(event.bitrateKbps()).isEqualTo(3_328);
            assertThat(event.backgrounded()).isTrue();
            assertThat(event.content()).isEqualTo("film");
        }
        PlayerEvent request = ((Parsed.Accepted) parse("{\"sid\": \"s-1\", \"bl\": 3000, \"bs\": true}", null)
                        .get(0))
                .event();
        assertThat(request.request()).isEqualTo(new PlayerEvent.Request(3000, true, false));
    }

    @Test
    void aByteOrderMarkIsSkippedAndDecimalsAreWholeNumbers() {
        PlayerEvent event = ((Parsed.Accepted)
                        parse("\uFEFFe=t,sid=\"s-1\",sta=p,ts=1767323045000.0,msd=1200.0,v=2", null)
                                .get(0))
                .event();
        assertThat(event.startDelayMs()).isEqualTo(1_200);
    }

    @Test
    void advertisementsAreMarked() {
        assertThat(event(cmcd2("e=as,sta=p")).ad()).isEqualTo(PlayerEvent.Ad.BEGINS);
        assertThat(event(cmcd2("e=abe")).ad()).isEqualTo(PlayerEvent.Ad.ENDS);
        assertThat(event(cmcd2("e=c")).kind()).isEqualTo(EventKind.METADATA);
    }
}
