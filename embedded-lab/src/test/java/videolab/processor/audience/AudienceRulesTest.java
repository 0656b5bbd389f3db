package videolab.processor.audience;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import videolab.contract.EventHeaders;
import videolab.contract.Json;
import videolab.contract.KpiColumns;
import videolab.embedded.audience.KpiComparison;
import videolab.embedded.audience.KpiMismatch;
import videolab.embedded.audience.KpiRows;
import videolab.embedded.audience.Truth;
import videolab.processor.audience.sessions.SessionEvent;
import videolab.processor.audience.sessions.SessionOutcome;
import videolab.processor.audience.sessions.SessionProfile;
import videolab.processor.audience.sessions.SessionRules;
import videolab.processor.audience.sessions.SessionTimeline;
import videolab.processor.audience.sessions.Slice;
import videolab.processor.audience.viewers.Enricher;
import videolab.processor.audience.viewers.Geo;
import videolab.processor.audience.viewers.ViewerKeys;
import videolab.source.viewers.Delivery;
import videolab.source.viewers.EventFormat;
import videolab.source.viewers.ScenarioSettings;
import videolab.source.viewers.ViewerScenario;

/**
 * The rules of {@code docs/kpis.md} as the pipeline has them, against the simulator's truth, which has them by its own code:
 * parser, sessions and columns without Spark and Kafka. {@code ./lab eval audience} does the same with both.
 */
class AudienceRulesTest {

    private static final Duration BATCH = Duration.ofSeconds(7);
    private static final DateTimeFormatter INSTANTS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private record Group(String table, long startMs, List<String> dimensions) {}

    private record Sums(Slice slice, Set<Long> viewers) {}

    private final KpiRows rows = new KpiRows();
    private final Map<Group, Sums> groups = new HashMap<>();

    @ParameterizedTest
    @CsvSource({
        "EPAS, 1",
        "EPAS, 2",
        "EPAS, 3",
        "EPAS, 4",
        "EPAS, 5",
        "CMCD1, 1",
        "CMCD1, 2",
        "CMCD1, 3",
        "CMCD2, 1",
        "CMCD2, 2",
        "CMCD2, 3",
        "CMCD2, 4",
        "CMCD2, 5"
    })
    void everyRowIsTrue(EventFormat format, long seed) {
        ScenarioSettings settings = ScenarioSettings.of(
                        400, seed, Instant.parse("2026-01-02T03:04:05.678Z"), Duration.ofMinutes(20))
                .withFormats(List.of(format));
        ViewerScenario scenario = ViewerScenario.of(settings);

        run(scenario);

        List<KpiMismatch> mismatches =
                KpiComparison.withGeography(false).compare(Truth.of(scenario).rows(), rows);
        assertThat(rows.count(KpiRows.SESSIONS)).isGreaterThan(400);
        // Sessions first: they show where a window's sums come from.
        assertThat(mismatches.stream()
                        .map(KpiMismatch::toString)
                        .sorted(Comparator.reverseOrder())
                        .limit(12))
                .isEmpty();
    }

    private void run(ViewerScenario scenario) {
        ScenarioSettings settings = scenario.settings();
        SessionRules rules = new SessionRules(settings.window(), settings.watermark(), settings.sessionHeartbeat());
        ViewerKeys viewers = new ViewerKeys(new byte[32]);
        List<Delivery> deliveries = new ArrayList<>(scenario.deliveries());
        deliveries.addAll(scenario.flush());
        Map<String, SessionTimeline> timelines = new HashMap<>();
        try (Enricher enricher = new Enricher(Geo.none())) {
            EventReader reader = new EventReader(new AudienceEnrichment(enricher, viewers, false));
            long watermark = 0;
            long latest = 0;
            for (int from = 0; from < deliveries.size(); ) {
                Instant end = deliveries.get(from).shippedAt().plus(BATCH);
                int to = from;
                for (; to < deliveries.size() && deliveries.get(to).shippedAt().isBefore(end); to++) {
                    for (SessionEvent event : read(reader, deliveries.get(to))) {
                        timelines
                                .computeIfAbsent(
                                        event.event().session(), id -> new SessionTimeline(viewers.hash("session", id)))
                                .add(event, rules, watermark);
                    }
                    latest = Math.max(latest, deliveries.get(to).receivedAt().toEpochMilli());
                }
                from = to;
                watermark = latest - settings.watermark().toMillis();
                advance(timelines, watermark, rules);
            }
        }
        groups.forEach((group, sums) -> rows.add(group.table(), row(group, sums)));
    }

    private static List<SessionEvent> read(EventReader reader, Delivery delivery) {
        Map<String, byte[]> headers = new HashMap<>();
        headers.put(EventHeaders.FORMAT, delivery.format().header().getBytes(UTF_8));
        if (delivery.clientAddress() != null) {
            headers.put(EventHeaders.CLIENT_ADDRESS, delivery.clientAddress().getBytes(UTF_8));
        }
        if (delivery.userAgent() != null) {
            headers.put(EventHeaders.USER_AGENT, delivery.userAgent().getBytes(UTF_8));
        }
        long received = delivery.receivedAt().toEpochMilli();
        headers.put(EventHeaders.RECEIVED_AT, String.valueOf(received).getBytes(UTF_8));
        long kafka = delivery.shippedAt().toEpochMilli();
        List<SessionEvent> events = new ArrayList<>(1);
        reader.read(delivery.value(), headers, kafka, kafka, events::add, reason -> {
            throw new AssertionError(reason);
        });
        return events;
    }

    private void advance(Map<String, SessionTimeline> timelines, long watermark, SessionRules rules) {
        timelines.entrySet().removeIf(entry -> {
            SessionTimeline timeline = entry.getValue();
            if (timeline.nextWakeMs(rules) > watermark) {
                return false;
            }
            for (SessionOutcome outcome : timeline.advance(watermark, rules)) {
                if (outcome instanceof SessionOutcome.SliceClosed closed) {
                    add(closed);
                } else if (outcome instanceof SessionOutcome.SessionEnded ended) {
                    rows.add(
                            KpiColumns.SESSIONS,
                            json(
                                    KpiColumns.SESSION,
                                    AudienceSheets.SESSIONS.row(
                                            new AudienceSheets.Ended(entry.getKey(), ended.session()))));
                }
            }
            return timeline.isForgettable(watermark, rules);
        });
    }

    private void add(SessionOutcome.SliceClosed closed) {
        SessionProfile profile = closed.profile();
        boolean robot = profile.viewer().bot();
        Map<String, String> values = Map.of(
                "content", profile.content(),
                "country", profile.viewer().country(),
                "region", profile.viewer().region(),
                "os", profile.viewer().os(),
                "browser", profile.viewer().browser(),
                "device_class", profile.viewer().deviceClass(),
                "player", profile.player(),
                "cdn", profile.cdn());
        KpiColumns.AUDIENCE_TABLES.forEach((table, dimensions) -> {
            Group group = new Group(
                    table,
                    closed.windowStartMs(),
                    dimensions.stream().map(values::get).toList());
            Sums sums = groups.computeIfAbsent(group, key -> new Sums(new Slice(), new HashSet<>()));
            sums.slice().add(robot ? closed.slice().ofRobot() : closed.slice());
            if (closed.countsViewer() && !robot) {
                sums.viewers().add(profile.viewerHash());
            }
        });
    }

    private static ObjectNode row(Group group, Sums sums) {
        ObjectNode row = Json.mapper().createObjectNode();
        row.put("window_start", INSTANTS.format(Instant.ofEpochMilli(group.startMs())));
        row.put("window_end", INSTANTS.format(Instant.ofEpochMilli(group.startMs() + 30_000)));
        List<String> dimensions = KpiColumns.AUDIENCE_TABLES.get(group.table());
        for (int i = 0; i < dimensions.size(); i++) {
            row.put(dimensions.get(i), group.dimensions().get(i));
        }
        return row.setAll(json(
                KpiColumns.AUDIENCE,
                AudienceSheets.WINDOWS.row(
                        new AudienceSheets.Counted(sums.slice(), sums.viewers().size(), null, 0))));
    }

    private static ObjectNode json(List<KpiColumns.Column> columns, Row values) {
        ObjectNode json = Json.mapper().createObjectNode();
        for (int i = 0; i < columns.size(); i++) {
            String name = columns.get(i).name();
            Object value = values.get(i);
            if (value instanceof Timestamp instant) {
                json.put(name, INSTANTS.format(instant.toInstant()));
            } else if (value instanceof long[] numbers) {
                ArrayNode array = json.putArray(name);
                for (long number : numbers) {
                    array.add(number);
                }
            } else {
                json.set(name, Json.mapper().valueToTree(value));
            }
        }
        return json;
    }
}
