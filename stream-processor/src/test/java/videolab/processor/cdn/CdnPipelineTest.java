package videolab.processor.cdn;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import videolab.cli.FailedException;
import videolab.cli.KafkaSettings;
import videolab.cli.UsageException;
import videolab.processor.cdn.formats.LogFormat;
import videolab.processor.cdn.formats.ReaderSettings;
import videolab.processor.kpis.FileFormat;
import videolab.processor.kpis.KpiGroups;
import videolab.processor.kpis.KpiStoreSettings;
import videolab.processor.spark.QueryTrigger;
import videolab.processor.spark.SparkLab;

/** The pipeline's transformations over a table of records; the wire is tested in embedded-lab. */
class CdnPipelineTest {

    private static final StructType KAFKA = StructType.fromDDL(
            "key BINARY, value BINARY, topic STRING, partition INT,"
                    + " offset BIGINT, timestamp TIMESTAMP, timestampType INT, headers ARRAY<STRUCT<key: STRING, value: BINARY>>");

    private static final Instant RECEIVED = Instant.parse("2026-01-02T03:05:00Z");
    private static final CdnSettings SETTINGS = new CdnSettings(
            KafkaSettings.at("none"),
            "cdnlogs",
            new QueryTrigger.AvailableNow(),
            "none",
            1,
            Duration.ofSeconds(30),
            Duration.ofSeconds(45),
            new ReaderSettings(null, List.of(), List.of(), Map.of(LogFormat.NGINX, 0.5)),
            new KpiStoreSettings(KafkaSettings.at("none"), "cdn-kpis", Optional.empty(), Set.of(FileFormat.JSON)),
            Optional.empty());

    private static final List<String> REJECTED = new CopyOnWriteArrayList<>();

    @RegisterExtension
    private static final SparkLab SPARK = new SparkLab(2);

    /** Within this JVM. */
    private static final class Kept implements RejectTarget {
        @Override
        public void send(String topic, int partition, long offset, byte[] key, byte[] value, String reason) {
            REJECTED.add(topic + "/" + partition + "/" + offset + " " + (value == null ? "-" : new String(value, UTF_8))
                    + ": " + reason);
        }

        @Override
        public void flush() {
            REJECTED.add("flushed");
        }
    }

    @Test
    void linesBecomeSumsOfWindows() {
        REJECTED.clear();
        String line = "%s 192.0.2.1 \"GET /a.ts HTTP/1.1\" 200 1000 0.300 0.004 %s \"Player/1\" %s edge1\n";
        Dataset<Row> records = SPARK.session()
                .createDataFrame(
                        List.of(
                                record(
                                        0,
                                        line.formatted("1767323045.0", "HIT", "a.example")
                                                + line.formatted("1767323069.9", "MISS", "a.example")
                                                + line.formatted("1767323070.0", "HIT", "b.example")),
                                record(
                                        1,
                                        line.formatted("1767323046.0", "HIT", "a.example") + "1767323045 192.0.2.77\n"),
                                record(2, "{\"timestamp\":1767323050,\"status_code\":503,\"pop\":\"dce\"}"),
                                record(3, "nonsense")),
                        KAFKA);

        Dataset<Row> parts = CdnPipeline.parts(records, SETTINGS, new Kept());
        CdnTables rows = CdnTables.of(CdnGroups.of(parts, SETTINGS).persist(), 1_000);

        assertThat(rows(rows, "cdn-overall"))
                .containsExactly("03:04:00 [] lines 4 requests 7 hits 4", "03:04:30 [] lines 1 requests 2 hits 2");
        assertThat(rows(rows, "cdn-pop"))
                .containsExactly(
                        "03:04:00 [edgecast, dce] lines 1 requests 1 hits 0",
                        "03:04:00 [nginx, edge1] lines 3 requests 6 hits 4",
                        "03:04:30 [nginx, edge1] lines 1 requests 2 hits 2");
        assertThat(rows(rows, "cdn-host")).hasSize(3);
        assertThat(REJECTED)
                .contains(
                        "cdnlogs/1/1 1767323045 192.0.2.77: 2 fields, not 11",
                        "cdnlogs/1/3 nonsense: none of the formats " + LogFormat.wireNames(),
                        "flushed");
    }

    /** Two lines of a topic in windows of 30 s, with everything that is read of them. */
    private static final String STANDARD =
            "#Fields: date time x-edge-location sc-bytes cs(Host) cs-uri-stem sc-status x-edge-result-type x-host-header time-taken\n"
                    + "2026-01-02\t03:04:05\tARN1\t1000\td1.example\t/a.ts\t200\tHit\ta.example\t0.3\n"
                    + "2026-01-02\t03:04:30\tFRA1\t10\td1.example\t/b.m3u8\t404\tError\tb.example\t0.1\n";

    private List<List<String>> tables(Dataset<Row> records) {
        CdnTables rows = CdnTables.of(CdnGroups.of(CdnPipeline.parts(records, SETTINGS, new Kept()), SETTINGS), 1_000);
        return List.of(
                rows(rows, "cdn-overall"), rows(rows, "cdn-pop"), rows(rows, "cdn-host"), rows(rows, "cdn-class"));
    }

    @Test
    void filesGiveTheRowsOfTheTopic(@TempDir Path folder) throws IOException {
        List<List<String>> expected = tables(SPARK.session().createDataFrame(List.of(record(0, STANDARD)), KAFKA));
        assertThat(expected.get(2)).hasSize(2).first().asString().contains("a.example", "requests 1 hits 1");
        String[] lines = STANDARD.split("\n");
        Path parquet = folder.resolve("parquet");
        SPARK.session()
                .createDataFrame(
                        List.of(RowFactory.create((Object[]) lines[1].split("\t")), RowFactory.create((Object[])
                                lines[2].split("\t"))),
                        StructType.fromDDL(
                                "date STRING, time STRING, x_edge_location STRING, sc_bytes STRING, cs_host STRING,"
                                        + " cs_uri_stem STRING, sc_status STRING, x_edge_result_type STRING, x_host_header STRING,"
                                        + " time_taken STRING"))
                .coalesce(1)
                .write()
                .parquet(parquet.toString());
        Path packed = Files.createDirectories(folder.resolve("packed")).resolve("E2.log.gz");
        try (OutputStream gzip = new GZIPOutputStream(Files.newOutputStream(packed))) {
            gzip.write(STANDARD.getBytes(UTF_8));
        }

        assertThat(LogFiles.of(parquet.toString()).parquet())
                .as("no checksums, no _SUCCESS")
                .hasSize(1);
        assertThat(tables(LogFiles.of(parquet.toString()).rows(SPARK.session())))
                .isEqualTo(expected);
        assertThat(tables(LogFiles.of(packed.toString()).rows(SPARK.session()))).isEqualTo(expected);
        assertThat(tables(LogFiles.of(folder.toString()).rows(SPARK.session())).get(0))
                .as("both")
                .containsExactly("03:04:00 [] lines 2 requests 2 hits 2", "03:04:30 [] lines 2 requests 2 hits 0");
    }

    @Test
    void parquetMayHoldTypedColumns(@TempDir Path folder) {
        Path parquet = folder.resolve("typed");
        SPARK.session()
                .createDataFrame(
                        List.of(
                                RowFactory.create(
                                        Timestamp.from(Instant.parse("2026-01-02T03:04:05Z")), 200, 1_000L, "Hit"),
                                RowFactory.create(
                                        Timestamp.from(Instant.parse("2026-01-02T03:04:30Z")), 404, 10L, "Error")),
                        StructType.fromDDL(
                                "timestamp TIMESTAMP, sc_status INT, sc_bytes BIGINT, x_edge_result_type STRING"))
                .write()
                .parquet(parquet.toString());

        assertThat(tables(LogFiles.of(parquet.toString()).rows(SPARK.session())).get(0))
                .containsExactly("03:04:00 [] lines 1 requests 1 hits 1", "03:04:30 [] lines 1 requests 1 hits 0");
    }

    @Test
    void parquetOfSomethingElseIsOneSentence(@TempDir Path folder) throws IOException {
        Path other = folder.resolve("other");
        SPARK.session().range(3).write().parquet(other.toString());
        LogFiles files = LogFiles.of(other.toString());

        assertThatThrownBy(() -> files.rows(SPARK.session()))
                .isInstanceOf(FailedException.class)
                .hasMessageContaining("has no columns date and time (or timestamp) and sc_status")
                .hasMessageContaining(other.toString());
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertThatThrownBy(() -> LogFiles.of(empty.toString()))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("it holds none");
    }

    @Test
    void everyLineIsCounted() {
        List<Row> records = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            records.add(record(i, i % 10 == 0 ? "nonsense" : "{\"timestamp\":1767323050,\"status_code\":200}"));
        }
        Row counts = CdnPipeline.parts(SPARK.session().createDataFrame(records, KAFKA), SETTINGS, new Kept())
                .selectExpr("sum(records)", "sum(accepted)", "sum(rejected)")
                .first();
        assertThat(counts.getLong(0)).isEqualTo(500);
        assertThat(counts.getLong(1)).isEqualTo(450);
        assertThat(counts.getLong(2)).isEqualTo(50);
    }

    @Test
    void aRecordThatIsDatedAheadHasNoTimeBeyondThoseThatFollowInTheNextBatch() {
        List<Row> records = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            records.add(received(i, RECEIVED.plusSeconds(i)));
        }
        Instant hour = RECEIVED.plusSeconds(3_600);
        List<Row> last = new ArrayList<>(records);
        last.add(received(20, hour));
        List<Row> within = new ArrayList<>(records);
        within.add(10, received(20, hour));
        List<Long> next = List.of(RECEIVED.plusSeconds(20).toEpochMilli());

        assertThat(latest(last, next)).isEqualTo(RECEIVED.plusSeconds(20 + 10));
        assertThat(latest(within, next)).isEqualTo(RECEIVED.plusSeconds(14 + 10));
        assertThat(latest(last, List.of()))
                .as("nothing can come too late by it")
                .isEqualTo(hour);
    }

    /** A line of that time. */
    private static Row received(long offset, Instant at) {
        byte[] line = ("{\"timestamp\":" + at.getEpochSecond() + ",\"status_code\":200}").getBytes(UTF_8);
        return RowFactory.create(null, line, "cdnlogs", 1, offset, Timestamp.from(at), 0, null);
    }

    /** What the watermark follows. */
    private static Instant latest(List<Row> records, List<Long> following) {
        Dataset<Row> lines = SPARK.session().createDataFrame(records, KAFKA).coalesce(1);
        return CdnPipeline.parts(lines, SETTINGS, new Kept(), (record, most) -> following)
                .selectExpr("max(at)")
                .first()
                .getTimestamp(0)
                .toInstant();
    }

    @Test
    void unknownWordsForACacheResultAreCountedOverAllTasks() {
        List<Row> records = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            String word = i < 120 ? "TCP_ODD" : i % 3 == 0 ? "TCP_HIT" : "TCP_ODD_" + i;
            records.add(record(i, "{\"timestamp\":1767323050,\"status_code\":200,\"cache_status\":\"" + word + "\"}"));
        }
        Dataset<Row> parts = CdnPipeline.parts(
                SPARK.session().createDataFrame(records, KAFKA).repartition(3), SETTINGS, new Kept());
        Column[] observations = CdnPipeline.OBSERVATIONS;
        CdnTally tally = new CdnTally();

        CdnPipeline.count(
                parts.agg(observations[0], Arrays.copyOfRange(observations, 1, observations.length))
                        .first(),
                tally);

        assertThat(tally.summary().accepted()).isEqualTo(300);
        assertThat(tally.unknownResults()).hasSize(UnknownResults.MOST + 1).containsEntry("edgecast TCP_ODD", 120L);
        assertThat(tally.unknownResults().values().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .isEqualTo(120 + 120);
    }

    @Test
    void manyBrokenLinesOfARecordAreToldTogether() {
        REJECTED.clear();
        CdnPipeline.parts(
                        SPARK.session().createDataFrame(List.of(record(0, "1 \"\n".repeat(250))), KAFKA),
                        SETTINGS,
                        new Kept())
                .collectAsList();
        assertThat(REJECTED).hasSize(102).contains("cdnlogs/1/0 -: 150 more lines of this record");
    }

    @Test
    void hostsBeyondTheMostAreSummedByRequestsThenBytesThenName() {
        List<Row> records = new ArrayList<>();
        int bytes = 1_000;
        for (String host : List.of("often", "often", "often", "twice", "twice", "b", "a", "a-large")) {
            records.add(request(records.size(), host, host.equals("a-large") ? 2_000 : bytes));
        }
        List<String> expected = List.of(
                "03:04:00 [a-large] lines 1 requests 2 hits 2",
                "03:04:00 [often] lines 3 requests 6 hits 6",
                "03:04:00 [other] lines 2 requests 4 hits 4",
                "03:04:00 [twice] lines 2 requests 4 hits 4");
        assertThat(rows(tables(records, 3), "cdn-host")).isEqualTo(expected);
        for (int i = 0; i < 40; i++) { // more than ten times the most
            records.add(request(records.size(), "stranger-" + i, 10));
        }
        Collections.shuffle(records, new Random(7));
        CdnTables ranked = tables(records, 3);
        assertThat(rows(ranked, "cdn-host"))
                .containsExactly(
                        expected.get(0),
                        expected.get(1),
                        "03:04:00 [other] lines 42 requests 84 hits 84",
                        expected.get(3));
        assertThat(ranked.rows().get("cdn-host").stream().map(KpiGroups.Group::folded))
                .containsExactly(0L, 0L, 42L, 0L);
        assertThat(rows(ranked, "cdn-overall")).containsExactly("03:04:00 [] lines 48 requests 96 hits 96");
        assertThat(rows(ranked, "cdn-class")).containsExactly("03:04:00 [segment] lines 48 requests 96 hits 96");
    }

    private static CdnTables tables(List<Row> records, int mostValues) {
        Dataset<Row> lines = SPARK.session().createDataFrame(records, KAFKA).repartition(3);
        return CdnTables.of(CdnGroups.of(CdnPipeline.parts(lines, SETTINGS, new Kept()), SETTINGS), mostValues);
    }

    private static Row request(long offset, String host, int bytes) {
        return record(
                offset,
                "1767323045.0 192.0.2.1 \"GET /a.ts HTTP/1.1\" 200 %d 0.300 0.004 HIT \"Player/1\" %s edge1\n"
                        .formatted(bytes, host));
    }

    private static List<String> rows(CdnTables tables, String table) {
        return tables.rows().get(table).stream()
                .map(row -> Instant.ofEpochMilli(row.startMs()).toString().substring(11, 19) + " " + row.dimensions()
                        + " lines " + row.counts().logLines() + " requests "
                        + row.counts().of(CdnMeasure.REQUESTS) + " hits "
                        + row.counts().of(CdnMeasure.HITS))
                .toList();
    }

    private static Row record(long offset, String value) {
        return RowFactory.create(null, value.getBytes(UTF_8), "cdnlogs", 1, offset, Timestamp.from(RECEIVED), 0, null);
    }
}
