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

    /** All tables of a stream of batches. */
    private Map<String, List<Row>> tables(String name, List<List<Row>> batches) throws Exception {
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
        AudiencePipeline.rows(records, RULES, new ReadSettings(KafkaSettings.at("127.0.0.1:1"), null, "00", false))
                .writeStream()
                .foreachBatch((batch, id) -> {
                    List<KpiTable> tables = AudienceTables.windows(batch, RULES.window());
                    tables.add(AudienceTables.sessions(batch, Instant.now()));
                    for (KpiTable table : tables) {
                        rows.computeIfAbsent(table.name(), key -> new ArrayList<>())
                                .addAll(table.rows().collectAsList());
                    }
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
