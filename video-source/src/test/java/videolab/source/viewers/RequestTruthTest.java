package videolab.source.viewers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Requests with CMCD v1 written by hand, and what they show by the rules of docs/kpis.md, reckoned by hand. */
class RequestTruthTest {

    /** The begin of a window. */
    private static final long T = Instant.parse("2026-01-02T03:04:00Z").toEpochMilli();

    private static final ScenarioSettings SETTINGS =
            ScenarioSettings.of(1, 1, Instant.ofEpochMilli(T), Duration.ofMinutes(5));

    private static final Content FILM = new Content("film", 5_400_000);

    private static Identity who(String session) {
        return new Identity(session, EventFormat.CMCD1, "u1", "d1", FILM, "edge", Device.ALL.get(0), Place.UNKNOWN);
    }

    private static PlayEvent waits(long at, long bufferMs) {
        return request(at, "film", bufferMs, false, true, 800);
    }

    private static PlayEvent plays(long at) {
        return request(at, "film", 8_000, false, false, 800);
    }

    private static PlayEvent starved(long at) {
        return request(at, "film", 0, true, true, 800);
    }

    private static PlayEvent request(
            long at, String content, long bufferMs, boolean starved, boolean urgent, int kbps) {
        return PlayEvent.of(new PlayEvent.Request(content, false, "v", bufferMs, starved, urgent), T + at, kbps);
    }

    /** Each reaches the server 100 ms after it was sent. */
    private static List<ViewingTruth> truth(PlayEvent... requests) {
        List<DeliveredEvent> events = new ArrayList<>();
        for (PlayEvent each : requests) {
            events.add(new DeliveredEvent(each, each.at() + 100, -1));
        }
        return truth(events, requests);
    }

    private static List<ViewingTruth> truth(List<DeliveredEvent> events, PlayEvent... requests) {
        List<PlayedSession> viewings = RequestViewings.of(who("s1"), Arrays.asList(requests));
        return new SessionTruth(SETTINGS, new DeliveredSession(viewings, events)).viewings();
    }

    @Test
    void aStartPlaysAndFallsSilent() {
        List<ViewingTruth> viewings = truth(
                PlayEvent.of(new PlayEvent.Request("film", false, "m", -1, false, true), T, 0),
                waits(1_000, 0),
                // Enough to play, but the player waits for it.
                waits(2_000, 4_000),
                // Not enough, though it does not say so.
                request(2_500, "film", 900, false, false, 800),
                request(3_000, "film", 1_000, false, false, 800),
                plays(20_000),
                plays(40_000));

        assertThat(viewings).hasSize(1);
        ViewingTruth truth = viewings.get(0);
        KpiSums first = truth.windows().get(T);
        assertThat(first.get("attempts")).isOne();
        assertThat(first.get("views")).isOne();
        assertThat(first.get("startup_ms")).isEqualTo(3_000);
        assertThat(first.get("starting_ms")).isEqualTo(3_000);
        assertThat(first.get("play_ms")).isEqualTo(17_000);
        assertThat(first.get("valid_views")).isOne();
        assertThat(first.get("events")).isEqualTo(6);
        assertThat(truth.windows().get(T + 30_000).get("play_ms")).isEqualTo(20_000);
        // 40.1 s, and three heartbeats of 30 s later.
        KpiSums last = truth.windows().get(T + 120_000);
        assertThat(last.get("timeouts")).isOne();
        assertThat(last.get("session_ms")).isEqualTo(40_000);
        assertThat(truth.row())
                .containsEntry("estimated", true)
                .containsEntry("started_at", Instant.ofEpochMilli(T + 100))
                .containsEntry("first_frame_at", Instant.ofEpochMilli(T + 3_100))
                .containsEntry("ended_at", Instant.ofEpochMilli(T + 40_100))
                .containsEntry("end_reason", "timeout")
                .containsEntry("startup_ms", 3_000L)
                .containsEntry("play_ms", 37_000L)
                .containsEntry("content", "film")
                .containsEntry("cdn", "unknown")
                .containsEntry("viewer_key", "session")
                .containsEntry("skew_ms", 0L);
    }

    @Test
    void starvationsLessThanTwoSecondsApartAreOneStallOfUnknownLength() {
        ViewingTruth truth = truth(
                        waits(0, 0),
                        starved(500), // before the first frame
                        plays(2_000),
                        starved(10_000),
                        starved(11_900),
                        starved(13_800),
                        starved(15_800),
                        plays(20_000))
                .get(0);

        KpiSums window = truth.windows().get(T);
        assertThat(window.get("stalls")).isEqualTo(2);
        assertThat(window.get("stall_ms")).isZero();
        assertThat(window.get("play_ms")).isEqualTo(18_000);
        assertThat(window.get("stalled_sessions")).isOne();
        assertThat((long[]) window.columns().get("stall_buckets")).containsOnly(0);
    }

    @Test
    void aPauseIsPlayedUpToTwoHeartbeatsAndGoesOnAfterThree() {
        List<ViewingTruth> viewings = truth(
                waits(0, 0),
                plays(1_000),
                plays(81_000), // 60 s of 80 s
                plays(172_000), // 91 s
                starved(173_000));

        assertThat(viewings).hasSize(2);
        assertThat(viewings.get(0).row())
                .containsEntry("play_ms", 60_000L)
                .containsEntry("unaccounted_ms", 20_000L)
                .containsEntry("session_ms", 81_000L)
                .containsEntry("resumed", false);
        assertThat(viewings.get(0).windows().get(T + 150_000).get("timeouts")).isOne();
        assertThat(viewings.get(1).row())
                .containsEntry("resumed", true)
                .containsEntry("started_at", Instant.ofEpochMilli(T + 172_100))
                .containsEntry("first_frame_at", Instant.ofEpochMilli(T + 172_100))
                .containsEntry("unaccounted_ms", 91_000L)
                .containsEntry("session_ms", 1_000L)
                .containsEntry("play_ms", 1_000L)
                .containsEntry("stalls", 1L)
                .containsEntry("estimated", true);
        KpiSums resumed = viewings.get(1).windows().get(T + 150_000);
        assertThat(resumed.get("attempts") + resumed.get("views")).isZero();
    }

    @Test
    void otherContentIsTheNextViewingOfTheId() {
        List<ViewingTruth> viewings = truth(
                waits(0, 0),
                plays(1_000),
                plays(10_000),
                request(14_000, "next", 0, false, true, 800),
                request(16_000, "next", 6_000, false, false, 800),
                // Without a gap in the buffer, no start is seen.
                request(26_000, "third", 6_000, false, false, 800),
                request(28_000, "third", 6_000, false, false, 800));

        assertThat(viewings).hasSize(3);
        assertThat(viewings.get(0).row())
                .containsEntry("content", "film")
                .containsEntry("end_reason", "aborted")
                .containsEntry("ended_at", Instant.ofEpochMilli(T + 14_100))
                .containsEntry("play_ms", 13_000L);
        assertThat(viewings.get(1).row())
                .containsEntry("content", "next")
                .containsEntry("startup_ms", 2_000L)
                .containsEntry("play_ms", 10_000L);
        assertThat(viewings.get(2).row())
                .containsEntry("content", "third")
                .containsEntry("startup_ms", null)
                .containsEntry("play_ms", 2_000L)
                .containsEntry("resumed", false);
        assertThat(viewings.stream().mapToLong(each -> each.total().get("attempts")))
                .containsExactly(1L, 1L, 1L);
        assertThat(viewings.stream().mapToLong(each -> each.total().get("views")))
                .containsExactly(1L, 1L, 1L);
    }

    @Test
    void beforeTheFirstFrameOtherContentChangesNothingElse() {
        List<ViewingTruth> viewings = truth(
                waits(0, 0),
                request(29_000, "next", 0, false, true, 800),
                request(31_000, "next", 2_000, false, false, 800));

        assertThat(viewings).hasSize(1);
        assertThat(viewings.get(0).row()).containsEntry("content", "next").containsEntry("startup_ms", 31_000L);
        assertThat(viewings.get(0).total().get("attempts")).isOne();
    }

    @Test
    void whoIsGivenUpBeforeTheFirstFrameHasOneWithoutAnAttempt() {
        List<ViewingTruth> viewings = truth(waits(0, 0), waits(601_000, 0), plays(602_000), plays(612_000));

        assertThat(viewings).hasSize(2);
        assertThat(viewings.get(0).row()).containsEntry("first_frame_at", null).containsEntry("session_ms", 0L);
        KpiSums given = viewings.get(0).windows().get(T + 600_000);
        assertThat(given.get("timeouts")).isOne();
        assertThat(given.get("ebvs")).isOne();
        assertThat(given.get("after_end")).isOne();
        assertThat(viewings.get(1).row())
                .containsEntry("resumed", false)
                .containsEntry("startup_ms", null)
                .containsEntry("play_ms", 10_000L)
                .containsEntry("unaccounted_ms", 0L);
        assertThat(viewings.get(1).total().get("attempts")).isZero();
        assertThat(viewings.get(1).total().get("views")).isOne();
    }

    @Test
    void whoPlaysWhenTheLogBeginsHasNeitherAttemptNorView() {
        ViewingTruth truth = truth(plays(0), plays(4_000)).get(0);

        assertThat(truth.total().get("attempts") + truth.total().get("views")).isZero();
        assertThat(truth.total().get("ended_plays")).isOne();
        assertThat(truth.total().get("play_ms")).isEqualTo(4_000);
    }

    @Test
    void bitratesAreThoseOfVideo() {
        PlayEvent audio = PlayEvent.of(new PlayEvent.Request("film", false, "a", 4_000, false, false), T + 6_000, 128);
        ViewingTruth truth = truth(
                        waits(0, 0),
                        plays(2_000),
                        audio,
                        request(10_000, "film", 8_000, false, false, 1_600),
                        plays(20_000))
                .get(0);

        assertThat(truth.total().get("switches_up")).isOne();
        assertThat(truth.total().get("switches_down")).isOne();
        assertThat(truth.total().get("bitrate_ms")).isEqualTo(18_000);
        assertThat(truth.total().get("bitrate_kbps_ms")).isEqualTo(8_000 * 800 + 10_000 * 1_600);
    }

    @Test
    void aLineThatIsShippedTwiceIsTwoRequests() {
        PlayEvent first = waits(0, 0);
        PlayEvent second = plays(2_000);
        ViewingTruth truth = truth(
                        List.of(new DeliveredEvent(first, T + 100, T + 100), new DeliveredEvent(second, T + 2_100, -1)),
                        first,
                        second)
                .get(0);

        assertThat(truth.total().get("events")).isEqualTo(3);
        assertThat(truth.total().get("duplicates")).isZero();
        assertThat(truth.total().get("attempts")).isOne();
    }

    @Test
    void aPlayerFillsItsBufferAndAsksForNothingInALongPause() {
        SessionScript script = new SessionScript(who("s1"), 0, 0);
        script.request(T);
        script.firstFrame(T + 2_000);
        script.stall(T + 100_000);
        script.stallEnd(T + 103_000);
        script.pause(T + 150_000);
        script.resume(T + 300_000);
        script.vanish(T + 360_000);
        for (int seed = 0; seed < 20; seed++) {
            List<PlayedSession> shown = RequestPlayer.show(List.of(script.done()), Rolls.of(seed));

            assertThat(shown).hasSize(1);
            List<PlayEvent> requests = shown.get(0).events();
            assertThat(requests.get(0).request())
                    .isEqualTo(new PlayEvent.Request(requests.get(0).request().content(), false, "m", -1, false, true));
            assertThat(requests)
                    .filteredOn(each -> each.request().starved())
                    .isNotEmpty()
                    .allSatisfy(each -> {
                        assertThat(each.at()).isBetween(T + 100_000, T + 105_000);
                        assertThat(each.request().urgent()).isTrue();
                    });
            assertThat(requests).noneMatch(each -> each.at() > T + 260_000 && each.at() < T + 300_000);
            assertThat(shown.get(0).firstFrameAt()).isBetween(T + 2_000, T + 70_000);
        }
    }

    @Test
    void someLogsHaveWholeSeconds() {
        for (String session : List.of("s1", "s4")) {
            PlayEvent[] requests = {waits(0, 0), waits(400, 0), plays(700), plays(5_000)};
            List<PlayedSession> viewings = RequestViewings.of(who(session), Arrays.asList(requests));
            DeliveredSession delivered = new DeliveryPlan(SETTINGS).deliver(viewings, 20, Rolls.of(1));

            assertThat(delivered.events())
                    .extracting(DeliveredEvent::receivedAt)
                    .startsWith(T, T, T)
                    .allMatch(each -> each % 1_000 == 0);
            // All in one second, and yet one after the other.
            assertThat(new SessionTruth(SETTINGS, delivered).viewings().get(0).row())
                    .containsEntry("startup_ms", 0L)
                    .containsEntry("starting_ms", 0L)
                    .containsEntry("play_ms", 5_000L);
        }
    }

    @Test
    void serversLogARequestInFourForms() {
        String query = "CMCD=bl%3D0%2Cbr%3D800%2Cbs%2Ccid%3D%22film%22%2Cot%3Dv%2Csid%3D%22S%22%2Cst%3Dv%2Csu";

        assertThat(line("s3")).isEqualTo("/film/v/7.m4s?token=a1&" + query.replace("S%22", "s3%22") + "&x=1");
        assertThat(line("s4"))
                .startsWith("- - - [02/Jan/2026:03:04:05 +0000] \"GET /film/v/7.m4s?" + query.replace("S%22", "s4%22")
                        + " HTTP/1.1\" 200 40000 \"-\" \"Mozilla/5.0 (");
        assertThat(line("s1"))
                .startsWith("2026-01-02\t03:04:05\t-\tGET\t/film/v/7.m4s\t"
                        + query.replace("S%22", "s1%22").replace("%", "%25") + "\t200\tMozilla%2F5.0%20");
        assertThat(line("s2"))
                .isEqualTo("CMCD-Object: br=800,ot=v\r\nCMCD-Request: bl=0,su\r\n"
                        + "CMCD-Session: cid=\"film\",sid=\"s2\",st=v\r\nCMCD-Status: bs\r\n");
    }

    private static String line(String session) {
        return new String(RequestWriter.write(who(session), starved(5_000), 7), StandardCharsets.UTF_8);
    }

    @Test
    void theRowsOfAScenarioByHand() {
        PlayEvent playlist = PlayEvent.of(new PlayEvent.Request("film", false, "m", -1, false, true), T, 0);
        PlayEvent[] requests = {playlist, plays(1_000)};
        List<DeliveredEvent> events =
                List.of(new DeliveredEvent(requests[0], T + 100, -1), new DeliveredEvent(requests[1], T + 1_100, -1));
        List<PlayedSession> viewings = RequestViewings.of(who("s3"), Arrays.asList(requests));
        ViewerScenario scenario = ViewerScenario.of(SETTINGS, List.of(new DeliveredSession(viewings, events)));

        List<Map<String, Object>> rows = AudienceTruth.of(scenario).rows();

        assertThat(rows.get(1)).containsEntry("table", "overall").containsEntry("views", 1L);
        // The log of segments is shipped before that of playlists.
        assertThat(scenario.deliveries())
                .extracting(Delivery::receivedAt, Delivery::shippedAt)
                .containsExactly(
                        tuple(Instant.ofEpochMilli(T + 1_100), Instant.ofEpochMilli(T + 4_000)),
                        tuple(Instant.ofEpochMilli(T + 100), Instant.ofEpochMilli(T + 15_000)));
    }
}
