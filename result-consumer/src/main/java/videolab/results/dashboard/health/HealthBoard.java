package videolab.results.dashboard.health;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import videolab.contract.FrameResult;
import videolab.contract.Json;
import videolab.contract.ServiceStatus;
import videolab.contract.Topics;
import videolab.results.reading.KpiWindow;
import videolab.results.reading.RejectedRecord;

/** Lag, rejects, and what follows from all figures: what is wrong, and what to do about it. Safe for any number of threads. */
public final class HealthBoard {

    /** The last few tell what kind of thing is rejected. */
    private static final int REJECTS = 10;

    private static final int REASONS = 50;
    private static final int SAMPLE_BYTES = 32;
    private static final double TOLERATED_SKIPPED = 0.05;
    private static final Duration SKIPPED_OVER = Duration.ofSeconds(60);
    private static final int SERVICES = 100;

    /** Four rows are missing. */
    private static final Duration QUIET_AFTER = Duration.ofSeconds(20);

    private static final Duration GONE_AFTER = Duration.ofMinutes(10);

    /** More than a topic has; the number comes with the result. */
    private static final int PARTITIONS = 1_000;

    private static final long TOLERATED_LAG = 100;
    private static final Pattern RESTARTS = Pattern.compile("([^;]{1,100}) (\\d{1,6})(?:; |$)");

    /** Something that is wrong, and the way out; each one sentence. */
    public record Problem(String what, String remedy) {}

    private record Rejected(RejectedRecord record, Instant readAt) {}

    private record Service(ServiceStatus status, Instant readAt) {}

    private record Restarted(String service, String query, int times, Instant readAt) {}

    private record Verdict(Instant readAt, boolean skipped) {}

    private final Deque<Rejected> rejects = new ArrayDeque<>();
    private final Map<String, Long> reasons = new TreeMap<>();
    private final Map<Integer, Long> lastOffsets = new TreeMap<>();
    private final Map<Integer, Long> ends = new TreeMap<>();
    private final Deque<Verdict> verdicts = new ArrayDeque<>();
    private final Map<String, Service> services = new TreeMap<>();
    private final Map<String, Restarted> restarted = new TreeMap<>();

    public synchronized void result(FrameResult result, Instant readAt) {
        if (lastOffsets.containsKey(result.partition()) || lastOffsets.size() < PARTITIONS) {
            lastOffsets.merge(result.partition(), result.offset(), Math::max);
        }
        verdicts.addLast(new Verdict(readAt, result.skipped() != null));
        while (verdicts.peekFirst().readAt.isBefore(readAt.minus(SKIPPED_OVER))) {
            verdicts.removeFirst();
        }
    }

    public synchronized void rejected(RejectedRecord record, Instant readAt) {
        rejects.addFirst(new Rejected(withoutTail(record), readAt));
        while (rejects.size() > REJECTS) {
            rejects.removeLast();
        }
        String reason = reason(record);
        if (reasons.containsKey(reason) || reasons.size() < REASONS) {
            reasons.merge(reason, 1L, Long::sum);
        }
        if (record.topic().equals(Topics.REJECTED_FRAMES.name())
                && record.partition() != null
                && record.offset() != null) {
            // A rejected frame has no result, and does not lag.
            lastOffsets.computeIfPresent(record.partition(), (partition, last) -> Math.max(last, record.offset()));
        }
    }

    /** Takes a row of {@code service-status}. */
    public synchronized void status(ServiceStatus status, Instant readAt) {
        if (status.service() == null || status.instance() == null || status.startedAt() == null) {
            return;
        }
        services.values().removeIf(service -> service.readAt.isBefore(readAt.minus(GONE_AFTER)));
        String key = status.service() + "|" + status.instance();
        if (services.containsKey(key) || services.size() < SERVICES) {
            Service before = services.put(key, new Service(status, readAt));
            if (before != null) {
                noteRestarts(key, before.status, status, readAt);
            }
        }
    }

    private void noteRestarts(String service, ServiceStatus before, ServiceStatus now, Instant readAt) {
        restarted.values().removeIf(restart -> restart.readAt.isBefore(readAt.minus(GONE_AFTER)));
        Map<String, Integer> earlier = restarts(before);
        restarts(now).forEach((query, times) -> {
            if (times > earlier.getOrDefault(query, 0) && restarted.size() < SERVICES) {
                restarted.put(service + "|" + query, new Restarted(now.service(), query, times, readAt));
            }
        });
    }

    /** By query: {@code faces 1; face-crops 0}. */
    private static Map<String, Integer> restarts(ServiceStatus status) {
        Map<String, Integer> restarts = new TreeMap<>();
        Matcher each = RESTARTS.matcher(status.facts().getOrDefault("restarts", ""));
        while (each.find()) {
            restarts.put(each.group(1), Integer.parseInt(each.group(2)));
        }
        return restarts;
    }

    /** Takes the end of each partition of the frames' topic: the offset of the next frame. */
    public synchronized void ends(Map<Integer, Long> offsets) {
        ends.clear();
        ends.putAll(offsets);
        // A topic that was recreated begins at 0 again.
        lastOffsets
                .entrySet()
                .removeIf(entry -> ends.containsKey(entry.getKey())
                        && entry.getValue() >= ends.get(entry.getKey()) + TOLERATED_LAG);
    }

    /** Frames that are written and have no result yet, over all partitions that had one. */
    public synchronized long lag() {
        return lastOffsets.entrySet().stream()
                .mapToLong(entry -> lag(entry.getKey(), entry.getValue()))
                .sum();
    }

    private long lag(int partition, long last) {
        return Math.max(0, ends.getOrDefault(partition, 0L) - last - 1);
    }

    /**
     * What is wrong, the worst first.
     *
     * @param trouble of the reading; empty while it works
     * @param cameras their figures
     * @param windows the last window of each KPI topic
     */
    public synchronized List<Problem> problems(
            Optional<String> trouble, JsonNode cameras, List<KpiWindow> windows, Instant now) {
        List<Problem> problems = new ArrayList<>();
        trouble.ifPresent(sentence ->
                problems.add(new Problem("The page cannot read the broker: " + sentence, "It tries again every 2 s.")));
        for (JsonNode camera : cameras) {
            String id = camera.path("camera").asText();
            switch (camera.path("state").asText()) {
                case "not_analyzed" ->
                    problems.add(new Problem(
                            "Frames of " + id + " arrive, and nothing analyzes them",
                            "Start './lab process faces', or look at its log."));
                case "silent" ->
                    problems.add(new Problem(
                            "No frame of " + id + " for 5 s", "Look at its source: it may wait for the camera."));
                case "frozen" ->
                    problems.add(new Problem(
                            "The picture of " + id + " has not changed for 10 s",
                            "Look at the camera, or restart its source."));
                default -> {} // live, or ended long ago
            }
        }
        long skipped = verdicts.stream().filter(Verdict::skipped).count();
        if (!verdicts.isEmpty() && skipped > TOLERATED_SKIPPED * verdicts.size()) {
            problems.add(new Problem(
                    skipped + " of the last " + verdicts.size() + " frames were skipped as stale",
                    isFast(cameras)
                            ? "The processor is too slow: fewer --fps, a smaller --detect-size, or more cores."
                            : "The processor is too slow: './lab models get' fetches YuNet, which is several times as fast"
                                    + " as this detector; fewer --fps help, too."));
        }
        if (lag() > TOLERATED_LAG) {
            problems.add(new Problem(
                    lag() + " frames wait for their analysis",
                    "The processor is too slow, or has stopped: look at its log."));
        }
        for (Restarted restart : restarted.values()) {
            if (restart.readAt.isAfter(now.minus(GONE_AFTER))) {
                problems.add(new Problem(
                        "The query '" + restart.query + "' of '" + restart.service + "' failed and was started again "
                                + Duration.between(restart.readAt, now).toSeconds() + " s ago; "
                                + (restart.times == 1 ? "once so far" : restart.times + " times so far"),
                        "It goes on from its checkpoint; the log of the service says why it failed."));
            }
        }
        for (Service service : services.values()) {
            if (service.readAt.isBefore(now.minus(QUIET_AFTER)) && service.readAt.isAfter(now.minus(GONE_AFTER))) {
                problems.add(new Problem(
                        "'" + service.status.service() + "' (" + service.status.instance() + ") has not reported for "
                                + Duration.between(service.readAt, now).toSeconds() + " s",
                        "It has ended, or lost the broker: look at its log."));
            }
        }
        for (KpiWindow window : windows) {
            Duration length = Duration.between(window.start(), window.end());
            Duration age = Duration.between(window.end(), now);
            Duration tolerated = length.multipliedBy(3).plus(window.latency()).plusSeconds(60);
            if (age.compareTo(tolerated) > 0 && age.compareTo(Duration.ofHours(1)) < 0) {
                problems.add(new Problem(
                        "The last window of " + window.topic() + " ended " + age.toSeconds() + " s ago",
                        "Its pipeline has stopped, or no events come."));
            }
        }
        return problems;
    }

    /** Whether frames are analyzed by the faster of the detectors. */
    private static boolean isFast(JsonNode cameras) {
        for (JsonNode camera : cameras) {
            if (camera.at("/models/detector").asText().startsWith("haar")) {
                return false;
            }
        }
        return true;
    }

    /** Lag by partition, and rejects by reason with the last few of them. */
    public synchronized ObjectNode figures() {
        ObjectNode figures = Json.mapper().createObjectNode();
        ArrayNode partitions = figures.putArray("partitions");
        ends.forEach((partition, end) -> {
            ObjectNode node = partitions.addObject();
            node.put("partition", partition);
            Long last = lastOffsets.get(partition);
            // The end was asked for some seconds ago.
            node.put("end_offset", last == null ? end : Math.max(end, last + 1));
            node.put("last_offset", last);
            node.put("lag", last == null ? null : (Long) lag(partition, last));
        });
        ArrayNode running = figures.putArray("services");
        for (Service service : services.values()) {
            ObjectNode node = running.addObject();
            node.put("service", service.status.service());
            node.put("instance", service.status.instance());
            node.put("started_at_ms", service.status.startedAt().toEpochMilli());
            node.put("read_at_ms", service.readAt.toEpochMilli());
            node.put("java", service.status.java());
            node.put("heap_used_bytes", service.status.heapUsedBytes());
            node.put("heap_max_bytes", service.status.heapMaxBytes());
            node.set("facts", Json.mapper().valueToTree(service.status.facts()));
        }
        ObjectNode counts = figures.putObject("rejects_by_reason");
        reasons.forEach(counts::put);
        ArrayNode last = figures.putArray("rejects");
        for (Rejected rejected : rejects) {
            RejectedRecord record = rejected.record;
            ObjectNode node = last.addObject();
            node.put("read_at_ms", rejected.readAt.toEpochMilli());
            node.put("reason", reason(record));
            node.put("place", record.place());
            node.put("key", record.key());
            node.put("hex", HexFormat.ofDelimiter(" ").formatHex(record.value()));
            node.put("text", new String(record.value(), UTF_8).replaceAll("\\p{C}", "·"));
        }
        return figures;
    }

    private static String reason(RejectedRecord record) {
        return record.reason() == null ? "without a reason" : record.reason();
    }

    private static RejectedRecord withoutTail(RejectedRecord record) {
        return new RejectedRecord(
                record.topic(),
                record.key(),
                record.reason(),
                record.sourceTopic(),
                record.partition(),
                record.offset(),
                Arrays.copyOf(record.value(), Math.min(SAMPLE_BYTES, record.value().length)),
                record.rejectedAt());
    }
}
