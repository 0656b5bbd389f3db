package videolab.processor.audience.sessions;

import static org.assertj.core.api.Assertions.assertThat;
import static videolab.processor.audience.sessions.EventKind.ALIVE;
import static videolab.processor.audience.sessions.EventKind.BITRATE_CHANGED;
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

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import videolab.processor.audience.viewers.Viewer;

/** The rules of {@code docs/kpis.md}, by number. Times are in ms after a window's start. */
class SessionTimelineTest {

    private static final long BEGINNING = 1_800_000_000_000L;
    private static final long WINDOW = 30_000;
    private static final long FAR = BEGINNING + Duration.ofHours(3).toMillis();
    private static final SessionRules RULES =
            new SessionRules(Duration.ofSeconds(30), Duration.ofSeconds(45), Duration.ofSeconds(30));

    private final TreeMap<Long, Slice> slices = new TreeMap<>();
    /** Of each session that another one followed, whether its row was due. */
    private final List<Boolean> followed = new ArrayList<>();

    private final SessionTimeline.Handler handler = new SessionTimeline.Handler() {
        @Override
        public void slice(long start, Slice slice) {
            assertThat(slices.put(start, slice))
                    .as("a window is given out once")
                    .isNull();
        }

        @Override
        public SessionMachine another(boolean rowIsDue) {
            followed.add(rowIsDue);
            return new SessionMachine();
        }
    };

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
        assertThat(session.takeEnd(FAR, RULES)).isTrue();
        assertThat(session.takeEnd(FAR, RULES)).isFalse();
        assertThat(session.totals.get(Sum.PLAY_MS)).isEqualTo(45_500);
        assertThat(session.machine.startupMs).isEqualTo(1_500);
    }

    @Test
    void orderOfArrivalAndTheCutOfBatchesChangeNoNumber() {
        List<SessionEvent> events = List.of(
                at(0, INIT),
                at(400, METADATA),
                at(2_500, PLAYING),
                at(9_000, BUFFERING),
                at(9_500, SEEKING),
                at(10_000, SEEKED),
                at(22_500, HEARTBEAT),
                at(35_000, PAUSED),
                at(41_000, PLAYING),
                at(52_000, ERROR),
                at(52_010, STOPPED));
        played(events.toArray(SessionEvent[]::new));
        Map<Long, Map<Sum, Long>> expected = allSums();

        for (int seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            List<SessionEvent> shuffled = new ArrayList<>(events);
            Collections.shuffle(shuffled, random);
            slices.clear();
            SessionTimeline session = new SessionTimeline(new SessionMachine());
            for (SessionEvent event : shuffled) {
                session.add(event, RULES, 0);
                session = throughBytes(session);
            }
            for (long watermark = BEGINNING; watermark < BEGINNING + 120_000; watermark += 1 + random.nextInt(40_000)) {
                session.advance(watermark, RULES, handler);
                session = throughBytes(session);
            }
            session.advance(FAR, RULES, handler);
            assertThat(allSums()).as("seed %d", seed).isEqualTo(expected);
        }
    }

    @Test
    void rule3_aClockThatIsWrongIsCorrectedByTheSmallestDifference() {
        long ahead = Duration.ofHours(20).toMillis();
        SessionTimeline session =
                played(told(ahead, 200, INIT), told(ahead + 900, 950, PLAYING), told(ahead + 10_000, 10_300, STOPPED));

        // The smallest difference is that of `playing`: 50 ms.
        assertThat(session.skewMs()).isEqualTo(50 - ahead);
        assertThat(session.machine.startedAtMs).isEqualTo(BEGINNING + 50);
        assertThat(session.totals.get(Sum.PLAY_MS)).isEqualTo(9_100);
    }

    @Test
    void rule3_fiveSecondsOfDeliveryAreNoWrongClock() {
        SessionTimeline session =
                played(told(0, 4_900, INIT), told(4_950, 5_000, PLAYING), told(9_000, 9_010, STOPPED));
        assertThat(session.skewMs()).isZero();
    }

    @Test
    void rule4_noCorrectedTimeIsLaterThanItsReceipt() {
        SessionTimeline session =
                played(told(7_200_000, 100, INIT), told(7_202_000, 2_100, PLAYING), told(7_250_000, 50_020, STOPPED));
        assertThat(session.machine.endedAtMs).isEqualTo(BEGINNING + 50_020);
    }

    @Test
    void rule5_aLateEventIsCountedWhereItWasReceived() {
        played(at(0, INIT), at(1_000, PLAYING), told(11_000, 56_001, HEARTBEAT), at(57_000, STOPPED));
        assertThat(sums(0)).containsEntry(Sum.EVENTS, 2L).doesNotContainKey(Sum.LATE);
        assertThat(sums(1)).containsEntry(Sum.LATE, 1L).containsEntry(Sum.PLAY_MS, 56_000L);
    }

    @Test
    void anEventOfAClosedWindowIsLate() {
        SessionTimeline session = new SessionTimeline(new SessionMachine());
        session.add(at(0, INIT), RULES, 0);
        session.advance(BEGINNING + WINDOW + 1, RULES, handler);
        session.add(told(20_000, 50_000, PLAYING), RULES, BEGINNING + WINDOW + 1);
        session.advance(FAR, RULES, handler);
        assertThat(sums(1)).containsEntry(Sum.LATE, 1L);
        assertThat(allSums().values()).noneMatch(sums -> sums.containsKey(Sum.VIEWS));
    }

    @Test
    void whatABetterClockMovesIntoAClosedWindowIsLate() {
        long hours = Duration.ofHours(3).toMillis();
        SessionTimeline session = new SessionTimeline(new SessionMachine());
        // Kept by the player for three hours, and then sent before the first event that is fresh.
        session.add(told(-hours, 100, INIT), RULES, BEGINNING - 45_000);
        session.add(told(-hours + 1_000, 110, PLAYING), RULES, BEGINNING - 45_000);
        session.add(told(400, 500, HEARTBEAT), RULES, BEGINNING - 45_000);
        session.advance(FAR, RULES, handler);
        assertThat(session.skewMs()).isZero();
        assertThat(allSums().keySet()).allMatch(start -> start >= BEGINNING);
        assertThat(sums(0)).containsEntry(Sum.LATE, 2L).containsEntry(Sum.EVENTS, 1L);
    }

    @Test
    void rule7_repeatsAreDroppedInTheNextWindowToo() {
        long ahead = Duration.ofHours(1).toMillis();
        // A wrong clock: the first `playing` is received sooner than the clock says, so its repeat is corrected to
        // later.
        SessionTimeline session = played(
                told(ahead, 100, INIT),
                told(ahead + 59_950, 59_990, PLAYING),
                told(ahead + 59_950, 75_000, PLAYING),
                told(ahead + 70_000, 70_100, STOPPED),
                told(ahead + 70_000, 74_000, STOPPED));
        assertThat(session.totals.get(Sum.VIEWS)).isEqualTo(1);
        assertThat(session.totals.get(Sum.AFTER_END)).isZero();
        assertThat(sums(2)).containsEntry(Sum.DUPLICATES, 2L);
    }

    @Test
    void rule7_theSessionRowWaitsForRepeatsOfItsLastEvent() {
        long ahead = Duration.ofHours(1).toMillis();
        SessionTimeline session = new SessionTimeline(new SessionMachine());
        session.add(told(ahead, 100, INIT), RULES, 0);
        session.add(told(ahead + 59_930, 59_990, STOPPED), RULES, 0);
        session.add(told(ahead + 59_930, 75_000, STOPPED), RULES, 0);
        session.advance(BEGINNING + 2 * WINDOW, RULES, handler);
        assertThat(session.takeEnd(BEGINNING + 2 * WINDOW, RULES)).isFalse();
        assertThat(session.nextWakeMs(RULES)).isEqualTo(BEGINNING + 3 * WINDOW);

        session.advance(BEGINNING + 3 * WINDOW, RULES, handler);
        assertThat(session.takeEnd(BEGINNING + 3 * WINDOW, RULES)).isTrue();
        assertThat(session.totals.get(Sum.DUPLICATES)).isEqualTo(1);
    }

    @Test
    void rule8_aGapIsChargedUpToTwoHeartbeats() {
        SessionTimeline session = played(at(0, INIT), at(1_000, PLAYING), at(81_000, HEARTBEAT), at(82_000, STOPPED));
        assertThat(session.totals.get(Sum.PLAY_MS)).isEqualTo(61_000);
        assertThat(session.totals.get(Sum.UNACCOUNTED_MS)).isEqualTo(20_000);
    }

    @Test
    void rule9_silenceEndsASessionWithItsLastEvent() {
        SessionTimeline session = played(at(0, INIT), at(5_000, HEARTBEAT), at(100_000, HEARTBEAT));
        assertThat(session.machine.endReason).isEqualTo(EndReason.TIMEOUT);
        assertThat(session.machine.endedAtMs).isEqualTo(BEGINNING + 5_000);
        assertThat(sums(3))
                .containsEntry(Sum.TIMEOUTS, 1L)
                .containsEntry(Sum.EBVS, 1L)
                .containsEntry(Sum.SESSION_MS, 5_000L)
                .containsEntry(Sum.AFTER_END, 1L)
                .doesNotContainKey(Sum.SESSIONS_ENDED);
    }

    @Test
    void rule9_whatComesAfterSilenceOpensNoSessionForTenMinutes() {
        SessionTimeline session = played(at(0, INIT), at(1_000, PLAYING), at(2_000, PAUSED));
        long silent = BEGINNING + 2_000 + SessionRules.PAUSED_SILENCE_MS;
        assertThat(session.machine.endReason).isEqualTo(EndReason.TIMEOUT);
        long forgotten = RULES.windowEnd(silent + SessionRules.REMEMBERED_MS);
        assertThat(session.isForgettable(forgotten - 1, RULES)).isFalse();
        assertThat(session.isForgettable(forgotten, RULES)).isTrue();
    }

    @Test
    void rule9_whoGoesOnLongAfterSilenceIsAnotherSessionAlsoWhereEventsAlwaysWait() {
        SessionTimeline session = new SessionTimeline(new SessionMachine());
        session.add(at(0, INIT), RULES, 0);
        session.add(at(1_000, PLAYING), RULES, 0);
        // A laptop that slept for two minutes: silence is over at 91 s, and what follows is remembered until 720 s.
        for (long ms = 121_000; ms <= 1_321_000; ms += 30_000) {
            session.add(at(ms, HEARTBEAT), RULES, BEGINNING + ms - 45_000);
            session.advance(BEGINNING + ms - 45_000, RULES, handler);
        }
        session.advance(BEGINNING + 1_350_000, RULES, handler);
        assertThat(sums(23)).containsEntry(Sum.AFTER_END, 1L).doesNotContainKey(Sum.PLAY_MS);
        assertThat(sums(30)).containsEntry(Sum.PLAY_MS, 30_000L).doesNotContainKey(Sum.AFTER_END);
        assertThat(followed).containsExactly(true);
        assertThat(session.machine.startedAtMs).isEqualTo(BEGINNING + 721_000);
        assertThat(session.totals.get(Sum.PLAY_MS)).isEqualTo(600_000);
        assertThat(session.totals.get(Sum.ATTEMPTS)).isZero();
    }

    @Test
    void rule9_aPageThatIsLeftOpenIsNoOtherSession() {
        SessionTimeline session = new SessionTimeline(new SessionMachine());
        session.add(at(0, INIT), RULES, 0);
        session.add(at(1_000, PLAYING), RULES, 0);
        session.add(at(9_000, STOPPED), RULES, 0);
        for (long ms = 30_000; ms <= 1_320_000; ms += 30_000) {
            session.add(at(ms, ms % 60_000 == 0 ? HEARTBEAT : STOPPED), RULES, BEGINNING + ms - 45_000);
            session.advance(BEGINNING + ms - 45_000, RULES, handler);
        }
        assertThat(followed).isEmpty();
        assertThat(sums(40)).containsOnlyKeys(Sum.AFTER_END);
    }

    @Test
    void rule7_otherEventsAreNoRepeatsWhateverTheirTimes() {
        SessionTimeline session = played(
                at(0, INIT),
                at(1_000, PLAYING),
                told(2_000, 2_000, BITRATE_CHANGED, 3_328),
                at(2_196, BUFFERING),
                at(5_000, BUFFERED));
        assertThat(session.totals.get(Sum.STALLS)).isEqualTo(1);
        assertThat(session.totals.get(Sum.DUPLICATES)).isZero();
    }

    @Test
    void rule9_howAStreamIsCutDoesNotDecideWhetherAnotherSessionBegins() {
        SessionEvent[] events = {
            at(0, INIT), at(1_000, PLAYING), at(9_000, STOPPED), at(700_000, INIT), at(703_000, PLAYING)
        };
        played(events);
        Map<Long, Map<Sum, Long>> inOneBatch = allSums();
        assertThat(followed).containsExactly(true);

        slices.clear();
        SessionTimeline session = new SessionTimeline(new SessionMachine());
        for (SessionEvent event : events) {
            long watermark = event.receivedAtMs() - 45_000;
            session.advance(watermark, RULES, handler);
            if (session.isForgettable(watermark, RULES)) {
                session = new SessionTimeline(new SessionMachine());
            }
            session.add(event, RULES, watermark);
        }
        session.advance(FAR, RULES, handler);
        assertThat(allSums()).isEqualTo(inOneBatch);
        assertThat(sums(23)).containsEntry(Sum.ATTEMPTS, 1L).containsEntry(Sum.STARTUP_MS, 3_000L);
    }

    @Test
    void aLoneStopIsNoSession() {
        SessionTimeline session = played(at(0, STOPPED), at(30_000, STOPPED));
        assertThat(session.takeEnd(FAR, RULES)).isFalse();
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
    void rule3_theFirstReportMayBeTheSlowest() {
        long ahead = Duration.ofHours(1).toMillis();
        SessionTimeline session = played(
                told(ahead, 1_500, INIT), told(ahead + 4_000, 4_050, PLAYING), told(ahead + 9_000, 9_050, STOPPED));
        assertThat(session.machine.startupMs).isEqualTo(4_000);
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
    void metadataAloneIsNoSession() {
        SessionTimeline session = played(at(0, METADATA));
        assertThat(session.takeEnd(FAR, RULES)).isFalse();
        assertThat(session.isForgettable(FAR, RULES)).isTrue();
        assertThat(sums(0)).containsOnlyKeys(Sum.EVENTS, Sum.SESSIONS);
    }

    @Test
    void anEndedSessionIsForgottenTenMinutesLater() {
        SessionTimeline session = played(at(0, INIT), at(1_000, STOPPED));
        long forgotten = BEGINNING + SessionRules.REMEMBERED_MS + WINDOW;
        assertThat(session.isForgettable(forgotten - 1, RULES)).isFalse();
        assertThat(session.isForgettable(forgotten, RULES)).isTrue();
    }

    @Test
    void wakesWhenTheFirstWaitingWindowEndsThenForSilenceThenToForget() {
        SessionTimeline session = new SessionTimeline(new SessionMachine());
        session.add(at(31_000, PLAYING), RULES, 0);
        session.add(at(29_000, INIT), RULES, 0);
        assertThat(session.nextWakeMs(RULES)).isEqualTo(BEGINNING + WINDOW);
        session.advance(BEGINNING + 2 * WINDOW, RULES, handler);
        assertThat(session.nextWakeMs(RULES)).isEqualTo(BEGINNING + 5 * WINDOW);
        session.advance(BEGINNING + 5 * WINDOW, RULES, handler);
        assertThat(session.machine.endReason).isEqualTo(EndReason.TIMEOUT);
        assertThat(session.takeEnd(BEGINNING + 5 * WINDOW, RULES)).isTrue();
        assertThat(session.nextWakeMs(RULES)).isEqualTo(BEGINNING + 5 * WINDOW + SessionRules.REMEMBERED_MS);
    }

    @Test
    void afterAnAdvanceItWakesLaterAlsoWhereItIsDueToBeForgottenWhileEventsWait() {
        SessionTimeline onlyMetadata = new SessionTimeline(new SessionMachine());
        onlyMetadata.add(at(10_000, METADATA), RULES, 0);
        onlyMetadata.advance(BEGINNING + WINDOW, RULES, handler);
        long forgotten = BEGINNING + WINDOW + SessionRules.REMEMBERED_MS;
        onlyMetadata.add(at(SessionRules.REMEMBERED_MS + 40_000, INIT), RULES, forgotten - 1);
        onlyMetadata.advance(forgotten, RULES, handler);
        assertThat(onlyMetadata.isForgettable(forgotten, RULES)).isFalse();
        assertThat(onlyMetadata.nextWakeMs(RULES)).isEqualTo(BEGINNING + SessionRules.REMEMBERED_MS + 60_000);

        SessionTimeline ended = played(at(700_000, INIT), at(701_000, STOPPED));
        assertThat(ended.takeEnd(FAR, RULES)).isTrue();
        ended.add(at(700_000 + SessionRules.REMEMBERED_MS, HEARTBEAT), RULES, 0);
        assertThat(ended.nextWakeMs(RULES)).isGreaterThan(BEGINNING + 701_000 + SessionRules.REMEMBERED_MS);
    }

    @Test
    void aSessionsRowKnowsRepeatsOfItsEndAndNotOfWhatCameAfterIt() {
        SessionTimeline session = played(
                at(0, INIT),
                at(1_000, PLAYING),
                at(9_000, STOPPED),
                at(9_000, STOPPED),
                at(10_000, HEARTBEAT),
                at(10_000, HEARTBEAT));
        assertThat(sums(0)).containsEntry(Sum.AFTER_END, 1L).containsEntry(Sum.DUPLICATES, 2L);
        assertThat(session.totals.get(Sum.DUPLICATES)).isEqualTo(1);
    }

    @Test
    void whatIsKnownOfTheViewerStaysWhereAnEventSaysNothing() {
        Viewer known = new Viewer("GB", "ENG", "iOS", "Safari", "Phone", "web", false);
        SessionTimeline session = new SessionTimeline(new SessionMachine());
        session.add(of(at(0, INIT), known), RULES, 0);
        session.add(at(1_000, STOPPED), RULES, 0);
        session.advance(FAR, RULES, handler);
        assertThat(session.machine.viewer).isEqualTo(known);

        Viewer moved = new Viewer("FR", "IDF", "unknown", "unknown", "unknown", "unknown", false);
        assertThat(moved.orElse(known)).isEqualTo(new Viewer("FR", "IDF", "iOS", "Safari", "Phone", "web", false));
        Viewer robot = new Viewer("unknown", "unknown", "unknown", "unknown", "Robot", "unknown", true);
        assertThat(Viewer.NOBODY.orElse(robot)).isEqualTo(robot);
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

    @Test
    void aFloodOfEventsOfOneSessionIsCountedAndDropped() {
        SessionTimeline session = new SessionTimeline(new SessionMachine());
        for (int i = 0; i < SessionRules.MOST_WAITING + 7; i++) {
            session.add(at(i, HEARTBEAT), RULES, 0);
        }
        session.advance(FAR, RULES, handler);
        assertThat(session.totals.get(Sum.OVER_LIMIT)).isEqualTo(7);
    }

    @Test
    void aLiveSessionTakesLessThanAKilobyte() {
        SessionTimeline session = new SessionTimeline(new SessionMachine());
        session.add(at(0, INIT), RULES, 0);
        session.add(at(1_000, PLAYING), RULES, 0);
        session.advance(BEGINNING + WINDOW, RULES, handler);
        // What can wait at most of a session that reports every ten seconds: a watermark and a window.
        for (int i = 1; i <= 8; i++) {
            session.add(at(30_000 + 10_000 * i, HEARTBEAT), RULES, 0);
        }
        assertThat(new SessionCodec().encode(session)).hasSizeLessThan(600);
    }

    private SessionTimeline played(SessionEvent... events) {
        SessionTimeline session = new SessionTimeline(new SessionMachine());
        for (SessionEvent event : events) {
            session.add(event, RULES, 0);
        }
        session.advance(FAR, RULES, handler);
        return session;
    }

    private Map<Sum, Long> sums(int window) {
        return sums(slices.get(BEGINNING + window * WINDOW));
    }

    private Map<Long, Map<Sum, Long>> allSums() {
        Map<Long, Map<Sum, Long>> all = new TreeMap<>();
        slices.forEach((start, slice) -> all.put(start, sums(slice)));
        return all;
    }

    private static Map<Sum, Long> sums(Slice slice) {
        Map<Sum, Long> sums = new TreeMap<>();
        for (Sum sum : Sum.values()) {
            if (slice.get(sum) != 0) {
                sums.put(sum, slice.get(sum));
            }
        }
        return sums;
    }

    private static SessionTimeline throughBytes(SessionTimeline session) {
        SessionCodec codec = new SessionCodec();
        byte[] bytes = codec.encode(session);
        SessionTimeline copy = codec.timeline(bytes, "s");
        assertThat(codec.encode(copy)).isEqualTo(bytes);
        return copy;
    }

    private static SessionEvent at(long ms, EventKind kind) {
        return told(ms, ms, kind);
    }

    private static SessionEvent of(SessionEvent event, Viewer viewer) {
        return new SessionEvent(event.event(), event.receivedAtMs(), viewer, null, 0, null);
    }

    /** A request of CMCD v1. */
    private static SessionEvent request(long ms, String keys) {
        int bufferMs = Integer.parseInt(keys.replaceAll("\\D", ""));
        PlayerEvent.Request request = new PlayerEvent.Request(bufferMs, keys.contains(",bs"), keys.contains(",su"));
        return told(ms, ms, EventKind.REQUEST, null, null, request);
    }

    private static SessionEvent error(long ms, String code) {
        return told(ms, ms, ERROR, null, code, null);
    }

    private static SessionEvent told(long clockMs, long receivedMs, EventKind kind) {
        return told(clockMs, receivedMs, kind, null);
    }

    private static SessionEvent told(long clockMs, long receivedMs, EventKind kind, Integer bitrateKbps) {
        return told(clockMs, receivedMs, kind, bitrateKbps, null, null);
    }

    private static SessionEvent told(
            long clockMs,
            long receivedMs,
            EventKind kind,
            Integer bitrateKbps,
            String errorCode,
            PlayerEvent.Request request) {
        PlayerEvent event = new PlayerEvent(
                "s",
                kind,
                BEGINNING + clockMs,
                bitrateKbps,
                Double.NaN,
                null,
                errorCode,
                null,
                false,
                null,
                null,
                null,
                null,
                null,
                null,
                request);
        return new SessionEvent(event, BEGINNING + receivedMs, Viewer.NOBODY, null, 0, null);
    }
}
