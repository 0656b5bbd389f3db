package videolab.results.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static videolab.results.reading.KpiRows.AUDIENCE;
import static videolab.results.reading.KpiRows.CDN;
import static videolab.results.reading.KpiRows.emitted;
import static videolab.results.reading.KpiRows.fields;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import videolab.cli.FailedException;
import videolab.contract.Json;
import videolab.contract.Topics;
import videolab.results.reading.KpiRows;
import videolab.results.reading.RecordReader;
import videolab.results.reading.RecordReaders;

/** Two topics of one partition each, and what of them is read and printed. */
class KpisTest {

    private static final int NOW_WINDOW = 1000;
    private static final Instant NOW = emitted(NOW_WINDOW).plusSeconds(20);
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    private final FakeTopics consumer = new FakeTopics(AUDIENCE, CDN);
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void theLatestWindowOfEachTopicIsShown() {
        write(AUDIENCE, NOW_WINDOW - 1, "overall", 1);
        write(AUDIENCE, NOW_WINDOW, "overall", 2);
        write(CDN, 3, "cdn-overall", 3);
        run(settings(1));

        assertThat(out.toString().lines().filter(line -> line.contains("kpis")))
                .hasSize(2)
                .anyMatch(line -> line.startsWith("audience-kpis  2026-01-02 19:22:00–19:22:30 UTC"))
                .anyMatch(line -> line.startsWith("cdn-kpis  2026-01-02 11:03:30–11:04:00 UTC"));
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void rejectsOfTheWindowsTimeAreCountedAndNamedFromOnePercentOn() {
        FakeTopics topics = new FakeTopics(AUDIENCE, Topics.REJECTED_EVENTS.name());
        Instant start = KpiRows.start(NOW_WINDOW);
        for (int second : new int[] {-1, 0, 10, 29, 30}) {
            topics.write(Topics.REJECTED_EVENTS.name(), start.plusSeconds(second), null, null);
        }
        ObjectNode row = fields("overall", NOW_WINDOW, "events", 190, "late", 2, "after_end", 5, "over_limit", 0);
        topics.write(AUDIENCE, emitted(NOW_WINDOW), "o", Json.bytes(row));
        KpisSettings settings = new KpisSettings(List.of(AUDIENCE), Set.of(), 1, 5, false, null, false, false);
        Kpis kpis = new Kpis(settings, "host:1", new PrintWriter(out), new PrintWriter(err), CLOCK);
        try (RecordReader reader = RecordReaders.open(topics, CLOCK, kpis.decoder())) {
            kpis.run(reader);
        }

        // 190 + 2 + 5 + 3 = 200, of which 2 are 1 %.
        assertThat(out.toString())
                .contains("late dropped", "after the end", "over the limit")
                .containsPattern("rejects +3\\b")
                .contains("in no other number: after the end 2.5 %, rejects 1.5 %");
    }

    @Test
    void ofADayOnlyTheLastMinutesAreRead() {
        for (int window = 0; window <= NOW_WINDOW; window++) {
            write(AUDIENCE, window, "overall", window);
        }
        run(new KpisSettings(List.of(AUDIENCE), Set.of(), 2, 5, false, null, true, false));

        assertThat(out.toString().lines()).hasSize(2).last().asString().contains("\"views\":1000");
        assertThat(consumer.soughtOffsets).allMatch(offset -> offset > NOW_WINDOW - 25);
    }

    @Test
    void whereTheLastMinutesHoldNothingOlderRowsAreReadOnce() {
        for (int window = 0; window < 300; window++) {
            write(AUDIENCE, window, "overall", window);
        }
        consumer.write(AUDIENCE, emitted(301), null, "broken".getBytes(UTF_8));
        run(new KpisSettings(List.of(AUDIENCE), Set.of(), 1, 5, false, null, true, false));

        assertThat(out.toString().lines()).singleElement().asString().contains("\"views\":299");
        assertThat(err.toString().lines()).last().isEqualTo("note: 1 record was not a KPI row");
    }

    @Test
    void otherSchemasAndSessionsAreLeftOut() {
        write(AUDIENCE, NOW_WINDOW, "overall", 1);
        consumer.write(AUDIENCE, NOW, "x", "{\"schema\":2}".getBytes(UTF_8));
        consumer.write(AUDIENCE, NOW, "x", "{\"schema\":2}".getBytes(UTF_8));
        consumer.write(AUDIENCE, NOW, "s|sessions", Json.bytes(fields("sessions", NOW_WINDOW)));
        consumer.write(AUDIENCE, NOW, "x", "\u001b".getBytes(UTF_8));
        consumer.write(AUDIENCE, NOW, "x", null);
        consumer.write(AUDIENCE, NOW, "x", "[]".getBytes(UTF_8));
        consumer.write(AUDIENCE, NOW, null, Json.bytes(fields("overall", NOW_WINDOW)));
        consumer.write(AUDIENCE, NOW, "x", Json.bytes(fields("overall", 1).put("window_end", "soon")));
        consumer.write(
                AUDIENCE, NOW, "x", Json.bytes(fields("overall", 1).put("window_end", "+999999999-01-01T00:00:00Z")));
        run(new KpisSettings(List.of(AUDIENCE), Set.of(), 1, 5, false, null, true, false));

        assertThat(out.toString().lines()).hasSize(1);
        assertThat(err.toString().lines())
                .hasSize(3)
                .contains(
                        "note: record 1 of partition 0 of audience-kpis has schema 2, and this reader knows 1;"
                                + " such records are skipped and counted",
                        "note: 8 records were not KPI rows");
        assertThat(err.toString()).doesNotContain("\u001b");
    }

    @Test
    void anEmptyTopicSaysWhatToStart() {
        assertThatThrownBy(() -> run(settings(1)))
                .isInstanceOf(FailedException.class)
                .hasMessageContaining("no KPI row on audience-kpis, cdn-kpis at host:1 yet")
                .hasMessageContaining("./lab process audience")
                .hasMessageContaining("./lab source cdn-logs");
    }

    @Test
    void aTableThatIsNotThereNamesThoseThatAre() {
        write(AUDIENCE, NOW_WINDOW, "geo", 1);
        write(AUDIENCE, NOW_WINDOW, "overall", 1);
        assertThatThrownBy(
                        () -> run(new KpisSettings(List.of(AUDIENCE), Set.of("goe"), 1, 5, false, null, false, false)))
                .isInstanceOf(FailedException.class)
                .hasMessageContaining("no row of table goe")
                .hasMessageContaining("geo, overall");
    }

    @Test
    void followingShowsEachWindowOnceAsItComes() {
        write(AUDIENCE, NOW_WINDOW - 1, "overall", 7);
        KpisSettings settings = new KpisSettings(List.of(AUDIENCE), Set.of(), 1, 5, true, null, true, false);
        Kpis kpis = new Kpis(settings, "host:1", new PrintWriter(out), new PrintWriter(err), CLOCK);
        try (RecordReader reader = RecordReaders.open(consumer, CLOCK, kpis.decoder())) {
            int[] polls = {0};
            consumer.beforePoll = () -> {
                polls[0]++;
                if (polls[0] == 3 || polls[0] == 4) { // the second time as a replay
                    consumer.addRecord(KpiRows.record(
                            AUDIENCE,
                            0,
                            polls[0],
                            emitted(NOW_WINDOW),
                            "o",
                            Json.bytes(fields("overall", NOW_WINDOW))));
                }
                if (polls[0] == 6) {
                    reader.stop();
                }
            };
            kpis.run(reader);
        }

        assertThat(out.toString().lines()).hasSize(2).first().asString().contains("\"views\":7");
    }

    private void write(String topic, int window, String table, int views) {
        ObjectNode fields = fields(table, window, "views", views);
        consumer.write(
                topic, emitted(window), fields.path("window_start").textValue() + "|" + table, Json.bytes(fields));
    }

    private static KpisSettings settings(int windows) {
        return new KpisSettings(List.of(AUDIENCE, CDN), Set.of(), windows, 5, false, null, false, false);
    }

    private void run(KpisSettings settings) {
        Kpis kpis = new Kpis(settings, "host:1", new PrintWriter(out), new PrintWriter(err), CLOCK);
        try (RecordReader reader = RecordReaders.open(consumer, CLOCK, kpis.decoder())) {
            kpis.run(reader);
        }
    }
}
