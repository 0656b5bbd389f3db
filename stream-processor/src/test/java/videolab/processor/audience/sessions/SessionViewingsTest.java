package videolab.processor.audience.sessions;

import static org.assertj.core.api.Assertions.assertThat;
import static videolab.processor.audience.sessions.EventKind.ALIVE;
import static videolab.processor.audience.sessions.EventKind.BITRATE_CHANGED;
import static videolab.processor.audience.sessions.EventKind.BUFFERED;
import static videolab.processor.audience.sessions.EventKind.BUFFERING;
import static videolab.processor.audience.sessions.EventKind.ERROR;
import static videolab.processor.audience.sessions.EventKind.HEARTBEAT;
import static videolab.processor.audience.sessions.EventKind.INIT;
import static videolab.processor.audience.sessions.EventKind.LOADED;
import static videolab.processor.audience.sessions.EventKind.LOADING;
import static videolab.processor.audience.sessions.EventKind.METADATA;
import static videolab.processor.audience.sessions.EventKind.PAUSED;
import static videolab.processor.audience.sessions.EventKind.PLAYING;
import static videolab.processor.audience.sessions.EventKind.PRELOADING;
import static videolab.processor.audience.sessions.EventKind.SEEKED;
import static videolab.processor.audience.sessions.EventKind.SEEKING;
import static videolab.processor.audience.sessions.EventKind.STOPPED;
import static videolab.processor.audience.sessions.EventKind.WAITING;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import videolab.processor.audience.viewers.Viewer;

/** The rules of {@code docs/kpis.md} about ids that go on: a session is a viewing, not an id. */
class SessionViewingsTest extends SessionFixture {

    // Silence

    @Test
    void whoPlaysOnAfterSilenceIsTheNextSessionAtOnce() {
        List<SessionEvent> events = new ArrayList<>(List.of(at(0, INIT), at(1_000, PLAYING)));
        events.addAll(heartbeats(31_000, 61_000));
        events.addAll(heartbeats(241_000, 361_000));
        played(events.toArray(SessionEvent[]::new));

        assertThat(total(Sum.PLAY_MS)).isEqualTo(60_000 + 120_000);
        assertThat(total(Sum.AFTER_END)).isZero();
        assertThat(total(Sum.ATTEMPTS)).isEqualTo(1);
        assertThat(total(Sum.VIEWS)).isEqualTo(1);
        assertThat(total(Sum.TIMEOUTS)).isEqualTo(2);
        assertThat(sums(8)).containsEntry(Sum.UNACCOUNTED_MS, 180_000L);
        assertThat(ended).extracting(SessionSummary::resumed).containsExactly(false, true);
        assertThat(ended).extracting(SessionSummary::startedAtMs).containsExactly(BEGINNING, BEGINNING + 241_000);
        assertThat(ended.get(1).totals().get(Sum.UNACCOUNTED_MS)).isEqualTo(180_000);
        assertThat(total(Sum.SESSION_MS)).isEqualTo(61_000 + 120_000);
    }

    @ParameterizedTest
    @EnumSource(
            value = EventKind.class,
            names = {"PLAYING", "BUFFERING", "WAITING", "BUFFERED", "SEEKING", "SEEKED", "BITRATE_CHANGED", "HEARTBEAT"
            })
    void whateverShowsPlayingGoesOn(EventKind kind) {
        played(at(0, INIT), at(1_000, PLAYING), at(200_000, kind), at(210_000, PLAYING), at(230_000, STOPPED));
        assertThat(ended).extracting(SessionSummary::resumed).containsExactly(false, true);
        assertThat(total(Sum.AFTER_END)).isZero();
        assertThat(total(Sum.ATTEMPTS)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = EventKind.class,
            names = {"METADATA", "ALIVE", "STOPPED", "PAUSED", "WARNING", "ERROR"})
    void whatShowsNoPlayingDoesNot(EventKind kind) {
        played(at(0, INIT), at(1_000, PLAYING), at(200_000, kind));
        assertThat(ended).hasSize(1);
        assertThat(total(Sum.AFTER_END)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = EventKind.class,
            names = {"INIT", "LOADING", "LOADED"})
    void aNewRequestAfterSilenceIsAnAttempt(EventKind kind) {
        played(at(0, INIT), at(1_000, PLAYING), at(200_000, kind), at(203_000, PLAYING), at(210_000, STOPPED));
        assertThat(total(Sum.ATTEMPTS)).isEqualTo(2);
        assertThat(total(Sum.VIEWS)).isEqualTo(2);
        assertThat(total(Sum.PLAY_MS)).isEqualTo(7_000);
        assertThat(ended).extracting(SessionSummary::resumed).containsExactly(false, false);
    }

    @Test
    void cmcdV1GoesOnAfterAPauseAndItsPlayTimeIsKept() {
        List<SessionEvent> events = new ArrayList<>(List.of(request(0, "bl=0,su"), request(1_000, "bl=2000")));
        for (long ms = 4_000; ms <= 60_000; ms += 4_000) {
            events.add(request(ms, "bl=30000"));
        }
        for (long ms = 244_000; ms <= 724_000; ms += 4_000) {
            events.add(request(ms, "bl=30000"));
        }
        played(events.toArray(SessionEvent[]::new));
        assertThat(total(Sum.PLAY_MS)).isEqualTo(59_000 + 480_000);
        assertThat(total(Sum.AFTER_END)).isZero();
        assertThat(total(Sum.VIEWS)).isEqualTo(1);
        assertThat(ended).extracting(SessionSummary::estimated).containsExactly(true, true);
    }

    @Test
    void aPlaylistWithoutGapsHasAnAttemptAndAViewOfEachItem() {
        played(
                request(0, "bl=0,su", "ep1"),
                request(1_000, "bl=2000", "ep1"),
                request(20_000, "bl=9000", "ep2"),
                request(26_000, "bl=9000", "ep2"));
        assertThat(total(Sum.ATTEMPTS)).isEqualTo(2);
        assertThat(total(Sum.VIEWS)).isEqualTo(2);
        assertThat(total(Sum.STARTUPS)).isEqualTo(1);
        assertThat(total(Sum.PLAY_MS)).isEqualTo(19_000 + 6_000);

        clear();
        played(request(0, "bl=9000", "ep1"), request(6_000, "bl=9000", "ep1"));
        assertThat(total(Sum.ATTEMPTS) + total(Sum.VIEWS))
                .as("it began before the log did")
                .isZero();
    }

    @Test
    void anIdIsRememberedForAnHourThenItIsASessionThatBeganBefore() {
        long hour = SessionRules.RESUME.toMillis();
        played(at(0, INIT), at(1_000, PLAYING), at(91_000 + hour - 1_000, HEARTBEAT), at(91_000 + hour, STOPPED));
        assertThat(ended).extracting(SessionSummary::resumed).containsExactly(false, true);

        clear();
        played(
                at(0, INIT),
                at(1_000, PLAYING),
                at(91_000 + hour + WINDOW, HEARTBEAT),
                at(100_000 + hour + WINDOW, STOPPED));
        assertThat(ended).extracting(SessionSummary::resumed).containsExactly(false, false);
        assertThat(total(Sum.ATTEMPTS)).isEqualTo(1);
    }

    @Test
    void aPageThatIsClickedAfterTwoMinutesIsOneViewWithItsOldRequest() {
        List<SessionEvent> events =
                new ArrayList<>(List.of(at(0, INIT), at(300, LOADING), at(2_000, LOADED), at(122_000, PLAYING)));
        events.addAll(heartbeats(152_000, 422_000));
        events.add(at(422_000, STOPPED));
        played(events.toArray(SessionEvent[]::new));
        assertThat(total(Sum.ATTEMPTS)).isEqualTo(1);
        assertThat(total(Sum.VIEWS)).isEqualTo(1);
        assertThat(total(Sum.EBVS)).isZero();
        assertThat(total(Sum.STARTUPS_OVER_60S)).isEqualTo(1);
        assertThat(total(Sum.PLAY_MS)).isEqualTo(300_000);
        assertThat(total(Sum.STARTING_MS)).isEqualTo(62_000);
        assertThat(total(Sum.UNACCOUNTED_MS)).isEqualTo(60_000);
    }

    @Test
    void aPageThatIsNeverClickedEndsTenMinutesAfterItsLastEvent() {
        played(at(0, INIT), at(300, LOADING), at(2_000, LOADED));
        assertThat(sums(20))
                .containsOnlyKeys(Sum.TIMEOUTS, Sum.EBVS, Sum.SESSION_MS)
                .containsEntry(Sum.SESSION_MS, 2_000L);
    }

    @Test
    void aFirstFrameAfterThatIsAViewWithoutAnAttempt() {
        played(at(0, INIT), at(700_000, HEARTBEAT), at(710_000, PLAYING), at(740_000, STOPPED));
        assertThat(total(Sum.ATTEMPTS)).isEqualTo(1);
        assertThat(total(Sum.EBVS)).isEqualTo(1);
        assertThat(total(Sum.VIEWS)).isEqualTo(1);
        assertThat(total(Sum.STARTUPS) + total(Sum.STARTUPS_OVER_60S)).isZero();
        assertThat(total(Sum.PLAY_MS)).isEqualTo(30_000);
        assertThat(total(Sum.AFTER_END)).isEqualTo(1);
        assertThat(ended).extracting(SessionSummary::resumed).containsExactly(false, false);
    }

    @Test
    void aHeartbeatAfterASilentPauseIsOfAPageLeftOpen() {
        long hour = SessionRules.PAUSED_SILENCE_MS;
        played(at(0, INIT), at(1_000, PLAYING), at(20_000, PAUSED), at(hour + 60_000, HEARTBEAT));
        assertThat(ended).hasSize(1);
        assertThat(total(Sum.AFTER_END)).isEqualTo(1);
        clear();
        played(
                at(0, INIT),
                at(1_000, PLAYING),
                at(20_000, PAUSED),
                at(21_000, SEEKING),
                at(hour + 60_000, HEARTBEAT),
                at(hour + 70_000, PLAYING),
                at(hour + 80_000, STOPPED));
        assertThat(ended).extracting(SessionSummary::resumed).containsExactly(false, true);
        assertThat(total(Sum.AFTER_END)).isEqualTo(1);
        assertThat(total(Sum.PLAY_MS)).isEqualTo(19_000 + 10_000);
    }

    @Test
    void aPauseInWhichSomebodySeeksMayLastAnHourToo() {
        played(
                at(0, INIT),
                at(1_000, PLAYING),
                at(20_000, PAUSED),
                at(21_000, SEEKING),
                at(1_800_000, SEEKED),
                at(1_801_000, PLAYING),
                at(1_811_000, STOPPED));
        assertThat(ended).hasSize(1);
        assertThat(total(Sum.TIMEOUTS)).isZero();
    }

    @Test
    void otherContentAfterSilenceIsTheNextSessionAndNotAResumedOne() {
        played(named(0, INIT, "a"), at(1_000, PLAYING), named(200_000, PLAYING, "b"), at(210_000, STOPPED));
        assertThat(ended).extracting(SessionSummary::resumed).containsExactly(false, false);
        assertThat(ended).extracting(session -> session.profile().content()).containsExactly("a", "b");
        assertThat(total(Sum.ATTEMPTS)).isEqualTo(2);
        assertThat(total(Sum.UNACCOUNTED_MS)).isZero();
    }

    /** Its viewer, its player, its content, its bitrate, and how long it has played: it is the same viewing. */
    @Test
    void aResumedSessionKnowsWhatTheOneBeforeKnew() {
        played(
                named(0, INIT, "a"),
                by(500, METADATA, 77),
                at(1_000, PLAYING),
                told(1_000, 1_000, BITRATE_CHANGED, 800),
                at(9_000, HEARTBEAT),
                at(200_000, PLAYING),
                at(203_000, HEARTBEAT),
                at(206_000, STOPPED));
        assertThat(ended).extracting(session -> session.profile().content()).containsExactly("a", "a");
        assertThat(ended).extracting(session -> session.profile().viewerHash()).containsExactly(77L, 77L);
        assertThat(total(Sum.BITRATE_MS)).isEqualTo(8_000 + 6_000);
        assertThat(total(Sum.VALID_VIEWS)).as("8 s and then 6 s").isEqualTo(1);
        clear();
        played(
                named(0, INIT, "a"),
                at(1_000, PLAYING),
                at(200_000, PLAYING),
                named(210_000, PLAYING, "b"),
                at(220_000, STOPPED));
        assertThat(ended).extracting(SessionSummary::resumed).containsExactly(false, true, false);
        assertThat(ended).extracting(session -> session.profile().content()).containsExactly("a", "a", "b");
        clear();
        played(request(0, "bl=0,su"), request(1_000, "bl=2000"), at(200_000, PLAYING), at(210_000, STOPPED));
        assertThat(ended).extracting(SessionSummary::estimated).containsExactly(true, true);
    }

    @Test
    void theFirstRequestWithABufferAfterTheSessionWasGivenUpIsAViewWithoutAnAttempt() {
        played(request(0, "bl=0,su"), request(700_000, "bl=2000"), request(704_000, "bl=4000"));
        assertThat(total(Sum.ATTEMPTS)).isEqualTo(1);
        assertThat(total(Sum.VIEWS)).isEqualTo(1);
        assertThat(total(Sum.STARTUPS) + total(Sum.STARTUPS_OVER_60S)).isZero();
    }

    // After an end

    @ParameterizedTest
    @EnumSource(
            value = EventKind.class,
            names = {"INIT", "LOADING", "LOADED", "PLAYING"})
    void afterAnEndTheNextSessionBeginsAtOnce(EventKind kind) {
        played(
                at(0, INIT),
                at(1_000, PLAYING),
                at(9_000, STOPPED),
                at(10_000, kind),
                at(12_000, PLAYING),
                at(20_000, STOPPED));
        assertThat(total(Sum.ATTEMPTS)).isEqualTo(2);
        assertThat(total(Sum.VIEWS)).isEqualTo(2);
        assertThat(total(Sum.SESSIONS)).isEqualTo(2);
        assertThat(total(Sum.SESSIONS_ENDED)).isEqualTo(2);
        assertThat(total(Sum.AFTER_END)).isZero();
        assertThat(ended).extracting(SessionSummary::startedAtMs).containsExactly(BEGINNING, BEGINNING + 10_000);
    }

    @ParameterizedTest
    @EnumSource(
            value = EventKind.class,
            names = {"HEARTBEAT", "STOPPED", "ALIVE", "METADATA", "PAUSED", "SEEKING", "BUFFERING"})
    void theReportsOfAPageLeftOpenAreAfterTheEnd(EventKind kind) {
        played(at(0, INIT), at(1_000, PLAYING), at(9_000, STOPPED), at(15_000, kind));
        assertThat(ended).hasSize(1);
        assertThat(total(Sum.AFTER_END)).isEqualTo(1);
    }

    @Test
    void anEndThatIsReportedAgainWithinFiveSecondsIsARepeat() {
        played(at(0, INIT), at(1_000, PLAYING), at(9_000, STOPPED), at(13_500, STOPPED));
        assertThat(total(Sum.DUPLICATES)).isEqualTo(1);
        assertThat(total(Sum.AFTER_END)).isZero();
        assertThat(total(Sum.SESSIONS_ENDED)).isEqualTo(1);
    }

    @Test
    void whatIsLoadedInAdvanceAfterAnEndIsTheNextSessions() {
        played(
                named(0, INIT, "a"),
                at(1_000, PLAYING),
                at(9_000, STOPPED),
                named(10_000, PRELOADING, "b"),
                named(12_000, INIT, "b"),
                at(13_000, PLAYING),
                at(20_000, STOPPED));
        assertThat(total(Sum.AFTER_END)).isZero();
        assertThat(total(Sum.ATTEMPTS)).isEqualTo(2);
        assertThat(ended).extracting(session -> session.profile().content()).containsExactly("a", "b");
    }

    @Test
    void theNextSessionOfAnIdHasTheSameViewer() {
        played(
                of(by(0, INIT, 77), tv()),
                at(1_000, PLAYING),
                at(9_000, STOPPED),
                at(10_000, PLAYING),
                at(20_000, STOPPED));
        assertThat(ended).extracting(session -> session.profile().viewer()).containsExactly(tv(), tv());
        clear();
        played(by(0, INIT, 77), at(1_000, PLAYING), at(9_000, STOPPED), at(10_000, INIT), at(20_000, STOPPED));
        assertThat(ended).extracting(session -> session.profile().viewerHash()).containsExactly(77L, 77L);
    }

    private static Viewer tv() {
        return new Viewer("SE", "Stockholm", "Tizen", "TV", "tv", "player", false);
    }

    @Test
    void metadataAfterAnEndNameTheContentOfWhatFollows() {
        played(
                named(0, INIT, "a"),
                at(1_000, PLAYING),
                at(9_000, STOPPED),
                named(10_000, METADATA, "b"),
                at(12_000, INIT),
                at(13_000, PLAYING),
                at(20_000, STOPPED));
        assertThat(ended).extracting(session -> session.profile().content()).containsExactly("a", "b");
    }

    @Test
    void aPageIsRememberedForTenMinutesAfterItsLastReport() {
        played(at(0, INIT), at(1_000, PLAYING), at(9_000, STOPPED), at(540_000, HEARTBEAT), at(1_080_000, HEARTBEAT));
        assertThat(ended).hasSize(1);
        assertThat(total(Sum.AFTER_END)).isEqualTo(2);
        clear();
        // A pause is not such a report: the heartbeat is of a session that began unseen.
        played(at(0, INIT), at(1_000, PLAYING), at(9_000, STOPPED), at(540_000, PAUSED), at(1_080_000, HEARTBEAT));
        assertThat(total(Sum.AFTER_END)).isEqualTo(1);
        assertThat(ended).hasSize(2);
    }

    @Test
    void noReportThatShowsNoPlayingKeepsAnIdThatFellSilent() {
        played(at(0, INIT), at(1_000, PLAYING), at(3_000_000, METADATA), at(4_200_000, HEARTBEAT));
        assertThat(ended).extracting(SessionSummary::resumed).containsExactly(false, false);
    }

    /** Also what no event of it names. */
    @Test
    void theNextSessionOfAnIdKnowsPlayerCdnAddressAndWhetherItIsLive() {
        played(
                known(0, INIT, "a", null),
                at(1_000, PLAYING),
                at(9_000, STOPPED),
                at(10_000, PLAYING),
                at(20_000, STOPPED));
        assertThat(ended).hasSize(2);
        SessionSummary next = ended.get(1);
        assertThat(next.profile().player()).isEqualTo("player-1");
        assertThat(next.profile().cdn()).isEqualTo("edge-a");
        assertThat(next.address()).isEqualTo("192.0.2.1");
        assertThat(next.live()).isTrue();
    }

    @Test
    void aSessionThatWasGivenUpHasNoStartUpTimeAlsoWhereThePlayerNamesOne() {
        played(at(0, INIT), known(700_000, PLAYING, "a", 900), at(710_000, STOPPED));
        assertThat(total(Sum.VIEWS)).isEqualTo(1);
        assertThat(total(Sum.STARTUPS)).isZero();
    }

    /** @param startDelayMs CMCD's {@code msd} */
    private static SessionEvent known(long ms, EventKind kind, String content, Integer startDelayMs) {
        PlayerEvent event = new PlayerEvent(
                "s",
                kind,
                BEGINNING + ms,
                null,
                Double.NaN,
                null,
                null,
                startDelayMs,
                false,
                content,
                true,
                "edge-a",
                null,
                null,
                "player-1",
                null,
                null);
        return new SessionEvent(event, BEGINNING + ms, Viewer.NOBODY, null, 0, "192.0.2.1");
    }

    // New content

    @Test
    void zappingIsANewSessionWithItsOwnStartAndContent() {
        played(
                named(0, PRELOADING, "ch1"),
                named(100, INIT, "ch1"),
                named(1_100, PLAYING, "ch1"),
                named(60_000, PRELOADING, "ch2"),
                named(60_100, INIT, "ch2"),
                named(64_100, PLAYING, "ch2"),
                named(100_000, ALIVE, "ch2"),
                named(130_000, STOPPED, "ch2"));
        assertThat(total(Sum.ATTEMPTS)).isEqualTo(2);
        assertThat(ended).extracting(SessionSummary::startupMs).containsExactly(1_000L, 4_000L);
        assertThat(ended).extracting(session -> session.profile().content()).containsExactly("ch1", "ch2");
        assertThat(ended)
                .extracting(session -> session.totals().get(Sum.PLAY_MS))
                .containsExactly(58_900L, 65_900L);
        assertThat(ended).extracting(SessionSummary::endReason).first().isEqualTo(EndReason.ABORTED);
    }

    @Test
    void beforeTheFirstFrameAnotherStateSOrContentChangesNothingButTheContent() {
        played(
                named(0, INIT, "ch1"),
                named(400, PRELOADING, "ch2"),
                named(2_000, INIT, "ch2"),
                named(3_000, PLAYING, "ch2"),
                named(5_000, STOPPED, "ch2"));
        assertThat(total(Sum.ATTEMPTS)).isEqualTo(1);
        assertThat(ended).hasSize(1);
        assertThat(ended.get(0).startupMs()).isEqualTo(3_000);
        assertThat(ended.get(0).profile().content()).isEqualTo("ch2");
    }

    @Test
    void metadataOfAnotherContentBeginTheNextSession() {
        played(
                at(0, INIT),
                named(500, METADATA, "ep1"),
                at(1_000, PLAYING),
                named(20_000, METADATA, "ep2"),
                at(20_100, LOADING),
                at(22_000, PLAYING),
                at(29_000, STOPPED));
        assertThat(ended).extracting(session -> session.profile().content()).containsExactly("ep1", "ep2");
        assertThat(total(Sum.ATTEMPTS)).isEqualTo(2);
        assertThat(total(Sum.PLAY_MS)).isEqualTo(19_000 + 7_000);
    }

    @Test
    void shakasFirstStateIsTheRequest() {
        played(
                named(0, ALIVE, "ep1"),
                named(100, WAITING, "ep1"),
                named(1_000, PLAYING, "ep1"),
                named(5_000, WAITING, "ep1"),
                named(6_000, PLAYING, "ep1"),
                named(20_000, ALIVE, "ep2"),
                named(20_100, WAITING, "ep2"),
                named(20_800, PLAYING, "ep2"),
                named(29_000, STOPPED, "ep2"));
        assertThat(ended).extracting(SessionSummary::startupMs).containsExactly(900L, 700L);
        assertThat(total(Sum.ATTEMPTS)).isEqualTo(2);
        assertThat(total(Sum.VIEWS)).isEqualTo(2);
        assertThat(total(Sum.STALLS)).isEqualTo(1);
        assertThat(total(Sum.STALL_MS)).isEqualTo(1_000);
    }

    @Test
    void aBitrateThatIsToldBeforeAStateIsTheNextContentsOwn() {
        played(
                told(0, 0, WAITING, 800, null, "ep1", null),
                told(1_000, 1_000, PLAYING, 800, null, "ep1", null),
                told(2_000, 2_000, ALIVE, 1_600, null, "ep1", null),
                told(20_000, 20_000, ALIVE, 3_200, null, "ep2", null),
                told(20_100, 20_100, WAITING, 3_200, null, "ep2", null),
                told(20_800, 20_800, PLAYING, 3_200, null, "ep2", null),
                named(29_000, STOPPED, "ep2"));
        assertThat(ended).extracting(SessionSummary::startupMs).containsExactly(1_000L, 700L);
        assertThat(total(Sum.ATTEMPTS)).isEqualTo(2);
        assertThat(total(Sum.STALLS)).isZero();
        assertThat(total(Sum.SWITCHES_UP)).isEqualTo(1);
    }

    @Test
    void aPageThatIsClosedPausesInTheBackgroundAndIsNotWaitedForAnHour() {
        played(at(0, INIT), at(1_000, PLAYING), hidden(20_000, PAUSED), at(400_000, PLAYING), at(420_000, STOPPED));
        assertThat(ended).extracting(SessionSummary::resumed).containsExactly(false, true);
        assertThat(total(Sum.VIEWS)).isEqualTo(1);
        assertThat(total(Sum.PLAY_MS)).isEqualTo(19_000 + 20_000);
        clear();
        played(at(0, INIT), at(1_000, PLAYING), at(20_000, PAUSED), at(400_000, PLAYING), at(420_000, STOPPED));
        assertThat(ended).extracting(SessionSummary::resumed).containsExactly(false);
    }

    @Test
    void contentThatBecomesKnownIsNoNewContent() {
        played(at(0, INIT), at(1_000, PLAYING), named(20_000, METADATA, "ep1"), at(29_000, STOPPED));
        assertThat(ended).hasSize(1);
        assertThat(ended.get(0).profile().content()).isEqualTo("ep1");
    }

    @Test
    void aReplayKeepsItsContentAndTheNextRequestDoesNot() {
        played(named(0, INIT, "ep1"), at(1_000, PLAYING), at(9_000, STOPPED), at(10_000, PLAYING), at(12_000, STOPPED));
        assertThat(ended).extracting(session -> session.profile().content()).containsExactly("ep1", "ep1");
        clear();
        played(named(0, INIT, "ep1"), at(1_000, PLAYING), at(9_000, STOPPED), at(10_000, INIT), at(12_000, STOPPED));
        assertThat(ended).extracting(session -> session.profile().content()).containsExactly("ep1", "unknown");
    }

    @Test
    void aSignOfLifeWithTheOldContentDoesNotChangeTheSession() {
        played(
                named(0, INIT, "ch1"),
                named(1_000, PLAYING, "ch1"),
                named(20_000, INIT, "ch2"),
                named(21_000, PLAYING, "ch2"),
                named(21_500, ALIVE, "ch1"),
                named(29_000, STOPPED, "ch2"));
        assertThat(ended).hasSize(2);
        assertThat(ended.get(1).profile().content()).isEqualTo("ch2");
    }

    @ParameterizedTest
    @EnumSource(
            value = EventKind.class,
            names = {"INIT", "PRELOADING"})
    void aRequestAfterTheFirstFrameEndsTheSession(EventKind kind) {
        played(at(0, INIT), at(1_000, PLAYING), at(20_000, kind));
        assertThat(ended.get(0).endReason()).isEqualTo(EndReason.ABORTED);
        assertThat(ended.get(0).endedAtMs()).isEqualTo(BEGINNING + 20_000);
        assertThat(total(Sum.ATTEMPTS)).isEqualTo(kind == INIT ? 2 : 1);
    }

    @ParameterizedTest
    @EnumSource(
            value = EventKind.class,
            names = {"STOPPED", "ERROR", "WARNING", "ALIVE"})
    void whatNamesTheNextContentTooEarlyChangesNothing(EventKind kind) {
        played(named(0, INIT, "a"), at(1_000, PLAYING), named(9_000, kind, "b"), at(10_000, STOPPED));
        assertThat(ended).hasSize(1);
        assertThat(ended.get(0).profile().content()).isEqualTo("a");
        assertThat(ended.get(0).endReason()).isEqualTo(kind == ERROR ? EndReason.ERROR : EndReason.UNKNOWN);
        assertThat(total(Sum.ATTEMPTS)).isEqualTo(1);
    }

    @Test
    void contentThatIsOnlyInheritedMayBeNamedOtherwise() {
        played(
                named(0, INIT, "a"),
                at(1_000, PLAYING),
                at(9_000, STOPPED),
                at(10_000, PLAYING),
                at(200_000, PLAYING),
                named(201_000, METADATA, "b"),
                at(210_000, STOPPED));
        assertThat(ended).extracting(SessionSummary::resumed).containsExactly(false, false, true);
        assertThat(ended).extracting(session -> session.profile().content()).containsExactly("a", "a", "b");
    }

    // Fatal errors

    @ParameterizedTest
    @EnumSource(
            value = EventKind.class,
            names = {"PLAYING", "BUFFERING", "WAITING"})
    void aFatalErrorThatRecoversIsOneFailureAndGoesOn(EventKind kind) {
        played(
                at(0, INIT),
                at(1_000, PLAYING),
                at(30_000, HEARTBEAT),
                at(60_000, ERROR),
                at(63_000, kind),
                at(63_000, PLAYING),
                at(113_000, STOPPED));
        assertThat(total(Sum.PLAYBACK_FAILURES)).isEqualTo(1);
        assertThat(total(Sum.PLAY_MS)).isEqualTo(59_000 + 50_000);
        assertThat(total(Sum.ATTEMPTS)).isEqualTo(1);
        assertThat(total(Sum.VIEWS)).isEqualTo(1);
        assertThat(total(Sum.UNACCOUNTED_MS)).isEqualTo(3_000);
        assertThat(total(Sum.AFTER_END)).isZero();
        assertThat(ended).extracting(SessionSummary::resumed).containsExactly(false, true);
    }

    @ParameterizedTest
    @ValueSource(longs = {120_001, 150_000})
    void laterItIsANewAttempt(long ms) {
        played(at(0, INIT), at(1_000, PLAYING), at(60_000, ERROR), at(ms, PLAYING), at(ms + 1_000, STOPPED));
        assertThat(total(Sum.ATTEMPTS)).isEqualTo(2);
        assertThat(total(Sum.VIEWS)).isEqualTo(2);
        clear();
        played(at(0, INIT), at(1_000, PLAYING), at(60_000, ERROR), at(ms, BUFFERING), at(ms + 1_000, PLAYING));
        assertThat(total(Sum.ATTEMPTS)).isEqualTo(2);
        assertThat(total(Sum.VIEWS)).isEqualTo(2);
        clear();
        played(at(0, INIT), at(1_000, PLAYING), at(60_000, ERROR), at(ms, WAITING), at(ms + 1_000, PLAYING));
        assertThat(total(Sum.ATTEMPTS)).isEqualTo(2);
        assertThat(total(Sum.VIEWS)).isEqualTo(2);
    }

    @Test
    void aMinuteIsSoonEnoughToRecover() {
        played(at(0, INIT), at(1_000, PLAYING), at(60_000, ERROR), at(120_000, PLAYING), at(121_000, STOPPED));
        assertThat(ended).extracting(SessionSummary::resumed).containsExactly(false, true);
        assertThat(total(Sum.ATTEMPTS)).isEqualTo(1);
    }

    @Test
    void anErrorBeforeTheFirstFrameDoesNotRecover() {
        played(at(0, INIT), at(1_000, ERROR), at(3_000, PLAYING), at(9_000, STOPPED));
        assertThat(total(Sum.ATTEMPTS)).isEqualTo(2);
        assertThat(total(Sum.START_FAILURES)).isEqualTo(1);
        assertThat(ended).extracting(SessionSummary::resumed).containsExactly(false, false);
    }

    @Test
    void otherContentAfterAnErrorIsANewAttempt() {
        played(
                named(0, INIT, "a"),
                at(1_000, PLAYING),
                at(9_000, ERROR),
                named(12_000, PLAYING, "b"),
                at(20_000, STOPPED));
        assertThat(total(Sum.ATTEMPTS)).isEqualTo(2);
        assertThat(ended).extracting(session -> session.profile().content()).containsExactly("a", "b");
    }

    // Seeks

    @Test
    void aSeekInAPauseThatBufferedEndsIsAPauseAgain() {
        List<SessionEvent> events = new ArrayList<>(List.of(
                at(0, INIT),
                at(1_000, PLAYING),
                at(61_000, PAUSED),
                at(65_000, SEEKING),
                at(65_200, BUFFERING),
                at(66_000, BUFFERED)));
        events.addAll(heartbeats(91_000, 3_661_000));
        played(events.toArray(SessionEvent[]::new));
        assertThat(watched()).isEqualTo(61_000);
        assertThat(total(Sum.PAUSE_MS)).isEqualTo(3_600_000);
        assertThat(total(Sum.SEEKS)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = EventKind.class,
            names = {"PAUSED", "HEARTBEAT"})
    void aSeekThatNeverEndsIsBounded(EventKind before) {
        List<SessionEvent> events =
                new ArrayList<>(List.of(at(0, INIT), at(1_000, PLAYING), at(31_000, before), at(40_000, SEEKING)));
        events.addAll(heartbeats(70_000, 3_640_000));
        played(events.toArray(SessionEvent[]::new));
        assertThat(total(Sum.SEEK_MS)).isEqualTo(before == PAUSED ? 0 : 60_000);
        assertThat(total(Sum.PAUSE_MS)).isGreaterThan(3_500_000);
    }

    @Test
    void aSeekInPlayEndsWithBuffered() {
        played(at(0, INIT), at(1_000, PLAYING), at(5_000, SEEKING), at(6_000, BUFFERED), at(16_000, STOPPED));
        assertThat(total(Sum.SEEK_MS)).isEqualTo(1_000);
        assertThat(total(Sum.PLAY_MS)).isEqualTo(14_000);
        assertThat(total(Sum.STALLS)).isZero();
        clear();
        played(at(0, INIT), at(1_000, PLAYING), at(5_000, SEEKING), at(6_000, SEEKED), at(16_000, STOPPED));
        assertThat(total(Sum.PLAY_MS)).isEqualTo(14_000);
    }

    // Who watches

    @Test
    void aViewerWhoIsNamedInTheNextWindowIsOneViewer() {
        played(
                at(26_000, INIT),
                at(27_000, PLAYING),
                by(31_000, METADATA, 77),
                at(61_000, HEARTBEAT),
                at(70_000, STOPPED));
        assertThat(viewers.get(BEGINNING)).containsExactly(77L);
        assertThat(viewers.get(BEGINNING + WINDOW)).containsExactly(77L);
    }

    @Test
    void whoIsNamedLaterIsNotCountedBefore() {
        played(at(1_000, INIT), at(2_000, PLAYING), by(55_000, METADATA, 77), at(61_000, STOPPED));
        assertThat(viewers.get(BEGINNING)).isNull();
        assertThat(viewers.get(BEGINNING + WINDOW)).containsExactly(77L);
    }

    @Test
    void whoIsNeverNamedCountsAfterAMinuteOrAtTheEnd() {
        played(at(1_000, INIT), at(2_000, PLAYING), at(32_000, HEARTBEAT), at(62_000, HEARTBEAT), at(70_000, STOPPED));
        assertThat(viewers).containsOnlyKeys(BEGINNING + 2 * WINDOW);
        clear();
        played(at(1_000, INIT), at(2_000, PLAYING), at(3_000, STOPPED));
        assertThat(viewers).containsOnlyKeys(BEGINNING);
        clear();
        played(at(1_000, INIT), at(2_000, PLAYING));
        assertThat(viewers).containsOnlyKeys(BEGINNING + 3 * WINDOW);
    }

    @Test
    void identityIsTakenFromAnEventThatWaits() {
        SessionTimeline session = new SessionTimeline(0);
        for (SessionEvent event : List.of(at(26_000, INIT), at(27_000, PLAYING), by(31_000, METADATA, 77))) {
            session.add(event, RULES, 0);
        }
        advance(session, BEGINNING + WINDOW);
        assertThat(viewers.get(BEGINNING)).containsExactly(77L);
    }

    @Test
    void identityThatIsReceivedAfterTheWatermarkIsNotTaken() {
        SessionEvent named = by(31_000, METADATA, 77);
        played(
                at(26_000, INIT),
                at(27_000, PLAYING),
                new SessionEvent(named.event(), BEGINNING + 76_000, named.viewer(), ViewerKey.USER, 77, null),
                at(80_000, STOPPED));
        assertThat(viewers.get(BEGINNING)).isNull();
        assertThat(viewers.get(BEGINNING + WINDOW)).containsExactly(77L);
    }

    @Test
    void whoIsNeverNamedCountsInEachWindowAfterAMinuteAndOnceAtTheEnd() {
        List<SessionEvent> events = new ArrayList<>(List.of(at(1_000, INIT), at(2_000, PLAYING)));
        events.addAll(heartbeats(32_000, 122_000));
        events.add(at(130_000, STOPPED));
        events.add(at(200_000, HEARTBEAT));
        played(events.toArray(SessionEvent[]::new));
        assertThat(viewers).containsOnlyKeys(BEGINNING + 2 * WINDOW, BEGINNING + 3 * WINDOW, BEGINNING + 4 * WINDOW);
        clear();
        played(at(1_000, INIT), at(2_000, PLAYING), at(3_000, STOPPED), at(100_000, HEARTBEAT));
        assertThat(viewers).containsOnlyKeys(BEGINNING);
    }

    @Test
    void aDeviceDoesNotReplaceTheUser() {
        SessionEvent device = at(2_000, HEARTBEAT);
        played(
                by(0, INIT, 77),
                at(1_000, PLAYING),
                new SessionEvent(device.event(), device.receivedAtMs(), device.viewer(), ViewerKey.DEVICE, 88, null),
                at(9_000, STOPPED));
        assertThat(viewers.get(BEGINNING)).containsExactly(77L);
        assertThat(ended.get(0).viewerKey()).isEqualTo(ViewerKey.USER);
    }

    @Test
    void theNextSessionOfAnIdHasTheClockThatWasFound() {
        long hour = 3_600_000;
        SessionTimeline session = new SessionTimeline(0);
        for (SessionEvent event :
                List.of(told(hour, 0, INIT), told(hour + 1_000, 1_000, PLAYING), told(hour + 20_000, 20_000, INIT))) {
            session.add(event, RULES, 0);
        }
        advance(session, BEGINNING + WINDOW);
        session.add(told(hour + 60_000, 68_000, HEARTBEAT), RULES, BEGINNING + WINDOW);
        session.add(told(hour + 70_000, 78_000, STOPPED), RULES, BEGINNING + WINDOW);
        advance(session, FAR);
        assertThat(ended).extracting(SessionSummary::endedAtMs).containsExactly(BEGINNING + 20_000, BEGINNING + 70_000);
    }

    // Repeats, advertisements, rare players

    @Test
    void sixFactsOfOneInstantSentTwiceAreSixRepeats() {
        List<SessionEvent> batch = List.of(
                at(0, INIT),
                named(0, METADATA, "x"),
                at(0, LOADING),
                at(0, LOADED),
                told(0, 0, BITRATE_CHANGED, 800),
                told(0, 0, BITRATE_CHANGED, 2_000));
        List<SessionEvent> events = new ArrayList<>(batch);
        batch.forEach(event -> events.add(new SessionEvent(
                event.event(), event.receivedAtMs() + 3_000, event.viewer(), event.viewerKey(), 0, null)));
        events.add(at(5_000, PLAYING));
        events.add(at(9_000, STOPPED));
        played(events.toArray(SessionEvent[]::new));
        assertThat(total(Sum.DUPLICATES)).isEqualTo(6);
        assertThat(total(Sum.SWITCHES_UP)).isEqualTo(1);
        assertThat(total(Sum.SWITCHES_DOWN)).isZero();
    }

    @Test
    void preRollIsNoPartOfTheStartUp() {
        played(
                at(0, INIT),
                ad(1_000, PLAYING, PlayerEvent.Ad.BEGINS),
                at(6_000, PLAYING),
                ad(16_000, ALIVE, PlayerEvent.Ad.ENDS),
                at(16_500, PLAYING),
                at(29_000, STOPPED));
        assertThat(ended.get(0).startupMs()).isEqualTo(1_500);
        assertThat(total(Sum.PLAY_MS)).isEqualTo(12_500);
    }

    @Test
    void factsOfOneInstantDifferByTheirContentAndMayBeMany() {
        played(
                at(0, INIT),
                named(500, METADATA, "a"),
                named(500, METADATA, "b"),
                at(1_000, PLAYING),
                at(9_000, STOPPED));
        assertThat(total(Sum.DUPLICATES)).isZero();
        assertThat(ended.get(0).profile().content()).isEqualTo("b");
        clear();
        List<SessionEvent> events = new ArrayList<>(List.of(at(0, INIT), at(1_000, PLAYING)));
        for (int copy = 0; copy < 2; copy++) {
            for (int kbps = 1; kbps <= 40; kbps++) {
                events.add(told(2_000, 2_000 + copy, BITRATE_CHANGED, kbps));
            }
        }
        played(events.toArray(SessionEvent[]::new));
        assertThat(total(Sum.DUPLICATES)).isEqualTo(40);
        assertThat(total(Sum.SWITCHES_UP)).isEqualTo(39);
    }

    @Test
    void anAdvertisementWhoseEndIsNotReportedHidesTheFirstFrameForFiveMinutesAtMost() {
        played(
                at(0, INIT),
                ad(1_000, ALIVE, PlayerEvent.Ad.BEGINS),
                at(200_000, PLAYING),
                at(301_500, PLAYING),
                at(310_000, STOPPED));
        assertThat(total(Sum.VIEWS)).isEqualTo(1);
        assertThat(ended.get(0).firstFrameAtMs()).isEqualTo(BEGINNING + 301_500);
        assertThat(ended.get(0).startupMs()).isEqualTo(1_000);
    }

    @Test
    void aTabInTheBackgroundOrAPauseBeforeTheFirstFrameHasNoStartUpTime() {
        played(at(0, INIT), hidden(500, LOADING), at(1_000, PLAYING), at(9_000, STOPPED));
        assertThat(ended.get(0).startupMs()).isNull();
        clear();
        played(at(0, INIT), at(500, PAUSED), at(1_000, PLAYING), at(9_000, STOPPED));
        assertThat(ended.get(0).startupMs()).isNull();
        assertThat(total(Sum.VIEWS)).isEqualTo(1);
    }

    @Test
    void whereTheRequestWasNotSeenThePlayersOwnStartUpTimeCounts() {
        played(known(1_000, PLAYING, "a", 900), at(9_000, STOPPED));
        assertThat(ended.get(0).startupMs()).isEqualTo(900);
    }

    @Test
    void aPlayerThatReportsOnceAMinuteLosesNothing() {
        played(at(0, INIT), at(1_000, PLAYING), at(61_000, HEARTBEAT), at(121_000, HEARTBEAT), at(181_000, STOPPED));
        assertThat(total(Sum.PLAY_MS)).isEqualTo(180_000);
        assertThat(total(Sum.UNACCOUNTED_MS)).isZero();
        assertThat(ended).hasSize(1);
    }

    @Test
    void aClockThatStepsBackChargesNoTimeTwice() {
        // By the viewer's clock 20 s are played twice; by the collector's, 40 s pass.
        played(
                at(0, INIT),
                at(1_000, PLAYING),
                at(21_000, HEARTBEAT),
                told(11_000, 31_000, HEARTBEAT),
                told(21_000, 41_000, STOPPED));
        assertThat(total(Sum.PLAY_MS)).isBetween(10_000L, 40_000L);
        assertThat(total(Sum.SESSION_MS)).isLessThanOrEqualTo(41_000);
    }

    @Test
    void orderOfArrivalAndCutChangeNoNumberOfAnIdThatGoesOn() {
        List<SessionEvent> events = List.of(
                named(0, INIT, "a"),
                named(1_000, PLAYING, "a"),
                named(21_000, INIT, "b"),
                by(24_000, METADATA, 9),
                named(25_000, PLAYING, "b"),
                at(31_000, ERROR),
                at(34_000, PLAYING),
                at(64_000, HEARTBEAT),
                at(200_000, HEARTBEAT),
                at(220_000, STOPPED),
                at(240_000, PLAYING),
                at(250_000, STOPPED));
        played(events.toArray(SessionEvent[]::new));
        Map<Long, Map<Sum, Long>> expected = allSums();
        String rows = rows();
        for (int seed = 0; seed < 30; seed++) {
            Random random = new Random(seed);
            List<SessionEvent> shuffled = new ArrayList<>(events);
            Collections.shuffle(shuffled, random);
            clear();
            SessionTimeline session = new SessionTimeline(0);
            for (SessionEvent event : shuffled) {
                session.add(event, RULES, 0);
                session = throughBytes(session);
            }
            for (long to = BEGINNING; to < BEGINNING + 400_000; to += 1 + random.nextInt(40_000)) {
                advance(session, to);
                session = throughBytes(session);
            }
            advance(session, FAR);
            assertThat(allSums()).as("seed %d", seed).isEqualTo(expected);
            assertThat(rows()).as("seed %d", seed).isEqualTo(rows);
        }
    }

    private void clear() {
        slices.clear();
        ended.clear();
        viewers.clear();
    }

    private String rows() {
        StringBuilder rows = new StringBuilder();
        for (SessionSummary row : ended) {
            rows.append(row.startedAtMs())
                    .append(' ')
                    .append(row.endedAtMs())
                    .append(' ')
                    .append(row.resumed());
            Stream.of(Sum.values())
                    .forEach(sum -> rows.append(' ').append(row.totals().get(sum)));
            rows.append('\n');
        }
        return rows + " " + viewers;
    }

    private long total(Sum sum) {
        return slices.values().stream().mapToLong(slice -> slice.get(sum)).sum();
    }

    private long watched() {
        return total(Sum.PLAY_MS) + total(Sum.STALL_MS) + total(Sum.STARTING_MS) + total(Sum.SEEK_MS);
    }

    private static List<SessionEvent> heartbeats(long from, long to) {
        List<SessionEvent> events = new ArrayList<>();
        for (long ms = from; ms <= to; ms += 30_000) {
            events.add(at(ms, HEARTBEAT));
        }
        return events;
    }
}
