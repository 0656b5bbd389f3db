package videolab.embedded.bench.faces;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FiguresTest {

    @Test
    void medianAndRangeOfTheRounds() {
        Figures figures = new Figures();
        for (double value : new double[] {3, 1, 100, 2, 4}) {
            figures.add("fps", value);
        }
        figures.add("ms", 1.005);
        figures.add("ms", 2.009);

        assertThat(figures.median("fps")).isEqualTo(3);
        assertThat(figures.median("ms")).isEqualTo((1.0 + 2.01) / 2);
        assertThat(figures.median("nothing")).isNull();
        assertThat(figures.ranges()).isEqualTo(Map.of("fps", List.of(1.0, 100.0), "ms", List.of(1.0, 2.01)));
    }

    @Test
    void quantilesAreValuesThatWereMeasured() {
        double[] hundred = new double[100];
        for (int i = 0; i < 100; i++) {
            hundred[i] = 100 - i;
        }
        assertThat(Figures.quantile(hundred, 0.95)).isEqualTo(95);
        assertThat(Figures.quantile(hundred, 0.99)).isEqualTo(99);
        assertThat(Figures.quantile(new double[] {7}, 0.99)).isEqualTo(7);
        assertThat(Figures.quantile(new double[0], 0.5)).isNaN();
    }

    /** 100 frames, of which the first 20 come slowly. */
    @Test
    void theFirstFifthWarmsUp() {
        List<Instant> arrivals = new ArrayList<>();
        Instant at = Instant.EPOCH;
        for (int i = 0; i < 100; i++) {
            at = at.plusMillis(i <= 20 ? 1000 : 10);
            arrivals.add(at);
        }
        assertThat(BenchLab.rate(arrivals)).isEqualTo(100);
    }
}
