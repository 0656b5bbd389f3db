package videolab.processor.kpis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import videolab.contract.KpiColumns.Column;
import videolab.contract.KpiColumns.Kind;
import videolab.contract.KpiColumns.Type;

class KpiSheetTest {

    private static final List<Column> COLUMNS =
            List.of(new Column("views", Type.LONG, Kind.COUNT), new Column("play_ms", Type.LONG, Kind.SUM));

    @Test
    void valuesComeInTheOrderOfTheColumns() {
        KpiSheet<Long> sheet = new KpiSheet<>(COLUMNS, Map.of("play_ms", n -> n * 1_000, "views", n -> n));
        assertThat(sheet.row(3L).getLong(0)).isEqualTo(3);
        assertThat(sheet.row(3L).getLong(1)).isEqualTo(3_000);
    }

    @Test
    void aColumnWithoutAValueIsAnErrorAndNoZero() {
        assertThatThrownBy(() -> new KpiSheet<Long>(COLUMNS, Map.of("views", n -> n)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("[play_ms] have no value");
        assertThatThrownBy(
                        () -> new KpiSheet<Long>(COLUMNS, Map.of("views", n -> n, "play_ms", n -> n, "plays", n -> n)))
                .hasMessageContaining("[plays] have no KPI column");
    }

    @Test
    void nothingIsDividedByZero() {
        assertThat(KpiSheet.ratio(3, 0)).isNull();
        assertThat(KpiSheet.ratio(3, 2)).isEqualTo(1.5);
    }
}
