package videolab.source.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private final Backoff backoff = new Backoff(new SplittableRandom(7));

    @Test
    void waitsDoubleUpToHalfAMinuteAndAreHalvedAtMost() {
        List<Long> whole = List.of(1L, 2L, 4L, 8L, 16L, 30L, 30L);

        for (long seconds : whole) {
            assertThat(backoff.next()).isBetween(Duration.ofMillis(seconds * 500), Duration.ofSeconds(seconds));
        }
    }

    @Test
    void camerasThatFellTogetherDoNotComeTogether() {
        assertThat(Stream.generate(() -> new Backoff(new SplittableRandom()).next())
                        .limit(20)
                        .distinct()
                        .count())
                .isGreaterThan(1);
    }

    @Test
    void afterAnAnswerTheFirstWaitIsShortAgain() {
        Stream.generate(backoff::next).limit(6).forEach(wait -> {});

        backoff.reset();

        assertThat(backoff.next()).isLessThanOrEqualTo(Backoff.FIRST);
    }
}
