package videolab.processor.audience.sessions;

import static org.assertj.core.api.Assertions.assertThat;
import static videolab.processor.audience.sessions.EventKind.BITRATE_CHANGED;
import static videolab.processor.audience.sessions.EventKind.BUFFERED;
import static videolab.processor.audience.sessions.EventKind.BUFFERING;
import static videolab.processor.audience.sessions.EventKind.ERROR;
import static videolab.processor.audience.sessions.EventKind.HEARTBEAT;
import static videolab.processor.audience.sessions.EventKind.INIT;
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
import org.junit.jupiter.api.Test;
import videolab.processor.audience.viewers.Viewer;

/** The rules of {@code docs/kpis.md} about clocks, order, repeats and memory. */
class SessionTimelineTest extends SessionFixture {

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
            SessionTimeline session = new SessionTimeline(0);
            for (SessionEvent event : shuffled) {
                session.add(event, RULES, 0);
                session = throughBytes(session);
            }
            for (long watermark = BEGINNING; watermark < BEGINNING + 120_000; watermark += 1 + random.nextInt(40_000)) {
                advance(session, watermark);
                session = throughBytes(session);
            }
            advance(session, FAR);
            assertThat(allSums()).as("seed %d", seed).isEqualTo(expected);
        }
    }

    @Test
    void rule3_aClockThatIsWrongIsCorrectedByTheSmallestDifference() {
        long ahead = Duration.ofHours(20).toMillis();
        SessionTimeline session =
                played(told(ahead, 200, INIT), told(ahead + 900, 950, PLAYING), told(ahead + 10_000, 10_300, STOPPED));

        // The smallest difference is that of `playing`: 50 ms.
        assertThat(session.clock.ms()).isEqualTo(50 - ahead);
        assertThat(session.machine.startedAtMs).isEqualTo(BEGINNING + 50);
        assertThat(session.totals.get(Sum.PLAY_MS)).isEqualTo(9_100);
    }

    @Test
    void rule3_fiveSecondsOfDeliveryAreNoWrongClock() {
        SessionTimeline session =
                played(told(0, 4_900, INIT), told(4_950, 5_000, PLAYING), told(9_000, 9_010, STOPPED));
        assertThat(session.clock.ms()).isZero();
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
        SessionTimeline session = new SessionTimeline(0);
        session.add(at(0, INIT), RULES, 0);
        advance(session, BEGINNING + WINDOW + 1);
        session.add(told(20_000, 50_000, PLAYING), RULES, BEGINNING + WINDOW + 1);
        advance(session, FAR);
        assertThat(sums(1)).containsEntry(Sum.LATE, 1L);
        assertThat(allSums().values()).noneMatch(sums -> sums.containsKey(Sum.VIEWS));
    }

    @Test
    void whatABetterClockMovesIntoAClosedWindowIsLate() {
        long hours = Duration.ofHours(3).toMillis();
        SessionTimeline session = new SessionTimeline(0);
        // Kept by the player for three hours, and then sent before the first event that is fresh.
        session.add(told(-hours, 100, INIT), RULES, BEGINNING - 45_000);
        session.add(told(-hours + 1_000, 110, PLAYING), RULES, BEGINNING - 45_000);
        session.add(told(400, 500, HEARTBEAT), RULES, BEGINNING - 45_000);
        advance(session, FAR);
        assertThat(session.clock.ms()).isZero();
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
        SessionTimeline session = new SessionTimeline(0);
        session.add(told(ahead, 100, INIT), RULES, 0);
        session.add(told(ahead + 59_930, 59_990, STOPPED), RULES, 0);
        session.add(told(ahead + 59_930, 75_000, STOPPED), RULES, 0);
        advance(session, BEGINNING + 2 * WINDOW);
        assertThat(ended).isEmpty();
        assertThat(session.nextWakeMs(RULES)).isEqualTo(BEGINNING + 3 * WINDOW);

        advance(session, BEGINNING + 3 * WINDOW);
        assertThat(ended).hasSize(1);
        assertThat(session.totals.get(Sum.DUPLICATES)).isEqualTo(1);
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
        assertThat(ended).hasSize(2);

        slices.clear();
        SessionTimeline session = new SessionTimeline(0);
        for (SessionEvent event : events) {
            long watermark = event.receivedAtMs() - 45_000;
            advance(session, watermark);
            if (session.isForgettable(watermark, RULES)) {
                session = new SessionTimeline(0);
            }
            session.add(event, RULES, watermark);
        }
        advance(session, FAR);
        assertThat(allSums()).isEqualTo(inOneBatch);
        assertThat(sums(23)).containsEntry(Sum.ATTEMPTS, 1L).containsEntry(Sum.STARTUP_MS, 3_000L);
    }

    @Test
    void rule3_theFirstReportMayBeTheSlowest() {
        long ahead = Duration.ofHours(1).toMillis();
        SessionTimeline session = played(
                told(ahead, 1_500, INIT), told(ahead + 4_000, 4_050, PLAYING), told(ahead + 9_000, 9_050, STOPPED));
        assertThat(session.machine.startupMs).isEqualTo(4_000);
    }

    @Test
    void metadataAloneIsNoSession() {
        SessionTimeline session = played(at(0, METADATA));
        assertThat(ended).isEmpty();
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
        SessionTimeline session = new SessionTimeline(0);
        session.add(at(31_000, PLAYING), RULES, 0);
        session.add(at(29_000, INIT), RULES, 0);
        assertThat(session.nextWakeMs(RULES)).isEqualTo(BEGINNING + WINDOW);
        advance(session, BEGINNING + 2 * WINDOW);
        assertThat(session.nextWakeMs(RULES)).isEqualTo(BEGINNING + 5 * WINDOW);
        advance(session, BEGINNING + 5 * WINDOW);
        assertThat(session.machine.endReason).isEqualTo(EndReason.TIMEOUT);
        assertThat(ended).hasSize(1);
        assertThat(session.nextWakeMs(RULES)).isEqualTo(BEGINNING + 5 * WINDOW + SessionRules.RESUME.toMillis());
    }

    @Test
    void afterAnAdvanceItWakesLaterAlsoWhereItIsDueToBeForgottenWhileEventsWait() {
        SessionTimeline onlyMetadata = new SessionTimeline(0);
        onlyMetadata.add(at(10_000, METADATA), RULES, 0);
        advance(onlyMetadata, BEGINNING + WINDOW);
        long forgotten = BEGINNING + WINDOW + SessionRules.REMEMBERED_MS;
        onlyMetadata.add(at(SessionRules.REMEMBERED_MS + 40_000, INIT), RULES, forgotten - 1);
        advance(onlyMetadata, forgotten);
        assertThat(onlyMetadata.isForgettable(forgotten, RULES)).isFalse();
        assertThat(onlyMetadata.nextWakeMs(RULES)).isEqualTo(BEGINNING + SessionRules.REMEMBERED_MS + 60_000);

        SessionTimeline stopped = played(at(700_000, INIT), at(701_000, STOPPED));
        stopped.add(at(700_000 + SessionRules.REMEMBERED_MS, HEARTBEAT), RULES, 0);
        assertThat(stopped.nextWakeMs(RULES)).isGreaterThan(BEGINNING + 701_000 + SessionRules.REMEMBERED_MS);
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
        SessionTimeline session = new SessionTimeline(0);
        session.add(of(at(0, INIT), known), RULES, 0);
        session.add(at(1_000, STOPPED), RULES, 0);
        advance(session, FAR);
        assertThat(session.machine.viewer).isEqualTo(known);

        Viewer moved = new Viewer("FR", "IDF", "unknown", "unknown", "unknown", "unknown", false);
        assertThat(moved.orElse(known)).isEqualTo(new Viewer("FR", "IDF", "iOS", "Safari", "Phone", "web", false));
        Viewer robot = new Viewer("unknown", "unknown", "unknown", "unknown", "Robot", "unknown", true);
        assertThat(Viewer.NOBODY.orElse(robot)).isEqualTo(robot);
    }

    @Test
    void aFloodOfEventsOfOneSessionIsCountedAndDropped() {
        SessionTimeline session = new SessionTimeline(0);
        for (int i = 0; i < SessionRules.MOST_WAITING + 7; i++) {
            session.add(at(i, HEARTBEAT), RULES, 0);
        }
        advance(session, FAR);
        assertThat(session.totals.get(Sum.OVER_LIMIT)).isEqualTo(7);
    }

    @Test
    void aLiveSessionTakesLessThanAKilobyte() {
        SessionTimeline session = new SessionTimeline(0);
        session.add(at(0, INIT), RULES, 0);
        session.add(at(1_000, PLAYING), RULES, 0);
        advance(session, BEGINNING + WINDOW);
        // What can wait at most of a session that reports every ten seconds: a watermark and a window.
        for (int i = 1; i <= 8; i++) {
            session.add(at(30_000 + 10_000 * i, HEARTBEAT), RULES, 0);
        }
        assertThat(new SessionCodec().encode(session)).hasSizeLessThan(600);
    }
}
