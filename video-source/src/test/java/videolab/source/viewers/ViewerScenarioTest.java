package videolab.source.viewers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import videolab.contract.Json;

class ViewerScenarioTest {

    private static final ScenarioSettings SETTINGS =
            ScenarioSettings.of(500, 7, Instant.parse("2026-01-02T03:04:05.678Z"), Duration.ofMinutes(10));

    @Test
    void everyCaseOccursAmong500Viewers() {
        ScenarioSettings settings = ScenarioSettings.of(500, 7, SETTINGS.start(), Duration.ofMinutes(20));
        Map<Case, Integer> cases = new EnumMap<>(ViewerScenario.of(settings).cases());
        // EPAS knows no advertisements.
        cases.putAll(ViewerScenario.of(settings.withFormats(List.of(EventFormat.CMCD2)))
                .cases());
        assertThat(cases).containsOnlyKeys(Case.values());
    }

    @ParameterizedTest
    @EnumSource
    void theSameSeedGivesTheSameRecords(EventFormat format) {
        ScenarioSettings settings = SETTINGS.withFormats(List.of(format));

        assertThat(text(settings)).isEqualTo(text(settings));
        assertThat(AudienceTruth.of(ViewerScenario.of(settings)).lines())
                .isEqualTo(AudienceTruth.of(ViewerScenario.of(settings)).lines());
    }

    @Test
    void recordsComeInOrderAndWithinTheExtent() {
        ViewerScenario scenario = ViewerScenario.of(SETTINGS);
        List<Delivery> all = new ArrayList<>(scenario.deliveries());
        all.addAll(scenario.flush());

        assertThat(all).isSortedAccordingTo((a, b) -> a.receivedAt().compareTo(b.receivedAt()));
        assertThat(all.get(all.size() - 1).receivedAt())
                .isBeforeOrEqualTo(SETTINGS.start().plus(SETTINGS.extent()));
        // The watermark that the flush leaves behind closes the last window of the truth, and not its own.
        Instant watermark = all.get(all.size() - 1).receivedAt().minus(SETTINGS.watermark());
        assertThat(watermark.toEpochMilli())
                .isGreaterThan(scenario.until())
                .isLessThan(scenario.flush().get(0).receivedAt().toEpochMilli());
    }

    @Test
    void onlyHeartbeatsAreTooLateAndNothingIsNearlyTooLate() {
        for (DeliveredSession session : ViewerScenario.of(SETTINGS).sessions()) {
            for (DeliveredEvent each : session.events()) {
                long delay = Math.max(each.receivedAt(), each.repeatedAt())
                        - Math.min(session.said(each) + session.skewMs(SETTINGS.watermark()), each.receivedAt());
                if (each.event().kind() == EventKind.HEARTBEAT && delay > 45_000) {
                    assertThat(delay).isGreaterThan(105_000);
                } else {
                    assertThat(delay).isLessThan(40_000);
                }
                assertThat(each.receivedAt())
                        .isGreaterThanOrEqualTo(each.event().at());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyTableAddsUpToOverall(EventFormat format) throws Exception {
        List<JsonNode> rows = truth(SETTINGS.withFormats(List.of(format)));
        Map<String, Map<String, Long>> sums = new TreeMap<>();
        for (JsonNode row : rows) {
            if (row.get("row").asText().equals("kpi")) {
                Map<String, Long> sum = sums.computeIfAbsent(row.get("table").asText(), each -> new TreeMap<>());
                for (Map.Entry<String, JsonNode> column : row.properties()) {
                    if (column.getValue().isIntegralNumber() && !column.getKey().equals("unique_viewers")) {
                        sum.merge(column.getKey(), column.getValue().asLong(), Long::sum);
                    }
                }
            }
        }

        Map<String, Long> overall = sums.get("overall");
        assertThat(sums.get("content")).isEqualTo(overall);
        assertThat(sums.get("geo")).isEqualTo(overall);
        assertThat(sums.get("cdn")).isEqualTo(overall);
        overall.remove("bot_sessions");
        assertThat(sums.get("device")).isEqualTo(overall);
        assertThat(overall.values()).allMatch(each -> each >= 0);
        assertThat(overall.get("watched_ms"))
                .isEqualTo(overall.get("play_ms")
                        + overall.get("stall_ms")
                        + overall.get("starting_ms")
                        + overall.get("seek_ms"));
        // The gap before a session that goes on is in no session's length.
        assertThat(overall.get("session_ms"))
                .isLessThan(overall.get("watched_ms") + overall.get("pause_ms") + overall.get("unaccounted_ms"))
                .isGreaterThan(overall.get("watched_ms") + overall.get("pause_ms"));
    }

    @Test
    void theTruthAgreesWithTheScript() throws Exception {
        ViewerScenario scenario = ViewerScenario.of(SETTINGS);
        Map<String, JsonNode> rows = new TreeMap<>();
        truth(SETTINGS).stream()
                .filter(each -> each.get("row").asText().equals("session"))
                .forEach(each -> rows.putIfAbsent(each.get("session").asText(), each));

        assertThat(rows).hasSize(scenario.sessionCount());
        for (DeliveredSession session : scenario.sessions()) {
            PlayedSession played = session.played();
            if (played.cases().contains(Case.ROBOT) || played.cases().contains(Case.SLEPT_AND_CAME_BACK)) {
                continue;
            }
            JsonNode row = rows.get(played.who().session());
            assertThat(row.get("seeks").asInt()).isEqualTo(played.seeks().size());
            if (row.get("end_reason").asText().equals("timeout")) {
                continue;
            }
            assertThat(row.get("end_reason").asText()).isEqualTo(played.end().reason());
            long stalled = played.stalls().stream()
                    .mapToLong(each -> each.to() - each.from())
                    .sum();
            if (!played.cases()
                    .contains(Case.CLOCK_STEP)) { // corrected by arrival times, to within the time on the way
                assertThat(row.get("stall_ms").asLong()).isEqualTo(stalled);
            }
            assertThat(row.get("stalls").asInt() + row.get("stalls_under_100ms").asInt())
                    .isEqualTo(played.stalls().size());
        }
    }

    private static List<JsonNode> truth(ScenarioSettings settings) throws Exception {
        List<JsonNode> rows = new ArrayList<>();
        for (String line : AudienceTruth.of(ViewerScenario.of(settings)).lines()) {
            rows.add(Json.mapper().readTree(line));
        }
        return rows;
    }

    private static String text(ScenarioSettings settings) {
        StringBuilder text = new StringBuilder();
        for (Delivery each : ViewerScenario.of(settings).deliveries()) {
            text.append(each.session()).append(each.receivedAt()).append(each.clientAddress());
            text.append(new String(each.value(), StandardCharsets.UTF_8));
        }
        return text.toString();
    }
}
