package videolab.processor.audience.viewers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EnricherTest {

    @Test
    void withoutADatabaseTheUserAgentStillSpeaks() {
        try (Enricher enricher = new Enricher(Geo.none())) {
            assertThat(enricher.viewer("203.0.113.7", "Roku/DVP-13.0 (13.0.0.4024-50)"))
                    .isEqualTo(new Viewer("unknown", "unknown", "Roku OS", "Roku", "Set-top box", "Roku", false));
        }
    }

    @Test
    void nobodyIsUnknown() {
        try (Enricher enricher = new Enricher(Geo.none())) {
            assertThat(enricher.viewer(null, null))
                    .isEqualTo(new Viewer("unknown", "unknown", "unknown", "unknown", "unknown", "unknown", false));
            assertThat(enricher.viewer("x".repeat(100_000), "")).isEqualTo(enricher.viewer(null, null));
        }
    }
}
