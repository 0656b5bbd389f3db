package videolab.results.dashboard.live;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.TreeMap;
import videolab.contract.Emotion;
import videolab.contract.Face;
import videolab.contract.FaceMinute;
import videolab.contract.FrameResult;
import videolab.contract.Json;
import videolab.results.reading.FrameCounts;

/** One camera's figures and its newest picture. Guarded by its {@link LiveBoard}. */
final class Camera {

    private static final Duration SILENT_AFTER = Duration.ofSeconds(5);
    private static final Duration ENDED_AFTER = Duration.ofSeconds(60);
    private static final Duration FROZEN_AFTER = Duration.ofSeconds(10);

    /** The rate is that of the last five seconds, the ages are those of the last ten. */
    private static final Duration RATE_OVER = Duration.ofSeconds(5);

    private static final Duration AGES_OVER = Duration.ofSeconds(10);
    private static final int AGES_AT_MOST = 2_000;

    /** Fifteen minutes. */
    static final int STEPS = 90;

    static final int STEP_S = 10;

    private record Age(Instant at, long ageMs) {}

    /** What was seen in one step of the chart. */
    private static final class Step {
        private long frames;
        private long faces;
        private final long[] emotions = new long[Emotion.values().length];
    }

    private final String id;
    private final Deque<Age> ages = new ArrayDeque<>();
    private final Deque<Age> painted = new ArrayDeque<>();
    private final TreeMap<Long, Step> steps = new TreeMap<>();
    private FrameResult last;
    private FaceMinute minute;
    private Instant lastReadAt = Instant.MIN;
    private Instant lastFrameAt = Instant.MIN;
    private long rejected;
    private Shown shown;
    private long number;
    private long checksum;
    private Instant sameSince;

    Camera(String id) {
        this.id = id;
    }

    void result(FrameResult result, Instant readAt) {
        lastReadAt = readAt;
        if (result.skipped() != null) {
            return;
        }
        last = result;
        add(
                ages,
                new Age(
                        readAt,
                        Math.max(
                                0,
                                Duration.between(result.latencyStart(), readAt).toMillis())));
        Step step = step(result.latencyStart().getEpochSecond() / STEP_S);
        step.frames++;
        step.faces += result.faces().size();
        for (Face face : result.faces()) {
            if (face.emotion() != null) {
                step.emotions[face.emotion().ordinal()]++;
            }
        }
    }

    /** A page has painted a picture that was as old as that. */
    void painted(Duration age, Instant now) {
        add(painted, new Age(now, age.toMillis()));
    }

    private static void add(Deque<Age> ages, Age age) {
        ages.addLast(age);
        while (ages.size() > AGES_AT_MOST) {
            ages.removeFirst();
        }
    }

    private Step step(long number) {
        Step step = steps.computeIfAbsent(number, start -> new Step());
        while (steps.size() > STEPS) {
            steps.pollFirstEntry();
        }
        return step;
    }

    void minute(FaceMinute counted, Instant readAt) {
        lastReadAt = readAt;
        if (minute == null || !counted.windowStart().isBefore(minute.windowStart())) {
            minute = counted;
        }
        long first = counted.windowStart().getEpochSecond() / STEP_S;
        long looked = Math.max(0, counted.frames() - counted.skipped());
        // A minute is six steps of the chart: its mean stands in each.
        for (int part = 0; part < 60 / STEP_S; part++) {
            Step step = step(first + part);
            step.frames = looked;
            step.faces = counted.faceObservations();
            Arrays.fill(step.emotions, 0);
            counted.emotions().forEach((emotion, count) -> step.emotions[emotion.ordinal()] = count);
        }
    }

    void frame(Instant readAt) {
        lastFrameAt = readAt;
    }

    void rejected(Instant readAt) {
        rejected++;
        lastFrameAt = readAt;
    }

    long rejected() {
        return rejected;
    }

    Shown show(Pair pair, Instant pairedAt) {
        shown = new Shown(pair, ++number, pairedAt);
        long sum = shown.checksum();
        if (sameSince == null || sum != checksum) {
            sameSince = pairedAt;
            checksum = sum;
        }
        return shown;
    }

    /** Null until a page, or who embeds the picture, asks for it. */
    Shown shown() {
        return shown;
    }

    /** Nobody looks: the picture goes, and what is shown to the next one is not an old one. */
    void forgetPicture() {
        shown = null;
        sameSince = null;
    }

    CameraState state(Instant now) {
        if (isWithin(lastReadAt, now, SILENT_AFTER)) {
            return sameSince != null && Duration.between(sameSince, now).compareTo(FROZEN_AFTER) >= 0
                    ? CameraState.FROZEN
                    : CameraState.LIVE;
        }
        if (minute != null && isWithin(lastReadAt, now, ENDED_AFTER)) {
            return CameraState.LIVE; // a minute's record comes every ten seconds at most
        }
        if (isWithin(lastFrameAt, now, SILENT_AFTER)) {
            return CameraState.NOT_ANALYZED;
        }
        Instant seen = lastReadAt.isAfter(lastFrameAt) ? lastReadAt : lastFrameAt;
        return isWithin(seen, now, ENDED_AFTER) ? CameraState.SILENT : CameraState.ENDED;
    }

    Instant lastSeen() {
        return lastReadAt.isAfter(lastFrameAt) ? lastReadAt : lastFrameAt;
    }

    /** Its figures, as {@code /api/cameras} and the page have them. */
    ObjectNode figures(FrameCounts counts, Instant now) {
        ObjectNode figures = Json.mapper().createObjectNode();
        figures.put("camera", id);
        figures.put("state", state(now).wireName());
        long recent =
                ages.stream().filter(age -> isWithin(age.at, now, RATE_OVER)).count();
        figures.put("frames_per_second", Math.round(recent * 10.0 / RATE_OVER.toSeconds()) / 10.0);
        putPercentiles(figures, "age", ages, now);
        putPercentiles(figures, "pixels", painted, now);
        figures.put("analyzed", counts.analyzed());
        figures.put("skipped", counts.skipped());
        figures.put("rejected", rejected);
        figures.put("faces_total", counts.faces());
        figures.put("faces", last == null ? 0 : last.faces().size());
        if (last != null) {
            figures.put("captured_at_ms", last.capturedAt().toEpochMilli());
            figures.put("analyzed_at_ms", last.analyzedAt().toEpochMilli());
            figures.put("partition", last.partition());
            figures.put("offset", last.offset());
            figures.set("stages_ms", Json.mapper().valueToTree(last.stagesMs()));
            figures.set("models", Json.mapper().valueToTree(last.models()));
        }
        if (lastSeen().isAfter(Instant.EPOCH)) {
            figures.put("last_seen_ms", lastSeen().toEpochMilli());
        }
        if (minute != null) {
            figures.set("minute", Json.mapper().valueToTree(minute));
        }
        return figures;
    }

    /** Faces a frame and expressions over the last fifteen minutes, in steps of ten seconds. */
    ObjectNode chart(Instant now) {
        long end = now.getEpochSecond() / STEP_S;
        ObjectNode chart = Json.mapper().createObjectNode();
        chart.put("camera", id);
        chart.put("start_s", (end - STEPS + 1) * STEP_S);
        chart.put("step_s", STEP_S);
        ArrayNode faces = chart.putArray("faces");
        long[] sums = new long[Emotion.values().length];
        for (long number = end - STEPS + 1; number <= end; number++) {
            Step step = steps.get(number);
            if (step == null || step.frames == 0) {
                faces.addNull();
                continue;
            }
            faces.add(Math.round(step.faces * 100.0 / step.frames) / 100.0);
            for (int i = 0; i < sums.length; i++) {
                sums[i] += step.emotions[i];
            }
        }
        ObjectNode emotions = chart.putObject("emotions");
        for (Emotion emotion : Emotion.values()) {
            emotions.put(emotion.wireName(), sums[emotion.ordinal()]);
        }
        return chart;
    }

    private static void putPercentiles(ObjectNode figures, String name, Deque<Age> ages, Instant now) {
        long[] sorted = ages.stream()
                .filter(age -> isWithin(age.at, now, AGES_OVER))
                .mapToLong(Age::ageMs)
                .sorted()
                .toArray();
        if (sorted.length > 0) {
            figures.put(name + "_p50_ms", percentile(sorted, 0.5));
            figures.put(name + "_p95_ms", percentile(sorted, 0.95));
        }
    }

    private static long percentile(long[] sorted, double part) {
        return sorted[(int) Math.min(sorted.length - 1, sorted.length * part)];
    }

    private static boolean isWithin(Instant instant, Instant now, Duration limit) {
        return instant.isAfter(now.minus(limit));
    }
}
