package videolab.source.viewers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Sessions written by hand, and their numbers by the rules of docs/kpis.md, reckoned by hand. */
class SessionTruthTest {

    /** The begin of a window. */
    private static final long T = Instant.parse("2026-01-02T03:04:00Z").toEpochMilli();

    private static final ScenarioSettings SETTINGS =
            ScenarioSettings.of(1, 1, Instant.ofEpochMilli(T), Duration.ofMinutes(5));

    private static final Rolls NO_LUCK = Rolls.of(1);

    private static SessionScript script(EventFormat format, long clockMs) {
        Identity who = new Identity(
                "s1", format, "u1", null, new Content("film", 100_000), "edge", Device.ALL.get(0), Place.ALL.get(0));
        return new SessionScript(who, clockMs, 0);
    }

    /** Everything comes 100 ms after it happened. */
    private static DeliveredSession prompt(PlayedSession session) {
        List<DeliveredEvent> events = new ArrayList<>();
        session.events().forEach(each -> events.add(new DeliveredEvent(each, each.at() + 100, -1)));
        return new DeliveredSession(session, events);
    }

    private static ViewingTruth only(DeliveredSession session) {
        List<ViewingTruth> viewings = new SessionTruth(SETTINGS, session).viewings();
        assertThat(viewings).hasSize(1);
        return viewings.get(0);
    }

    @Test
    void aStallAcrossWindowsIsChargedAsItPassesAndCountedWhereItEnds() {
        SessionScript script = script(EventFormat.EPAS, 0);
        script.request(T);
        script.firstFrame(T + 2_000);
        script.stall(T + 25_000);
        script.stallEnd(T + 34_000);
        script.stop(T + 50_000, "ended");
        script.metadata(T + 31_000);
        script.heartbeats(10_000, Long.MAX_VALUE, Long.MAX_VALUE, NO_LUCK);
        ViewingTruth truth = only(prompt(script.done()));

        KpiSums first = truth.windows().get(T);
        assertThat(first.get("attempts")).isOne();
        assertThat(first.get("startup_ms")).isEqualTo(2_000);
        assertThat(first.get("starting_ms")).isEqualTo(2_000);
        assertThat(first.get("play_ms")).isEqualTo(23_000);
        assertThat(first.get("stall_ms"))
                .as("up to the heartbeat at 30 s, which is the next window's")
                .isZero();
        assertThat(first.get("valid_views")).isOne();
        KpiSums second = truth.windows().get(T + 30_000);
        assertThat(second.get("stall_ms")).isEqualTo(9_000);
        assertThat(second.get("stalls")).isOne();
        assertThat((long[]) second.columns().get("stall_buckets")).containsExactly(0, 0, 0, 0, 0, 0, 1, 0, 0);
        assertThat(second.get("play_ms")).isEqualTo(16_000);
        assertThat(second.get("session_ms")).isEqualTo(50_000);
        assertThat(truth.knownBefore(T + 30_000).content()).isEqualTo("unknown");
        assertThat(truth.knownBefore(T + 60_000).content()).isEqualTo("film");
        assertThat(truth.row())
                .containsEntry("events", 10L)
                .containsEntry("completion_ratio", 0.39)
                .containsEntry("viewer_key", "user");
    }

    @Test
    void whoVanishesIsTimedOutWhenTheSilenceIsOver() {
        SessionScript script = script(EventFormat.CMCD2, 3 * 3_600_000);
        script.request(T + 1_000);
        script.vanish(T + 15_000);
        script.heartbeats(10_000, Long.MAX_VALUE, Long.MAX_VALUE, NO_LUCK);
        ViewingTruth truth = only(prompt(script.done()));

        // The clock is corrected to the received time of the first event: 11.1 s, and ten minutes later.
        KpiSums last = truth.windows().get(T + 600_000);
        assertThat(last.get("timeouts")).isOne();
        assertThat(last.get("ebvs")).isOne();
        assertThat(last.get("ebvs_under_1s")).isZero();
        assertThat(last.get("session_ms")).isEqualTo(10_000);
        assertThat(last.get("sessions")).isZero();
        assertThat(truth.row())
                .containsEntry("skew_ms", -3L * 3_600_000 + 100)
                .containsEntry("started_at", Instant.ofEpochMilli(T + 1_100))
                .containsEntry("end_reason", "timeout")
                .containsEntry("first_frame_at", null);
    }

    @Test
    void theLateTheRepeatedAndTheTooLongAreNotCharged() {
        SessionScript script = script(EventFormat.EPAS, 0);
        script.request(T);
        script.firstFrame(T + 500);
        script.fail(T + 80_500, "42");
        script.stop(T + 80_510, "error");
        script.stateless(T + 85_000);
        script.heartbeats(40_000, Long.MAX_VALUE, Long.MAX_VALUE, NO_LUCK);
        DeliveredSession prompt = prompt(script.done());
        List<DeliveredEvent> events = new ArrayList<>();
        for (DeliveredEvent each : prompt.events()) {
            boolean late = each.event().at() == T + 40_000;
            boolean twice = each.event().kind() == EventKind.PLAYING;
            events.add(new DeliveredEvent(
                    each.event(), late ? T + 150_000 : each.receivedAt(), twice ? each.receivedAt() + 20_000 : -1));
        }
        // Left: init 0, playing 0.5 s, heartbeat 80 s, error, stopped, and one after the end.
        ViewingTruth truth = only(new DeliveredSession(prompt.played(), events));

        assertThat(truth.windows().get(T + 150_000).get("late")).isOne();
        assertThat(truth.windows().get(T).get("duplicates")).isOne();
        KpiSums end = truth.windows().get(T + 60_000);
        assertThat(end.get("play_ms")).isEqualTo(60_000 + 500);
        assertThat(end.get("unaccounted_ms")).isEqualTo(19_500);
        assertThat(end.get("playback_failures")).isOne();
        assertThat(end.get("after_end")).isOne();
        assertThat(end.get("sessions_ended")).isOne();
        assertThat(end.get("events")).isEqualTo(3);
        assertThat(truth.row()).containsEntry("error_code", "42").containsEntry("end_reason", "error");
    }

    @Test
    void playersWriteBothFormats() {
        SessionScript epas = script(EventFormat.EPAS, 5);
        epas.request(T);
        SessionScript cmcd = script(EventFormat.CMCD2, 5);
        cmcd.request(T);
        cmcd.nextEventNames(3328, T + 700);
        cmcd.firstFrame(T + 700);

        assertThat(text(epas.done(), 0))
                .isEqualTo("{\"event\":\"init\",\"sessionId\":\"s1\",\"timestamp\":" + (T + 5)
                        + ",\"playhead\":-1,\"duration\":-1}");
        assertThat(text(cmcd.done(), 1))
                .isEqualTo(
                        "br=(3200;v 128;a),cdn=\"edge\",cid=\"film\",e=ps,msd=700,pt=0,sid=\"s1\",sn=1,st=v,sta=p,ts="
                                + (T + 705) + ",v=2\n");
    }

    private static String text(PlayedSession session, int index) {
        return new String(EventWriter.write(session, session.events().get(index), index), StandardCharsets.UTF_8);
    }

    @Test
    void aScenarioByHandHasItsRows() {
        SessionScript script = script(EventFormat.EPAS, 0);
        script.request(T);
        script.stop(T + 900, "aborted");
        ViewerScenario scenario = ViewerScenario.of(SETTINGS, List.of(prompt(script.done())));

        List<Map<String, Object>> rows = AudienceTruth.of(scenario).rows();

        assertThat(rows)
                .extracting(each -> each.get("row"))
                .containsExactly("run", "kpi", "kpi", "kpi", "kpi", "kpi", "session");
        assertThat(rows.get(1)).containsEntry("ebvs_under_1s", 1L).containsEntry("unique_viewers", 1);
    }
}
