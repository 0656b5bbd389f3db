package videolab.processor.faces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SlowDecodesTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final Duration SLOW = Duration.ofSeconds(3);

    private final SlowDecodes decodes = new SlowDecodes();

    @Test
    void aCameraIsPausedAfterSeveralInARow() {
        decodes.decoded("door", SLOW, NOW);
        decodes.decoded("door", SLOW, NOW);
        assertThat(decodes.isPaused("door", NOW)).isFalse();
        decodes.decoded("door", SLOW, NOW);

        assertThat(decodes.isPaused("door", NOW)).isTrue();
        assertThat(decodes.isPaused("hall", NOW)).isFalse();
        assertThat(decodes.isPaused("door", NOW.plus(SlowDecodes.PAUSE))).isFalse();
    }

    @Test
    void aPictureThatIsNotSlowBeginsTheRowAgain() {
        decodes.decoded("door", SLOW, NOW);
        decodes.decoded("door", SLOW, NOW);
        decodes.decoded("door", SlowDecodes.LIMIT, NOW);
        decodes.decoded("door", SLOW, NOW);

        assertThat(decodes.isPaused("door", NOW)).isFalse();
    }

    @Test
    void afterThePauseOnePictureIsTried() {
        for (int i = 0; i < SlowDecodes.AGAIN; i++) {
            decodes.decoded("door", SLOW, NOW);
        }
        Instant later = NOW.plus(SlowDecodes.PAUSE);
        decodes.decoded("door", SLOW, later);
        assertThat(decodes.isPaused("door", later)).isTrue();

        Instant muchLater = later.plus(SlowDecodes.PAUSE);
        decodes.decoded("door", Duration.ofMillis(20), muchLater);
        assertThat(decodes.isPaused("door", muchLater)).isFalse();
    }

    @Test
    void slowPicturesAreCountedByCamera() {
        decodes.decoded("door", SLOW, NOW);
        decodes.decoded("door", Duration.ZERO, NOW);
        decodes.decoded("door", SLOW, NOW);
        decodes.decoded("hall", SLOW, NOW);
        decodes.decoded("yard", Duration.ZERO, NOW);

        assertThat(decodes.byCamera()).containsOnly(entry("door", 2L), entry("hall", 1L));
    }
}
