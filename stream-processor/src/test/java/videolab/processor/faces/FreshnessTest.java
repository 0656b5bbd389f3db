package videolab.processor.faces;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FreshnessTest {

    private static final Duration MAX_AGE = Duration.ofMillis(500);

    private final Freshness freshness = new Freshness(MAX_AGE);
    private Instant now = Records.NOW;

    @Test
    void aCameraThatIsBehindSkipsUntilItIsFresh() {
        startLongAgo();

        assertThat(isStale("a", 500)).isFalse();
        assertThat(isStale("a", 501)).isTrue();
        assertThat(isStale("a", 400)).isTrue();
        assertThat(isStale("a", 125)).isTrue();
        assertThat(isStale("a", 124)).isFalse();
        assertThat(isStale("a", 400)).isFalse();
    }

    @Test
    void eachCameraIsBehindForItself() {
        startLongAgo();
        isStale("a", 501);

        assertThat(isStale("b", 400)).isFalse();
        assertThat(isStale("a", 400)).isTrue();
    }

    @Test
    void zeroSkipsNothing() {
        assertThat(new Freshness(Duration.ZERO).isStale("a", Duration.ofHours(1), now))
                .isFalse();
    }

    /** A frame takes 20 ms, and three come in that time. Skipping takes 0.1 ms. */
    @Test
    void underThreeTimesTheLoadThatItCanTakeAPictureIsFreshAndEverySkipIsSeen() {
        startLongAgo();
        Instant begin = now;
        List<Long> agesMs = new ArrayList<>();
        int skipped = 0;
        int offered = 9_000;
        for (int i = 0; i < offered; i++) {
            Instant sent = begin.plusNanos(i * 20_000_000L / 3);
            now = now.isBefore(sent) ? sent : now;
            if (freshness.isStale("a", Duration.between(sent, now), now)) {
                skipped++;
                now = now.plusNanos(100_000);
            } else {
                now = now.plusMillis(20);
                agesMs.add(Duration.between(sent, now).toMillis());
            }
            freshness.done(now);
        }

        agesMs.sort(null);
        assertThat(agesMs.get(agesMs.size() / 2)).isLessThanOrEqualTo(350);
        assertThat(agesMs.get(agesMs.size() * 95 / 100)).isLessThanOrEqualTo(700);
        assertThat(skipped + agesMs.size()).isEqualTo(offered);
        assertThat(skipped).isBetween(offered / 2, offered * 3 / 4);
    }

    /** A commit of 900 ms at 20 frames/s: the frames that waited are analyzed, for twice as long as they waited. */
    @Test
    void afterAPauseInReadingTheFramesThatWaitedAreAnalyzed() {
        startLongAgo();
        isStale("a", 10);
        advance(900);
        List<Boolean> stale = new ArrayList<>();
        for (int ageMs = 880; ageMs > 20; ageMs -= 25) {
            stale.add(isStale("a", ageMs));
            advance(25);
        }

        assertThat(stale).hasSizeGreaterThan(30).containsOnly(false);
    }

    @Test
    void patienceEndsWhereTheProcessorCannotKeepUp() {
        startLongAgo();
        isStale("a", 10);
        advance(900);

        assertThat(isStale("a", 880)).isFalse();
        advance(99);
        assertThat(isStale("a", 2001)).isTrue();
        assertThat(isStale("b", 1000)).isFalse();
        for (int i = 0; i < 21; i++) {
            advance(99);
            isStale("b", 450);
        }
        assertThat(isStale("b", 600)).isTrue();
    }

    /** A processor that gets too little of its cores pauses before each frame. */
    @Test
    void pauseAfterPauseIsOverload() {
        startLongAgo();
        for (int i = 0; i < 20; i++) {
            advance(150);
            isStale("a", 450);
        }

        advance(150);
        assertThat(isStale("a", 501)).isTrue();
    }

    @Test
    void aPauseInWhichNoFrameWaitedIsNone() {
        startLongAgo();
        advance(1000);
        assertThat(isStale("a", 10)).isFalse();

        assertThat(isStale("a", 501)).isTrue();
    }

    @Test
    void theFirstFramesOfAJvmMayBeOlder() {
        assertThat(isStale("a", 1900)).isFalse();
        assertThat(isStale("a", 2100)).isTrue();
    }

    private void startLongAgo() {
        isStale("any", 0);
        for (int i = 0; i < 700; i++) {
            advance(99);
            isStale("any", 0);
        }
    }

    private boolean isStale(String camera, long ageMs) {
        boolean stale = freshness.isStale(camera, Duration.ofMillis(ageMs), now);
        freshness.done(now);
        return stale;
    }

    private void advance(long millis) {
        now = now.plusMillis(millis);
    }
}
