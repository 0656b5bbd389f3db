package videolab.source.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class FrozenPictureTest {

    private final FrozenPicture frozen = new FrozenPicture(Duration.ofSeconds(10));

    @Test
    void theSamePictureForLongerThanTheLimitIsFrozen() {
        assertThat(seen(1, 0)).isFalse();
        assertThat(seen(1, 10)).isFalse();
        assertThat(seen(1, 11)).isTrue();
    }

    /** A camera that is asked seldom may keep a picture for a while. */
    @Test
    void twoEqualPicturesAreNotYetFrozen() {
        assertThat(seen(1, 0)).isFalse();
        assertThat(seen(1, 60)).isFalse();
        assertThat(seen(1, 120)).isTrue();
    }

    @Test
    void aChangeStartsTheTimeAnew() {
        seen(1, 0);
        seen(2, 9);

        assertThat(seen(2, 15)).isFalse();
        assertThat(seen(2, 20)).isTrue();
    }

    @Test
    void aNewConnectionMayShowTheSamePicture() {
        seen(1, 0);
        seen(1, 1);
        frozen.reset();

        assertThat(seen(1, 60)).isFalse();
    }

    private boolean seen(long checksum, long second) {
        return frozen.seen(checksum, Duration.ofSeconds(second).toNanos());
    }
}
