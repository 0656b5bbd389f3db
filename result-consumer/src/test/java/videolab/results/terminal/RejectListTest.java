package videolab.results.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import videolab.contract.RejectHeaders;
import videolab.contract.Topics;
import videolab.results.reading.Decoders;
import videolab.results.reading.KpiRows;
import videolab.results.reading.RecordReader;
import videolab.results.reading.RecordReaders;

class RejectListTest {

    private static final String FRAMES = Topics.REJECTED_FRAMES.name();
    private static final String EVENTS = Topics.REJECTED_EVENTS.name();
    private static final Instant NOW = Instant.parse("2026-01-02T11:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    private final FakeTopics consumer = new FakeTopics(FRAMES, EVENTS);
    private final StringWriter out = new StringWriter();

    @Test
    void eachRejectHasItsReasonItsPlaceAndWhatItsBytesAre() {
        reject(FRAMES, 5, "camera-0\u001b[2J", "hello", "neither JPEG nor PNG: 5 bytes of text", "42");
        reject(EVENTS, 3, null, "{}", "no session id", "7", RejectHeaders.SOURCE_TOPIC, "player-events");
        run(20, false);

        assertThat(out.toString().lines())
                .containsExactly(
                        "2026-01-02 10:55:00  camera-0\\u001b[2J  from distributed-video1 1-42",
                        "    neither JPEG nor PNG: 5 bytes of text",
                        "    text 'hello', 5 bytes",
                        "2026-01-02 10:57:00  no key  from player-events 1-7",
                        "    no session id",
                        "    JSON '{}', 2 bytes",
                        "-- 1 x neither JPEG nor PNG: 5 bytes of text",
                        "-- 1 x no session id");
    }

    @Test
    void theLatestOnesAreShownAndAllThatWereReadAreCounted() {
        for (int minutes = 9; minutes >= 1; minutes--) {
            reject(FRAMES, minutes, "camera-0", "", "truncated JPEG: " + minutes + " bytes", "1" + minutes);
        }
        run(2, false);

        assertThat(out.toString().lines().filter(line -> line.contains("from")))
                .containsExactly(
                        "2026-01-02 10:58:00  camera-0  from distributed-video1 1-12",
                        "2026-01-02 10:59:00  camera-0  from distributed-video1 1-11");
        assertThat(out.toString().lines()).last().isEqualTo("-- 9 x truncated JPEG: 9 bytes");
    }

    @Test
    void withoutARejectOneLineSaysSo() {
        run(20, false);

        assertThat(out.toString().lines())
                .containsExactly("-- nothing was rejected on rejected-frames, rejected-events in the last 24 h");
    }

    @Test
    void followingShowsEachAsItComes() {
        RejectList list = new RejectList(List.of(FRAMES), 20, new PrintWriter(out));
        try (RecordReader reader = RecordReaders.open(consumer, CLOCK, Decoders.rejects(List.of(FRAMES), list))) {
            int[] polls = {0};
            consumer.beforePoll = () -> {
                if (++polls[0] == 2) {
                    consumer.addRecord(KpiRows.record(FRAMES, 0, 0, NOW, "camera-7", new byte[0]));
                }
                if (polls[0] == 4) {
                    reader.stop();
                }
            };
            list.run(reader, true);
        }

        assertThat(out.toString().lines())
                .containsExactly(
                        "-- nothing was rejected on rejected-frames in the last 24 h",
                        "2026-01-02 11:00:00  camera-7  from distributed-video1 unknown place",
                        "    no reason given",
                        "    no bytes");
    }

    private void reject(
            String topic, int minutesAgo, String key, String value, String reason, String offset, String... more) {
        String[] headers = new String[6 + more.length];
        List.of(RejectHeaders.REASON, reason, RejectHeaders.SOURCE_PARTITION, "1", RejectHeaders.SOURCE_OFFSET, offset)
                .toArray(headers);
        System.arraycopy(more, 0, headers, 6, more.length);
        consumer.write(topic, NOW.minusSeconds(60L * minutesAgo), key, value.getBytes(UTF_8), headers);
    }

    private void run(int last, boolean follow) {
        RejectList list = new RejectList(List.of(FRAMES, EVENTS), last, new PrintWriter(out));
        try (RecordReader reader =
                RecordReaders.open(consumer, CLOCK, Decoders.rejects(List.of(FRAMES, EVENTS), list))) {
            list.run(reader, follow);
        }
    }
}
