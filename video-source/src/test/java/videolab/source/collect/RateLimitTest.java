package videolab.source.collect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RateLimitTest {

    @Test
    void eachAddressHasItsOwnSecond() {
        RateLimit limit = new RateLimit(3);
        for (int i = 0; i < 3; i++) {
            assertThat(limit.take("203.0.113.7", 100)).isTrue();
        }
        assertThat(limit.take("203.0.113.7", 100)).isFalse();
        // One in 16,384 shares its counter.
        int free = 0;
        for (int i = 0; i < 100; i++) {
            free += limit.take("198.51.100." + i, 100) ? 1 : 0;
        }
        assertThat(free).isGreaterThan(90);
        assertThat(limit.take("203.0.113.7", 101)).isTrue();
    }
}
