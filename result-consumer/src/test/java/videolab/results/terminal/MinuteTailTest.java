package videolab.results.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import videolab.contract.Emotion;
import videolab.contract.FaceMinute;
import videolab.contract.Json;
import videolab.results.reading.Decoders;
import videolab.results.reading.RecordHandler;

class MinuteTailTest {

    private static final Instant START = Instant.parse("2026-01-02T03:04:00Z");
    private static final FaceMinute MINUTE = minute(
            "camera-0",
            600,
            2,
            1196,
            3,
            2.0,
            Map.of(Emotion.SAD, 6L, Emotion.HAPPY, 800L, Emotion.NEUTRAL, 390L, Emotion.FEAR, 0L));

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private RecordHandler decoder;

    @Test
    void aMinuteIsALineWithTheSharesOfItsExpressions() {
        MinuteTail tail = tail(Set.of(), false);

        take(tail, Json.line(MINUTE));
        take(tail, Json.line(minute("a\u001b[2Jb", 5, 5, 0, 0, null, Map.of())));

        assertThat(out.toString().lines())
                .containsExactly(
                        "camera-0    2026-01-02 03:04    600 frames     2 skipped  2.00 faces a frame, at most 3"
                                + "  happy 67 %  neutral 33 %  sad 1 %",
                        "a\\u001b[2Jb      2026-01-02 03:04      5 frames     5 skipped  – faces a frame, at most 0");
    }

    @Test
    void aPartOfAMinuteThatWasWholeIsLeftOut() {
        MinuteTail tail = tail(Set.of(), false);

        take(tail, Json.line(minute("camera-0", 300, 0, 0, 0, 0.0, Map.of())));
        take(tail, Json.line(MINUTE));
        take(tail, Json.line(minute("camera-0", 7, 0, 0, 0, 0.0, Map.of())));

        assertThat(out.toString().lines()).hasSize(2).last().asString().contains("600 frames");
    }

    @Test
    void otherCamerasAreLeftOutAndJsonIsTheRecord() {
        MinuteTail tail = tail(Set.of("camera-0"), true);

        take(tail, Json.line(minute("camera-1", 1, 0, 1, 1, 1.0, Map.of())));
        take(tail, Json.line(MINUTE));

        assertThat(out.toString().lines()).containsExactly(Json.line(MINUTE));
    }

    @Test
    void whatIsNotAMinuteIsReportedOnceAKindAndSkipped() {
        MinuteTail tail = tail(Set.of(), false);

        take(tail, "hello");
        take(tail, "null");
        take(tail, null);
        take(tail, Json.line(MINUTE).replace("\"schema\":1", "\"schema\":2"));
        take(tail, Json.line(MINUTE).replace("\"camera-0\"", "null"));
        take(tail, Json.line(MINUTE).replace("800", "null"));

        assertThat(out.toString()).isEmpty();
        assertThat(err.toString().lines())
                .hasSize(2)
                .anyMatch(line -> line.startsWith("note: record 7 of partition 0 of face-minutes is not a minute ("))
                .anyMatch(line -> line.contains("has schema 2, and this reader knows 1"));
    }

    private MinuteTail tail(Set<String> cameras, boolean json) {
        return new MinuteTail(cameras, json, new PrintWriter(out), new PrintWriter(err));
    }

    private void take(MinuteTail tail, String value) {
        decoder = decoder == null ? Decoders.minutes(tail) : decoder;
        byte[] bytes = value == null ? null : value.getBytes(UTF_8);
        decoder.record(new ConsumerRecord<>("face-minutes", 0, 7, null, bytes), START);
        tail.flush();
    }

    private static FaceMinute minute(
            String camera, long frames, long skipped, long faces, int max, Double mean, Map<Emotion, Long> emotions) {
        return new FaceMinute(
                1,
                camera,
                START,
                START.plusSeconds(60),
                START.plusSeconds(64),
                frames,
                skipped,
                faces,
                max,
                mean,
                emotions);
    }
}
