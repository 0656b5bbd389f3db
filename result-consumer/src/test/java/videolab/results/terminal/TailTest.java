package videolab.results.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static videolab.results.Frames.BEGINNING;
import static videolab.results.Frames.CAMERA;
import static videolab.results.Frames.analyzed;
import static videolab.results.Frames.captured;
import static videolab.results.Frames.face;
import static videolab.results.Frames.read;
import static videolab.results.Frames.skipped;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import videolab.contract.FrameResult;
import videolab.contract.Json;
import videolab.results.reading.RejectedRecord;
import videolab.results.reading.Unreadable;

class TailTest {

    private static final TailSettings ALL = new TailSettings(Set.of(), null, null, false, false);
    private static final RejectedRecord REJECTED = rejected(CAMERA);

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void everyFrameIsOneLineAndRepeatsAreDropped() {
        Tail tail = tail(ALL);
        tail.result(analyzed(CAMERA, 1), read(1));
        tail.result(analyzed(CAMERA, 1), read(2));
        tail.result(skipped(CAMERA, 2), read(2));
        tail.result(analyzed(CAMERA, 2, face(0.9)), read(3));

        assertThat(out.toString().lines()).hasSize(3);
        assertThat(out.toString().lines().skip(1))
                .satisfiesExactly(
                        line -> assertThat(line).contains("-2 ").endsWith("skipped: stale"),
                        line -> assertThat(line).contains("-2 ").endsWith("1 face    – (0.90)"));
    }

    @Test
    void whatAProcessorReadsAgainAfterMinutesIsARepeat() {
        Tail tail = tail(ALL);
        tail.result(analyzed(CAMERA, 1), read(1));
        FrameResult skipped = skipped(CAMERA, 1);
        tail.result(
                new FrameResult(
                        skipped.schema(),
                        skipped.camera(),
                        skipped.frame(),
                        skipped.partition(),
                        skipped.offset(),
                        skipped.capturedAt(),
                        skipped.sentAt(),
                        skipped.analyzedAt().plusSeconds(300),
                        null,
                        null,
                        skipped.skipped(),
                        skipped.faces(),
                        skipped.stagesMs(),
                        skipped.models()),
                read(3_000));
        tail.finish(read(3_000), Unreadable.NONE);

        assertThat(out.toString().lines().filter(line -> !line.startsWith("--")))
                .hasSize(1);
        assertThat(out.toString())
                .contains("|  1 frames ")
                .contains("  0 skipped ")
                .contains("  1 repeats");
    }

    @Test
    void onlyTheNamedCamerasAreShownAndCounted() {
        Tail tail = tail(new TailSettings(Set.of("camera-1", "camera-2"), null, null, false, false));
        tail.result(analyzed(CAMERA, 1), read(1));
        tail.result(analyzed("camera-1", 1), read(1));
        tail.rejected(REJECTED, read(1));
        tail.rejected(rejected(null), read(1));
        tail.finish(read(1), Unreadable.NONE);

        assertThat(out.toString().lines().filter(line -> !line.startsWith("--")))
                .singleElement()
                .asString()
                .startsWith("camera-1 ");
        assertThat(out.toString()).contains("|  1 frames ").contains("  0 rejected");
    }

    @Test
    void theCountOfFramesEndsIt() {
        Tail tail = tail(new TailSettings(Set.of(), 2L, null, false, false));
        for (int number = 0; number < 5; number++) {
            assertThat(tail.isDone(read(number))).isEqualTo(number >= 2);
            tail.result(analyzed(CAMERA, number), read(number));
        }
        assertThat(out.toString().lines()).hasSize(2);
    }

    @Test
    void theDurationEndsIt() {
        Tail tail = tail(new TailSettings(Set.of(), null, Duration.ofSeconds(3), false, false));

        assertThat(tail.isDone(BEGINNING.plusMillis(2_999))).isFalse();
        assertThat(tail.isDone(BEGINNING.plusSeconds(3))).isTrue();
    }

    @Test
    void aSummaryComesEveryFiveSecondsWithTheRecentRateAndAgesAndAllCounts() {
        Tail tail = tail(ALL);
        for (int number = 0; number < 100; number++) {
            // The second half is read 50 ms later.
            Instant readAt = read(number).plusMillis(number < 50 ? 0 : 50);
            tail.tick(captured(number), Unreadable.NONE);
            tail.result(analyzed(CAMERA, number, face(0.9)), readAt);
        }
        tail.result(analyzed(CAMERA, 99), read(99));
        tail.result(skipped(CAMERA, 100), captured(100).plusSeconds(3));
        tail.rejected(REJECTED, read(100));
        tail.tick(captured(100), new Unreadable(1, 2));
        tail.finish(captured(101), new Unreadable(1, 2));

        assertThat(out.toString().lines().filter(line -> line.startsWith("--")))
                .containsExactly(
                        "-- 10.0 frames/s  age p50 23 ms  p95 23 ms"
                                + "  |  50 frames  50 faces  0 skipped  0 rejected  0 repeats",
                        "-- 10.2 frames/s  age p50 73 ms  p95 73 ms"
                                + "  |  101 frames  100 faces  1 skipped  1 rejected  1 repeats  3 unreadable",
                        "-- 10.1 s  10.0 frames/s"
                                + "  |  101 frames  100 faces  1 skipped  1 rejected  1 repeats  3 unreadable",
                        "-- age p50 23 ms  p95 73 ms  p99 73 ms  max 73 ms");
        assertThat(err.toString().lines())
                .containsExactly("note: camera-0 at distributed-video1 0-7 was rejected: it is empty; more of these are"
                        + " counted");
    }

    @Test
    void jsonIsTheRecordsAloneAndTheSummaryGoesToStandardError() {
        Tail tail = tail(new TailSettings(Set.of(), null, null, true, true));
        tail.result(analyzed(CAMERA, 1, face(0.9)), read(1));
        tail.finish(read(1), Unreadable.NONE);

        assertThat(out).hasToString(Json.line(analyzed(CAMERA, 1, face(0.9))) + System.lineSeparator());
        assertThat(err.toString()).startsWith("-- ").contains("1 frames");
    }

    @Test
    void jsonHoldsNoControlCharactersAndStaysTheSameJson() throws IOException {
        String camera = "\u009b2J\u202e\u007f\u001b\n";
        tail(new TailSettings(Set.of(), null, null, true, true)).result(analyzed(camera, 1), read(1));

        String line = out.toString().stripTrailing();
        assertThat(line.chars()).allMatch(c -> c >= ' ' && c < 127);
        assertThat(Json.mapper().readTree(line).path("camera").textValue()).isEqualTo(camera);
    }

    @Test
    void silenceIsExplainedOnceUntilResultsComeAgain() {
        Tail tail = tail(ALL);
        for (int second = 0; second <= 30; second++) {
            tail.tick(BEGINNING.plusSeconds(second), Unreadable.NONE);
        }
        assertThat(err.toString().lines())
                .containsExactly("note: nothing to show for 10 s; are a source and a processor running?"
                        + " --from-beginning shows what is already there");
        assertThat(out.toString()).isEmpty();

        tail.result(analyzed(CAMERA, 300), read(300));
        tail.tick(read(300).plusSeconds(10), Unreadable.NONE);
        assertThat(err.toString().lines()).hasSize(2);
    }

    @Test
    void silenceIsExplainedByOtherCameras() {
        Tail tail = tail(new TailSettings(Set.of("camera-9"), null, null, false, false));
        tail.result(analyzed(CAMERA, 1), read(1));
        tail.result(analyzed("\u001b[2J", 1), read(1));
        tail.tick(BEGINNING.plusSeconds(10), Unreadable.NONE);

        assertThat(err.toString())
                .contains("there are results of other cameras: \\u001b[2J, camera-0")
                .doesNotContain("\u001b");
    }

    @Test
    void aClosedPipeEndsItQuietly() {
        Writer closed = new Writer() {
            @Override
            public void write(char[] text, int from, int length) throws IOException {
                throw new IOException("Broken pipe");
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Tail tail = new Tail(
                new TailSettings(Set.of(), null, null, true, false),
                new PrintWriter(closed),
                new PrintWriter(err, true));
        tail.begin(BEGINNING);
        tail.result(analyzed(CAMERA, 1), read(1));
        tail.tick(read(1), Unreadable.NONE);

        assertThat(tail.isDone(read(1))).isTrue();
        tail.finish(read(1), Unreadable.NONE);
        assertThat(err.toString()).isEmpty();
    }

    private Tail tail(TailSettings settings) {
        Tail tail = new Tail(settings, new PrintWriter(out), new PrintWriter(err));
        tail.begin(BEGINNING);
        return tail;
    }

    private static RejectedRecord rejected(String key) {
        return new RejectedRecord(
                "rejected-frames", key, "it is empty", "distributed-video1", 0, 7L, new byte[0], BEGINNING);
    }
}
