package videolab.embedded.audience;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import videolab.contract.Json;

/** An evaluation is worth what it finds: each test puts one error in. */
class KpiComparisonTest {

    private static final String WINDOW = "2026-11-21T11:00:00.000Z";
    private static final KpiComparison WITHOUT_GEOGRAPHY = KpiComparison.withGeography(false);

    @Test
    void equalRowsHaveNoMismatch() {
        assertThat(WITHOUT_GEOGRAPHY.compare(kpis(kpi()), kpis(kpi()))).isEmpty();
        assertThat(WITHOUT_GEOGRAPHY.compare(sessions(session()), sessions(session())))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"events", "late", "duplicates", "views", "stalls", "timeouts", "bot_sessions"})
    void aCountIsEqual(String column) {
        ObjectNode wrong = kpi();
        wrong.put(column, kpi().path(column).asLong() + 1);
        assertColumn(WITHOUT_GEOGRAPHY.compare(kpis(kpi()), kpis(wrong)), column);
    }

    @ParameterizedTest
    @CsvSource({
        "play_ms, 100500, true",
        "play_ms, 99500, true",
        "play_ms, 100501, false",
        "play_ms, 99499, false",
        "unique_viewers, 102, true",
        "unique_viewers, 97, false",
        "rebuffering_ratio, 0.1009, true",
        "rebuffering_ratio, 0.102, false",
    })
    void toleranceEndsWhereItIsSaid(String column, double value, boolean right) {
        ObjectNode other = kpi();
        if (column.endsWith("_ratio")) {
            other.put(column, value);
        } else {
            other.put(column, (long) value);
        }
        List<KpiMismatch> mismatches = WITHOUT_GEOGRAPHY.compare(kpis(kpi()), kpis(other));
        if (right) {
            assertThat(mismatches).isEmpty();
        } else {
            assertColumn(mismatches, column);
        }
    }

    @Test
    void aWindowEndsWhereTheTruthsDoes() {
        ObjectNode truth = kpi();
        truth.put("window_end", "2026-11-21T11:00:30.000Z");
        ObjectNode wrong = kpi();
        wrong.put("window_end", "2026-11-21T11:00:10.000Z");
        assertColumn(WITHOUT_GEOGRAPHY.compare(kpis(truth), kpis(wrong)), "window_end");
    }

    @Test
    void fewViewersAreCountedExactly() {
        ObjectNode truth = kpi();
        truth.put("unique_viewers", 49);
        ObjectNode wrong = kpi();
        wrong.put("unique_viewers", 48);
        assertColumn(WITHOUT_GEOGRAPHY.compare(kpis(truth), kpis(wrong)), "unique_viewers");
    }

    @Test
    void aBucketIsEqual() {
        ObjectNode wrong = kpi();
        wrong.putArray("stall_buckets").add(0).add(2).add(1);
        assertColumn(WITHOUT_GEOGRAPHY.compare(kpis(kpi()), kpis(wrong)), "stall_buckets");
    }

    @Test
    void aRatioIsNullOnBothSidesOrOnNone() {
        ObjectNode wrong = kpi();
        wrong.putNull("rebuffering_ratio");
        assertColumn(WITHOUT_GEOGRAPHY.compare(kpis(kpi()), kpis(wrong)), "rebuffering_ratio");
    }

    @Test
    void aColumnThatTheTruthLeavesOutIsZeroThere() {
        ObjectNode more = kpi();
        more.put("over_limit", 0);
        assertThat(WITHOUT_GEOGRAPHY.compare(kpis(kpi()), kpis(more))).isEmpty();
        more.put("over_limit", 1);
        assertColumn(WITHOUT_GEOGRAPHY.compare(kpis(kpi()), kpis(more)), "over_limit");
    }

    @Test
    void aRowOfOneSideAloneIsAMismatchUnlessItIsAllZeros() {
        assertColumn(WITHOUT_GEOGRAPHY.compare(kpis(kpi()), kpis()), "row");
        assertColumn(WITHOUT_GEOGRAPHY.compare(kpis(), kpis(kpi())), "row");
        assertThat(WITHOUT_GEOGRAPHY.compare(kpis(nothing()), kpis())).isEmpty();
        assertThat(WITHOUT_GEOGRAPHY.compare(kpis(), kpis(nothing()))).isEmpty();
    }

    @Test
    void otherDimensionsAreAnotherRow() {
        KpiRows truth = new KpiRows();
        truth.add("content", kpi().put("content", "one"));
        KpiRows actual = new KpiRows();
        actual.add("content", kpi().put("content", "two"));
        assertThat(WITHOUT_GEOGRAPHY.compare(truth, actual))
                .extracting(KpiMismatch::dimensions)
                .containsExactly("one", "two");
    }

    @Test
    void aSessionThatBeganAtAnotherTimeIsAnotherSession() {
        ObjectNode wrong = session().put("started_at", "2026-11-21T11:00:00.001Z");
        assertThat(WITHOUT_GEOGRAPHY.compare(sessions(session()), sessions(wrong)))
                .extracting(KpiMismatch::column)
                .containsExactly("row", "row");
    }

    @ParameterizedTest
    @CsvSource({
        "play_ms, 20001",
        "stalls, 1",
        "end_reason, timeout",
        "completion_ratio, 0.50001",
        "error_code, ",
        "live, true"
    })
    void aSessionIsExact(String column, String value) {
        ObjectNode wrong = session();
        JsonNode before = wrong.get(column);
        if (value == null) {
            wrong.putNull(column);
        } else if (before.isIntegralNumber()) {
            wrong.put(column, Long.parseLong(value));
        } else if (before.isNumber()) {
            wrong.put(column, Double.parseDouble(value));
        } else {
            wrong.put(column, value);
        }
        assertColumn(WITHOUT_GEOGRAPHY.compare(sessions(session()), sessions(wrong)), column);
    }

    @Test
    void aSessionOfOneSideAloneIsAMismatch() {
        assertColumn(WITHOUT_GEOGRAPHY.compare(sessions(session()), sessions()), "row");
        assertColumn(WITHOUT_GEOGRAPHY.compare(sessions(), sessions(session())), "row");
    }

    @Test
    void geographyCountsOnlyWhereItIsKnown() {
        KpiRows truth = sessions(session().put("country", "DE"));
        KpiRows actual = sessions(session().put("country", "unknown"));
        truth.add("geo", kpi().put("country", "DE").put("region", "BE"));
        assertThat(WITHOUT_GEOGRAPHY.compare(truth, actual)).isEmpty();
        assertThat(KpiComparison.withGeography(true).compare(truth, actual))
                .extracting(KpiMismatch::column)
                .containsExactly("row", "country");
    }

    @Test
    void theWorstIsFurthestOffAndAMissingRowWorseStill() {
        KpiMismatch little = new KpiMismatch("overall", WINDOW, "", "views", "100", "99");
        KpiMismatch much = new KpiMismatch("overall", WINDOW, "", "stalls", "10", "14");
        KpiMismatch row = new KpiMismatch("overall", WINDOW, "", "row", "a row", null);
        assertThat(KpiComparison.worst(List.of(little, much))).isEqualTo(much);
        assertThat(KpiComparison.worst(List.of(little, row, much))).isEqualTo(row);
        assertThat(KpiComparison.worst(List.of())).isNull();
    }

    @Test
    void outputsOfOneRunAreTheSameInEveryColumn() {
        assertThat(KpiComparison.identical(kpis(kpi()), kpis(kpi()))).isEmpty();
        assertThat(KpiComparison.identical(kpis(kpi()), kpis())).hasSize(1);
        assertThat(KpiComparison.identical(kpis(), kpis(kpi()))).hasSize(1);
        assertColumn(KpiComparison.identical(kpis(kpi()), kpis(kpi().put("viewers_sketch", "BB=="))), "viewers_sketch");
    }

    @Test
    void aKeyThatComesTwiceIsNoted() {
        KpiRows rows = kpis(kpi(), kpi().put("views", 9));
        assertThat(rows.repeated()).hasSize(1);
        assertThat(rows.sum("overall", "views")).isEqualTo(9);
    }

    private static void assertColumn(List<KpiMismatch> mismatches, String column) {
        assertThat(mismatches).extracting(KpiMismatch::column).containsExactly(column);
    }

    private static KpiRows kpis(ObjectNode... rows) {
        KpiRows all = new KpiRows();
        for (ObjectNode row : rows) {
            all.add("overall", row);
        }
        return all;
    }

    private static KpiRows sessions(ObjectNode... rows) {
        KpiRows all = new KpiRows();
        for (ObjectNode row : rows) {
            all.add(KpiRows.SESSIONS, row);
        }
        return all;
    }

    private static ObjectNode kpi() {
        return json(
                """
                {"window_start": "%s", "events": 500, "duplicates": 2, "late": 0, "views": 7, "stalls": 3, "timeouts": 1,
                 "bot_sessions": 1, "unique_viewers": 100, "viewers_sketch": "AA==", "play_ms": 100000,
                 "stall_buckets": [0, 1, 2], "rebuffering_ratio": 0.1, "small_sample": false}
                """
                        .formatted(WINDOW));
    }

    private static ObjectNode nothing() {
        return json(
                "{\"window_start\": \"%s\", \"events\": 0, \"stall_buckets\": [0, 0], \"unique_viewers\": 0, \"play_ms\": 0}"
                        .formatted(WINDOW));
    }

    private static ObjectNode session() {
        return json(
                """
                {"session": "s-1", "viewer": "00ff", "started_at": "%s", "end_reason": "ended", "error_code": "E1",
                 "play_ms": 20000, "stalls": 0, "completion_ratio": 0.5, "live": false, "startup_ms": null}
                """
                        .formatted(WINDOW));
    }

    private static ObjectNode json(String text) {
        try {
            return (ObjectNode) Json.mapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
