package videolab.processor.audience;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.OutputMode;
import org.apache.spark.sql.streaming.Trigger;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import videolab.cli.KafkaSettings;
import videolab.processor.audience.sessions.SessionRules;
import videolab.processor.kpis.KpiTable;
import videolab.processor.spark.LabSpark;

/** Records in, tables out, without a broker: the steps of the query as they run in service. */
class AudiencePipelineTest {

    private static final StructType KAFKA =
            StructType.fromDDL("topic STRING, key BINARY, value BINARY, partition INT, offset BIGINT,"
                    + " timestamp TIMESTAMP, headers ARRAY<STRUCT<key: STRING, value: BINARY>>");
    private static final Instant BEGINNING = Instant.parse("2026-01-02T03:00:00Z");
    private static final SessionRules RULES =
            new SessionRules(Duration.ofSeconds(30), Duration.ofSeconds(45), Duration.ofSeconds(30));

    private static SparkSession spark;

    @TempDir
    private Path folder;

    @BeforeAll
    static void open() {
        spark = LabSpark.open("audience pipeline", "local[1]", false);
    }

    @AfterAll
    static void close() throws IOException {
        spark.close();
    }

    @Test
    void eventsOutOfOrderAndInAnyCutGiveTheSameTables() throws Exception {
        List<Row> first = List.of(
                event(0, "a", "init", ""),
                event(900, "a", "metadata", "\"contentId\": \"film\", \"userId\": \"u\""),
                event(2_000, "a", "playing", ""),
                event(12_000, "a", "buffering", ""),
                event(13_500, "a", "buffered", ""),
                event(1_000, "b", "init", ""),
                event(1_400, "b", "stopped", "\"reason\": \"aborted\""),
                event(20_000, "a", "stopped", "\"reason\": \"ended\""));
        List<Row> shuffled = new ArrayList<>(first);
        Collections.shuffle(shuffled, new Random(7));
        // Far later: what closes the windows of the others. Metadata begin no session.
        List<Row> flush = List.of(event(600_000, "flush", "metadata", ""));

        Map<String, List<Row>> inOrder = tables("in-order", List.of(first, flush));
        Map<String, List<Row>> cut = tables("cut", List.of(shuffled.subList(0, 3), shuffled.subList(3, 8), flush));

        Row overall = inOrder.get("overall").get(0);
        assertThat(inOrder.get("overall")).hasSize(1);
        assertThat(overall.<Timestamp>getAs("window_start").toInstant()).isEqualTo(BEGINNING);
        assertThat(overall.<Long>getAs("attempts")).isEqualTo(2);
        assertThat(overall.<Long>getAs("views")).isEqualTo(1);
        assertThat(overall.<Long>getAs("ebvs")).isEqualTo(1);
        assertThat(overall.<Long>getAs("play_ms")).isEqualTo(16_500);
        assertThat(overall.<Long>getAs("stall_ms")).isEqualTo(1_500);
        assertThat(overall.<Long>getAs("unique_viewers")).isEqualTo(2);
        assertThat(overall.<Double>getAs("startup_avg_ms")).isEqualTo(2_000);
        assertThat(overall.<Double>getAs("rebuffering_ratio")).isEqualTo(1_500 / 20_400.0);
        assertThat(overall.<Double>getAs("bitrate_avg_kbps")).isNull();
        assertThat(inOrder.get("content").stream().map(row -> row.getAs("content") + " " + row.getAs("views")))
                .containsExactlyInAnyOrder("film 1", "unknown 0");
        assertThat(inOrder.get("sessions").stream()
                        .map(row -> row.getAs("session") + " " + row.getAs("viewer_key") + " " + row.getAs("end_reason")
                                + " " + row.getAs("startup_ms")))
                .containsExactlyInAnyOrder("a user ended 2000", "b session aborted null");
        assertThat(withoutClock(cut)).isEqualTo(withoutClock(inOrder));
    }

    /** What one partition counts on its own, several partitions count together, or Spark ranks first: the rows are the same. */
    @Test
    void contentsBeyondTheMostAreSummedByPlayTimeThenSessionsThenName() throws Exception {
        List<Row> views = new ArrayList<>();
        views.addAll(view("a", "long", 0, 9_000));
        for (String session : List.of("b", "c", "d")) {
            views.addAll(view(session, "often", 100, 1_000));
        }
        for (String session : List.of("e", "f")) {
            views.addAll(view(session, "twice", 200, 1_500));
        }
        views.addAll(view("g", "once-b", 300, 1_000));
        views.addAll(view("h", "once-a", 400, 1_000));
        views.addAll(view("i", "other", 500, 20_000));
        List<Row> flush = List.of(event(600_000, "flush", "metadata", ""));

        List<String> expected = List.of(
                "long sessions 1 play 9000 viewers 1 folded 0",
                "often sessions 3 play 3000 viewers 3 folded 0",
                "once-a sessions 1 play 1000 viewers 1 folded 0",
                "other sessions 2 play 21000 viewers 2 folded 1",
                "twice sessions 2 play 3000 viewers 2 folded 0");
        assertThat(contents(tables("most-4", List.of(views, flush), RULES, 4))).isEqualTo(expected);
        List<Row> many = new ArrayList<>(views);
        for (int i = 0; i < 60; i++) { // more than ten times the most
            many.addAll(view("s" + i, "stranger-" + i, 5_000 + i, 100));
        }
        Collections.shuffle(many, new Random(7));
        List<String> ranked = new ArrayList<>(expected);
        ranked.set(3, "other sessions 62 play 27000 viewers 62 folded 61");
        assertThat(contents(tables("ranked", List.of(many, flush), RULES, 4))).isEqualTo(ranked);
        assertThat(contents(tables(
                        "in-pieces", List.of(many.subList(0, 70), many.subList(70, many.size()), flush), RULES, 4)))
                .isEqualTo(ranked);
        Map<String, List<Row>> one = tables("one", List.of(many, flush), RULES, 1);
        assertThat(contents(one))
                .containsExactly(
                        "long sessions 1 play 9000 viewers 1 folded 0",
                        "other sessions 68 play 34000 viewers 68 folded 64");
        assertThat(one.get("overall")).hasSize(1);
        assertThat(one.get("overall").get(0).<Long>getAs("folded_values")).isZero();
    }

    @Test
    void newSessionsBeyondTheMostAreRefusedAndCountedAndKnownOnesStay() throws Exception {
        SessionRules rules = new SessionRules(
                RULES.window(), RULES.watermark(), RULES.heartbeat(), RULES.resume(), RULES.abandon(), 4);
        List<Row> known = List.of(event(0, "a", "init", ""), event(500, "a", "playing", ""));
        List<Row> flood = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            flood.add(event(5_000 + i, "stranger-" + i, "playing", "\"contentId\": \"c" + i + "\""));
        }
        List<Row> floodAndViewer = new ArrayList<>(flood);
        floodAndViewer.addAll(List.of(event(10_000, "a", "heartbeat", ""), event(20_000, "a", "stopped", "")));
        // Far beyond the silence after which strangers are over: there is room again in the batch after the next.
        List<Row> later = List.of(event(400_000, "flush", "metadata", ""));
        List<Row> next = List.of(event(401_000, "flush", "metadata", ""));
        List<Row> after = new ArrayList<>(List.of(event(420_000, "b", "init", ""), event(420_500, "b", "playing", "")));
        List<Row> flush = List.of(event(900_000, "flush", "metadata", ""));

        Map<String, List<Row>> tables =
                tables("limited", List.of(known, floodAndViewer, later, next, after, flush), rules, 1_000);

        Row first = tables.get("overall").get(0);
        long refused = first.getAs("over_limit");
        assertThat(refused).isBetween(37L, 38L); // each of two partitions has room for two, and "a" is in one
        assertThat(first.<Long>getAs("events")).isEqualTo(4 + 40 - refused);
        assertThat(tables.get("sessions").stream().map(row -> row.getAs("session") + " " + row.getAs("play_ms")))
                .contains("a 19500", "b 0");
        assertThat(tables.get("content").stream().filter(row -> row.<Long>getAs("over_limit") > 0))
                .isEmpty();
    }

    /** Viewers and strangers come in one batch; names of viewers sort before and after those of strangers. */
    @Test
    void aFloodTakesNoRoomOfThoseWhoCameBeforeIt() throws Exception {
        SessionRules rules = new SessionRules(
                RULES.window(), RULES.watermark(), RULES.heartbeat(), RULES.resume(), RULES.abandon(), 500);
        List<Row> first = new ArrayList<>();
        List<Row> second = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            String session = (i % 2 == 0 ? "zz-" : "aa-") + i;
            first.add(event(i, session, "init", ""));
            first.add(event(100 + i, session, "metadata", "\"contentId\": \"film-" + i % 10 + "\""));
            first.add(event(1_000 + i, session, "playing", ""));
            first.add(event(25_000 + i, session, "heartbeat", ""));
            second.add(event(40_000 + i, session, "stopped", ""));
        }
        first.add(event(5_100, "zz-in-time", "playing", ""));
        first.add(event(9_000, "aa-too-late", "playing", ""));
        for (int i = 0; i < 3_000; i++) {
            first.add(stranger(5_000 + i, i));
            second.add(stranger(31_000 + i, 3_000 + i));
        }
        Collections.shuffle(first, new Random(7));
        List<Row> flush = List.of(event(600_000, "flush", "metadata", ""));

        Map<String, List<Row>> tables = tables("flood", List.of(first, second, flush), rules, 20);

        for (int film = 0; film < 10; film++) {
            String content = "film-" + film;
            List<Row> rows = tables.get("content").stream()
                    .filter(row -> row.getAs("content").equals(content))
                    .toList();
            assertThat(rows.stream()
                            .map(row -> row.getAs("attempts") + " " + row.getAs("sessions") + " " + row.getAs("play_ms")
                                    + " " + row.getAs("sessions_ended")))
                    .as(content)
                    .containsExactlyInAnyOrder("4 4 96000 0", "0 4 60000 4");
        }
        assertThat(tables.get("sessions").stream().map(row -> row.<String>getAs("session")))
                .contains("zz-in-time")
                .doesNotContain("aa-too-late");
        List<Row> overall = tables.get("overall").stream()
                .sorted(Comparator.comparing(row -> row.<Timestamp>getAs("window_start")))
                .toList();
        long admitted = 500 - 41;
        assertThat(overall.get(0).<Long>getAs("attempts")).isEqualTo(500);
        assertThat(overall.get(0).<Long>getAs("events")).isEqualTo(4 * 40 + 1 + admitted);
        assertThat(overall.get(0).<Long>getAs("over_limit")).isEqualTo(3_000 - admitted + 1);
        assertThat(overall.get(0).<Long>getAs("play_ms")).isEqualTo(10 * 96_000);
        assertThat(overall.get(1).<Long>getAs("events")).isEqualTo(40);
        assertThat(overall.get(1).<Long>getAs("over_limit")).isEqualTo(3_000);
    }

    private static Row stranger(long ms, int number) {
        return event(ms, "stranger-" + number, "playing", "\"contentId\": \"made-up-" + number + "\"");
    }

    /** What is read is a backlog: Kafka's timestamp lies far behind this machine's clock, and one record's ahead of it. */
    @Test
    void aRecordThatIsDatedAheadDoesNotMoveTheWatermarkPastHonestEvents() throws Exception {
        List<Row> first = List.of(
                event(0, "a", "init", ""),
                datedAhead("forged"),
                event(2_000, "a", "playing", ""),
                event(2_500, "b", "init", ""),
                event(3_000, "b", "playing", ""));
        List<Row> second = List.of(event(12_000, "b", "stopped", ""), event(20_000, "a", "stopped", ""));
        List<Row> flush = List.of(event(600_000, "flush", "metadata", ""));

        Map<String, List<Row>> tables = tables("dated-ahead", List.of(first, second, flush));

        assertThat(tables.get("sessions").stream()
                        .map(row -> row.getAs("session") + " " + row.getAs("play_ms") + " " + row.getAs("end_reason")))
                .containsExactlyInAnyOrder("a 18000 unknown", "b 9000 unknown");
        assertThat(tables.get("overall").get(0).<Long>getAs("play_ms")).isEqualTo(27_000);
    }

    private static Row datedAhead(String session) {
        long now = System.currentTimeMillis();
        String value = "{\"event\": \"metadata\", \"sessionId\": \"" + session + "\", \"timestamp\": "
                + (now + 3_600_000) + ", \"playhead\": -1, \"duration\": -1, \"payload\": {}}";
        Timestamp ahead = new Timestamp(now + 3_600_000);
        return RowFactory.create("player-events", session.getBytes(UTF_8), value.getBytes(UTF_8), 0, 1L, ahead, null);
    }

    private static List<String> contents(Map<String, List<Row>> tables) {
        return tables.get("content").stream()
                .map(row -> row.getAs("content") + " sessions " + row.getAs("sessions") + " play "
                        + row.getAs("play_ms") + " viewers " + row.getAs("unique_viewers") + " folded "
                        + row.getAs("folded_values"))
                .sorted()
                .toList();
    }

    private static List<Row> view(String session, String content, long at, long playMs) {
        return List.of(
                event(at, session, "init", ""),
                event(at + 10, session, "metadata", "\"contentId\": \"" + content + "\""),
                event(at + 20, session, "playing", ""),
                event(at + 20 + playMs, session, "stopped", ""));
    }

    private Map<String, List<Row>> tables(String name, List<List<Row>> batches) throws Exception {
        return tables(name, batches, RULES, 1_000);
    }

    /** All tables of a stream of batches. */
    private Map<String, List<Row>> tables(String name, List<List<Row>> batches, SessionRules rules, int mostValues)
            throws Exception {
        Path source = folder.resolve(name);
        for (List<Row> batch : batches) {
            spark.createDataFrame(batch, KAFKA)
                    .coalesce(1)
                    .write()
                    .mode(SaveMode.Append)
                    .parquet(source.toString());
            Thread.sleep(20); // files are read in the order of their times
        }
        Map<String, List<Row>> rows = new HashMap<>();
        Dataset<Row> records =
                spark.readStream().schema(KAFKA).option("maxFilesPerTrigger", 1).parquet(source.toString());
        AudiencePipeline.rows(records, rules, new ReadSettings(KafkaSettings.at("127.0.0.1:1"), null, "00", false))
                .writeStream()
                .foreachBatch((batch, id) -> {
                    batch.persist();
                    List<KpiTable> tables = new ArrayList<>();
                    AudienceTables.windows(batch, rules.window(), mostValues).forEachRemaining(tables::addAll);
                    tables.add(AudienceTables.sessions(batch, Instant.now()));
                    for (KpiTable table : tables) {
                        rows.computeIfAbsent(table.name(), key -> new ArrayList<>())
                                .addAll(table.rows().collectAsList());
                    }
                    batch.unpersist();
                })
                .option(
                        "checkpointLocation",
                        folder.resolve(name + "-checkpoint").toString())
                .outputMode(OutputMode.Append())
                .trigger(Trigger.AvailableNow())
                .start()
                .awaitTermination();
        return rows;
    }

    private static Map<String, List<String>> withoutClock(Map<String, List<Row>> tables) {
        Map<String, List<String>> texts = new HashMap<>();
        tables.forEach((name, rows) -> texts.put(
                name,
                rows.stream()
                        .map(row -> {
                            StringBuilder text = new StringBuilder();
                            for (String column : row.schema().fieldNames()) {
                                if (!column.equals("emitted_at") && !column.equals("viewers_sketch")) {
                                    text.append(column)
                                            .append('=')
                                            .append(row.<Object>getAs(column))
                                            .append(' ');
                                }
                            }
                            return text.toString();
                        })
                        .sorted()
                        .toList()));
        return texts;
    }

    private static Row event(long ms, String session, String event, String payload) {
        long at = BEGINNING.toEpochMilli() + ms;
        String value = "{\"event\": \"" + event + "\", \"sessionId\": \"" + session + "\", \"timestamp\": " + at
                + ", \"playhead\": -1, \"duration\": -1, \"payload\": {" + payload + "}}";
        return RowFactory.create(
                "player-events", session.getBytes(UTF_8), value.getBytes(UTF_8), 0, ms, new Timestamp(at), null);
    }
}
