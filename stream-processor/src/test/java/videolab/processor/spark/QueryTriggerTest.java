package videolab.processor.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import videolab.cli.UsageException;

class QueryTriggerTest {

    @Test
    void readsEachForm() {
        assertThat(QueryTrigger.parse("realtime")).isEqualTo(new QueryTrigger.RealTime(Duration.ofSeconds(90)));
        assertThat(QueryTrigger.parse("realtime:5")).isEqualTo(new QueryTrigger.RealTime(Duration.ofSeconds(5)));
        assertThat(QueryTrigger.parse("processing:500")).isEqualTo(new QueryTrigger.Processing(Duration.ofMillis(500)));
        assertThat(QueryTrigger.parse("Available-Now")).isEqualTo(new QueryTrigger.AvailableNow());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "soon", "realtime:1", "realtime:", "processing", "available-now:3", "realtime:99999999"})
    void namesWhatItRefuses(String text) {
        assertThatThrownBy(() -> QueryTrigger.parse(text))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("--trigger");
    }

    @Test
    void tooFewSlotsAreRefusedBecauseQueriesWouldStarveSilently() {
        assertThatCode(() -> LabSpark.requireSlots("local[4]", 2, 2)).doesNotThrowAnyException();
        assertThatThrownBy(() -> LabSpark.requireSlots("local[3]", 2, 2))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("local[4] or more");
        assertThatThrownBy(() -> LabSpark.requireSlots("local", 2, 0)).isInstanceOf(UsageException.class);
    }
}
