package videolab.processor.audience.sessions;

import static org.assertj.core.api.Assertions.assertThat;
import static videolab.processor.audience.sessions.EventKind.ALIVE;
import static videolab.processor.audience.sessions.EventKind.BUFFERED;
import static videolab.processor.audience.sessions.EventKind.BUFFERING;
import static videolab.processor.audience.sessions.EventKind.ERROR;
import static videolab.processor.audience.sessions.EventKind.HEARTBEAT;
import static videolab.processor.audience.sessions.EventKind.INIT;
import static videolab.processor.audience.sessions.EventKind.LOADING;
import static videolab.processor.audience.sessions.EventKind.METADATA;
import static videolab.processor.audience.sessions.EventKind.PAUSED;
import static videolab.processor.audience.sessions.EventKind.PLAYING;
import static videolab.processor.audience.sessions.EventKind.SEEKED;
import static videolab.processor.audience.sessions.EventKind.SEEKING;
import static videolab.processor.audience.sessions.EventKind.STOPPED;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** The rules of {@code docs/kpis.md} about states, starts and ends. */
class SessionMachineTest extends SessionFixture {

    @Test
    void chargesTimeToTheStateBeforeAndTheWindowOfTheLaterEvent() {
        SessionTimeline session = played(
                at(0, INIT),
                at(1_500, PLAYING),
                at(11_500, HEARTBEAT),
                at(28_000, BUFFERING),
                at(31_000, BUFFERED),
                at(40_000, PAUSED),
                at(50_000, PLAYING),
                at(55_000, SEEKING),
                at(56_000, SEEKED),
                at(61_000, STOPPED));

        assertThat(sums(0))
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry(Sum.EVENTS, 4L),
                        Map.entry(Sum.SESSIONS, 1L),
                        Map.entry(Sum.CONCURRENT_VIEWERS, 1L),
                        Map.entry(Sum.ATTEMPTS, 1L),
                        Map.entry(Sum.VIEWS, 1L),
                        Map.entry(Sum.VALID_VIEWS, 1L),
                        Map.entry(Sum.STARTING_MS, 1_500L),
                        Map.entry(Sum.STARTUPS, 1L),
                        Map.entry(Sum.STARTUP_MS, 1_500L),
                        Map.entry(Sum.PLAY_MS, 26_500L)));
        assertThat(sums(1))
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry(Sum.EVENTS, 5L),
                        Map.entry(Sum.SESSIONS, 1L),
                        Map.entry(Sum.CONCURRENT_VIEWERS, 1L),
                        Map.entry(Sum.STALL_MS, 3_000L),
                        Map.entry(Sum.STALLS, 1L),
                        Map.entry(Sum.STALLED_SESSIONS, 1L),
                        Map.entry(Sum.PLAY_MS, 14_000L),
                        Map.entry(Sum.PAUSE_MS, 10_000L),
                        Map.entry(Sum.SEEKS, 1L),
                        Map.entry(Sum.SEEK_MS, 1_000L)));
        assertThat(sums(2)).containsEntry(Sum.SESSIONS_ENDED, 1L).containsEntry(Sum.SESSION_MS, 61_000L);
        advance(session, FAR);
        assertThat(ended).as("the row is given out once").hasSize(1);
        assertThat(session.totals.get(Sum.PLAY_MS)).isEqualTo(45_500);
        assertThat(session.machine.startupMs).isEqualTo(1_500);
    }

    @Test
    void rule8_aGapIsChargedUpToTwoHeartbeats() {
        SessionTimeline session = played(at(0, INIT), at(1_000, PLAYING), at(81_000, HEARTBEAT), at(82_000, STOPPED));
        assertThat(session.totals.get(Sum.PLAY_MS)).isEqualTo(61_000);
        assertThat(session.totals.get(Sum.UNACCOUNTED_MS)).isEqualTo(20_000);
    }

    @Test
    void rule9_silenceEndsASessionWithItsLastEvent() {
        SessionTimeline session = played(at(0, INIT), at(1_000, PLAYING), at(5_000, HEARTBEAT), at(100_000, METADATA));
        assertThat(session.machine.endReason).isEqualTo(EndReason.TIMEOUT);
        assertThat(session.machine.endedAtMs).isEqualTo(BEGINNING + 5_000);
        assertThat(sums(3))
                .containsEntry(Sum.TIMEOUTS, 1L)
                .containsEntry(Sum.SESSION_MS, 5_000L)
                .containsEntry(Sum.AFTER_END, 1L)
                .doesNotContainKeys(Sum.SESSIONS_ENDED, Sum.EBVS);
    }

    @Test
    void rule9_whoFellSilentIsRememberedForAnHour() {
        SessionTimeline session = played(at(0, INIT), at(1_000, PLAYING), at(2_000, PAUSED));
        long silent = BEGINNING + 2_000 + SessionRules.PAUSED_SILENCE_MS;
        assertThat(session.machine.endReason).isEqualTo(EndReason.TIMEOUT);
        long forgotten = RULES.windowEnd(silent + SessionRules.RESUME.toMillis());
        assertThat(session.isForgettable(forgotten - 1, RULES)).isFalse();
        assertThat(session.isForgettable(forgotten, RULES)).isTrue();
    }

    @Test
    void rule9_aPageThatIsLeftOpenIsNoOtherSession() {
        SessionTimeline session = new SessionTimeline(0);
        session.add(at(0, INIT), RULES, 0);
        session.add(at(1_000, PLAYING), RULES, 0);
        session.add(at(9_000, STOPPED), RULES, 0);
        for (long ms = 30_000; ms <= 1_320_000; ms += 30_000) {
            session.add(at(ms, ms % 60_000 == 0 ? HEARTBEAT : STOPPED), RULES, BEGINNING + ms - 45_000);
            advance(session, BEGINNING + ms - 45_000);
        }
        assertThat(ended).hasSize(1);
        assertThat(sums(40)).containsOnlyKeys(Sum.AFTER_END);
    }

    @Test
    void aLoneStopIsNoSession() {
        SessionTimeline session = played(at(0, STOPPED), at(30_000, STOPPED));
        assertThat(ended).isEmpty();
        assertThat(sums(0)).containsOnlyKeys(Sum.EVENTS, Sum.SESSIONS);
    }

    @Test
    void whatFailedIsToldInASecondEventOfTheSameInstant() {
        SessionTimeline session =
                played(at(0, INIT), at(1_000, PLAYING), at(5_000, ERROR), error(5_000, "404"), at(5_010, STOPPED));
        assertThat(session.machine.errorCode).isEqualTo("404");
        assertThat(sums(0))
                .containsEntry(Sum.EVENTS, 5L)
                .containsEntry(Sum.PLAYBACK_FAILURES, 1L)
                .doesNotContainKeys(Sum.DUPLICATES, Sum.AFTER_END);
    }

    @Test
    void whatAFailedPlayerKeepsTellingIsAfterTheEnd() {
        played(at(0, INIT), at(1_000, PLAYING), at(2_000, ERROR), at(12_000, STOPPED), at(22_000, STOPPED));
        assertThat(sums(0)).containsEntry(Sum.EVENTS, 3L).containsEntry(Sum.AFTER_END, 2L);
    }

    @Test
    void whoFellSilentBeforeTheStartIsNoQuickExit() {
        SessionTimeline session = played(at(0, INIT), at(20, LOADING));
        assertThat(session.machine.endReason).isEqualTo(EndReason.TIMEOUT);
        assertThat(session.totals.get(Sum.EBVS)).isEqualTo(1);
        assertThat(session.totals.get(Sum.EBVS_UNDER_1S)).isZero();
    }

    @Test
    void rule9_aPauseMayLastAnHour() {
        SessionTimeline session = played(
                at(0, INIT), at(1_000, PLAYING), at(2_000, PAUSED), at(3_000_000, PLAYING), at(3_001_000, STOPPED));
        assertThat(session.machine.endReason).isEqualTo(EndReason.UNKNOWN);
        assertThat(session.totals.get(Sum.PAUSE_MS)).isEqualTo(2_998_000);
    }

    @Test
    void startUpCountsOnlyWithoutPauseAndSeekBefore() {
        SessionTimeline session =
                played(at(0, INIT), at(100, SEEKING), at(200, SEEKED), at(900, PLAYING), at(1_000, STOPPED));
        assertThat(session.totals.get(Sum.STARTUPS)).isZero();
        assertThat(session.totals.get(Sum.SEEKS)).isZero();
        assertThat(session.totals.get(Sum.STARTING_MS)).isEqualTo(900);
        assertThat(session.machine.startupMs).isEqualTo(SessionMachine.NEVER);
    }

    @Test
    void aSessionThatBeganBeforeIsNoAttempt() {
        SessionTimeline session =
                played(at(0, HEARTBEAT), at(10_000, BUFFERING), at(10_050, BUFFERED), at(11_000, STOPPED));
        assertThat(session.totals.get(Sum.ATTEMPTS)).isZero();
        assertThat(session.totals.get(Sum.VIEWS)).isZero();
        assertThat(session.totals.get(Sum.STALLS_UNDER_100MS)).isEqualTo(1);
        assertThat(session.totals.get(Sum.ENDED_PLAYS)).isEqualTo(1);
    }

    @Test
    void aSignOfLifeBeforeTheRequestBeginsNothing() {
        SessionTimeline session = played(at(0, ALIVE), at(300, INIT), at(1_000, PLAYING), at(9_000, STOPPED));
        assertThat(session.totals.get(Sum.ATTEMPTS)).isEqualTo(1);
        assertThat(session.totals.get(Sum.VIEWS)).isEqualTo(1);
        assertThat(session.machine.startupMs).isEqualTo(700);
        assertThat(session.machine.startedAtMs).isEqualTo(BEGINNING + 300);
    }

    @Test
    void requestsOfTheSameInstantAreNoRepeatsAndStarvationBeforeTheFirstFrameIsNoStall() {
        played(
                request(0, "bl=0,bs"),
                request(0, "bl=0,bs"),
                request(1_000, "bl=4000"),
                request(5_000, "bl=0,bs"),
                request(6_000, "bl=0,bs"));
        assertThat(sums(0))
                .containsEntry(Sum.EVENTS, 5L)
                .containsEntry(Sum.VIEWS, 1L)
                .containsEntry(Sum.STALLS, 1L)
                .doesNotContainKey(Sum.DUPLICATES);
    }

    @Test
    void starvationIsAStallAlsoWhereTheRequestIsUrgent() {
        played(request(0, "bl=0,su"), request(1_000, "bl=4000"), request(5_000, "bl=0,bs,su"));
        assertThat(sums(0)).containsEntry(Sum.VIEWS, 1L).containsEntry(Sum.STALLS, 1L);
    }

    @Test
    void requestsThatBeginWithAFullBufferAreOfASessionThatBeganBefore() {
        SessionTimeline session = played(request(0, "bl=20000"), request(4_000, "bl=20000"));
        assertThat(sums(0)).containsOnlyKeys(Sum.EVENTS, Sum.SESSIONS, Sum.CONCURRENT_VIEWERS, Sum.PLAY_MS);
        assertThat(session.machine.estimated).isTrue();
    }

    @Test
    void aStallThatSilenceEndsIsOfNobodyWhoWatchesThen() {
        played(at(0, INIT), at(1_000, PLAYING), at(29_000, BUFFERING));
        // The window in which 90 s of silence are over.
        assertThat(sums(3)).containsEntry(Sum.TIMEOUTS, 1L).doesNotContainKey(Sum.STALLED_SESSIONS);
    }
}
