package videolab.source.viewers;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import videolab.contract.Json;
import videolab.source.viewers.ViewingTruth.Known;

/** The KPIs of a scenario, as {@code docs/kpis.md} defines them: what a pipeline that reads the records has to find. */
public final class AudienceTruth {

    private static final Map<String, List<String>> DIMENSIONS = new LinkedHashMap<>();

    static {
        DIMENSIONS.put("overall", List.of());
        DIMENSIONS.put("content", List.of("content"));
        DIMENSIONS.put("geo", List.of("country", "region"));
        DIMENSIONS.put("device", List.of("os", "browser", "device_class", "player"));
        DIMENSIONS.put("cdn", List.of("cdn"));
    }

    private final ViewerScenario scenario;
    private final List<SessionTruth> sessions;

    /** Who is counted in which windows. */
    private final Map<ViewingTruth, Map<Long, String>> viewers = new HashMap<>();

    private AudienceTruth(ViewerScenario scenario) {
        this.scenario = scenario;
        this.sessions = scenario.sessions().stream()
                .map(each -> new SessionTruth(scenario.settings(), each))
                .toList();
        for (SessionTruth session : sessions) {
            for (ViewingTruth viewing : session.viewings()) {
                Map<Long, String> counted = new HashMap<>();
                if (!viewing.robot()) {
                    viewing.windows()
                            .keySet()
                            .forEach(start -> counted.put(start, viewing.viewerIn(start, session.arrived())));
                }
                viewers.put(viewing, counted);
            }
        }
    }

    public static AudienceTruth of(ViewerScenario scenario) {
        return new AudienceTruth(scenario);
    }

    /** JSON Lines: one {@code run}, then the {@code kpi} rows by table, window and dimensions, then the sessions. */
    public List<String> lines() {
        return rows().stream().map(Json::line).toList();
    }

    List<Map<String, Object>> rows() {
        List<Map<String, Object>> rows = new ArrayList<>();
        rows.add(run());
        DIMENSIONS.forEach((table, names) -> addTable(table, names, rows));
        for (SessionTruth session : sessions) {
            for (ViewingTruth viewing : session.viewings()) {
                Map<String, Object> row = viewing.row();
                if (row != null) {
                    rows.add(row);
                }
            }
        }
        return rows;
    }

    private Map<String, Object> run() {
        ScenarioSettings settings = scenario.settings();
        Map<String, Object> run = new LinkedHashMap<>();
        run.put("row", "run");
        run.put("seed", settings.seed());
        run.put("events", scenario.deliveries().size());
        run.put("flush_events", scenario.flush().size());
        run.put("sessions", scenario.sessionCount());
        run.put("window_ms", settings.window().toMillis());
        run.put("watermark_ms", settings.watermark().toMillis());
        run.put("session_heartbeat_ms", settings.sessionHeartbeat().toMillis());
        run.put(
                "format",
                settings.formats().size() > 1
                        ? "both"
                        : settings.formats().get(0).header());
        run.put("starts_at", settings.start());
        run.put("until", Instant.ofEpochMilli(scenario.until()));
        return run;
    }

    private void addTable(String table, List<String> names, List<Map<String, Object>> rows) {
        TreeMap<String, Map<String, Object>> keys = new TreeMap<>();
        Map<String, KpiSums> sums = new TreeMap<>();
        long window = scenario.settings().window().toMillis();
        for (SessionTruth session : sessions) {
            for (ViewingTruth viewing : session.viewings()) {
                if (viewing.robot() && table.equals("device")) {
                    // What device a robot says it is, is its own invention.
                    continue;
                }
                viewing.windows().forEach((start, numbers) -> {
                    List<String> values = values(table, viewing, viewing.knownBefore(start + window));
                    String key = Instant.ofEpochMilli(start) + "|" + String.join("|", values);
                    keys.computeIfAbsent(key, each -> head(table, start, names, values));
                    KpiSums sum = sums.computeIfAbsent(key, each -> new KpiSums());
                    sum.add(numbers);
                    String viewer = viewers.get(viewing).get(start);
                    if (viewer != null) {
                        sum.viewer(viewer);
                    }
                });
            }
        }
        sums.forEach((key, sum) -> {
            if (!sum.empty()) {
                Map<String, Object> row = keys.get(key);
                row.putAll(sum.columns());
                if (table.equals("device")) {
                    row.remove("bot_sessions");
                }
                rows.add(row);
            }
        });
    }

    private Map<String, Object> head(String table, long start, List<String> names, List<String> values) {
        Map<String, Object> head = new LinkedHashMap<>();
        head.put("row", "kpi");
        head.put("table", table);
        head.put("window_start", Instant.ofEpochMilli(start));
        head.put(
                "window_end",
                Instant.ofEpochMilli(start + scenario.settings().window().toMillis()));
        for (int i = 0; i < names.size(); i++) {
            head.put(names.get(i), values.get(i));
        }
        return head;
    }

    private static List<String> values(String table, ViewingTruth session, Known known) {
        Identity who = session.who();
        return switch (table) {
            case "content" -> List.of(known.content());
            case "geo" -> List.of(who.place().country(), who.place().region());
            case "device" ->
                List.of(
                        who.device().os(),
                        who.device().browser(),
                        who.device().deviceClass(),
                        who.device().player());
            case "cdn" -> List.of(known.cdn());
            default -> List.of();
        };
    }
}
