package videolab.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import videolab.cli.LabCommandLine;
import videolab.contract.EventHeaders;
import videolab.contract.Json;
import videolab.contract.Topics;
import videolab.embedded.run.EmbeddedBroker;
import videolab.processor.cdn.CdnService;
import videolab.processor.cdn.CdnSettings;
import videolab.processor.cdn.CdnSummary;
import videolab.processor.cdn.formats.ReaderSettings;
import videolab.processor.kpis.FileFormat;
import videolab.processor.kpis.KpiStoreSettings;
import videolab.processor.spark.QueryTrigger;
import videolab.processor.spark.SparkLab;
import videolab.source.VideoSource;
import videolab.source.cdn.CdnScenario;
import videolab.source.cdn.LogFormat;

/** The CDN pipeline between a real broker's topics. */
class ITCdn {

    private static final String EDGECAST =
            "{\"timestamp\":%s,\"status_code\":200,\"cache_status\":\"%s\",\"bytes_out\":100000,\"write_time\":0.1,"
                    + "\"host\":\"a.example\",\"pop\":\"dce\",\"path\":\"/a.ts\",\"client_country_code\":\"US\"}";
    private static final String NGINX =
            "%s 192.0.2.1 \"GET /a.m3u8 HTTP/1.1\" 503 10 0.300 0.004 MISS \"Player/1\" b.example edge1";

    @TempDir
    private static Path folder;

    @RegisterExtension
    private static final SparkLab SPARK = new SparkLab(4);

    @Test
    void whatIsThereIsWrittenToTheLastWindow() throws Exception {
        Path data = folder.resolve("available-now");
        try (EmbeddedBroker broker = EmbeddedBroker.start(data.resolve("kafka"), 0)) {
            sendLines(broker, 1_767_323_040);
            CdnSettings settings = settings(broker, data, "available-now", "45s");

            CdnSummary first = run(settings);
            CdnSummary again = run(settings);

            // 4 + 1 lines and 2 of no format; two windows, each with a row in overall, pop, host, class and geo.
            assertThat(first).isEqualTo(new CdnSummary(7, 5, 2, 5, 0, 2, 14)).isEqualTo(again);

            List<Row> overall = SPARK.session()
                    .read()
                    .parquet(data.resolve("kpis").toString() + "/table=cdn-overall")
                    .orderBy("window_start")
                    .collectAsList();
            assertThat(overall).hasSize(2); // not four: the second run has written the same file
            Row row = overall.get(0);
            assertThat(row.<Long>getAs("requests")).isEqualTo(4);
            assertThat(row.<Long>getAs("hits")).isEqualTo(2);
            assertThat(row.<Double>getAs("cache_hit_ratio")).isEqualTo(2 / 3.0);
            assertThat(row.<Double>getAs("availability_ratio")).isEqualTo(3 / 4.0);
            assertThat(row.getList(row.fieldIndex("ttfb_hit_buckets"))).hasSize(13);
            assertThat(files(data.resolve("kpis"), ".json")).hasSize(5);

            List<ConsumerRecord<byte[], byte[]>> rows = read(broker, Topics.CDN_KPIS.name(), 28);
            assertThat(rows)
                    .extracting(record -> new String(record.key(), UTF_8))
                    .contains(
                            "2026-01-02T03:04:00.000Z|cdn-overall",
                            "2026-01-02T03:04:00.000Z|cdn-pop|edgecast|dce",
                            "2026-01-02T03:04:00.000Z|cdn-geo|unknown",
                            "2026-01-02T03:04:30.000Z|cdn-class|segment");
            JsonNode json = Json.mapper()
                    .readTree(rows.stream()
                            .filter(record -> new String(record.key(), UTF_8).endsWith("03:04:00.000Z|cdn-overall"))
                            .findFirst()
                            .orElseThrow()
                            .value());
            assertThat(json.get("schema").asInt()).isEqualTo(1);
            assertThat(json.get("window_end").asText()).isEqualTo("2026-01-02T03:04:30.000Z");
            assertThat(json.get("throughput_kbps").asDouble()).isEqualTo(8_000);
            assertThat(json.get("ttfb_hit_p50_ms").isNull()).isTrue();

            List<ConsumerRecord<byte[], byte[]>> rejects = read(broker, Topics.REJECTED_EVENTS.name(), 4);
            assertThat(rejects)
                    .extracting(record -> header(record, "reason") + " " + header(record, "source-topic"))
                    .contains(
                            "2 fields, not 11 cdnlogs",
                            "the header format is not one of edgecast, cloudfront-rt, cloudfront-std, akamai-ds2, nginx,"
                                    + " nginx-json, combined, cloudflare, fastly, google-media-cdn, aws-alb cdnlogs");
            assertThat(rejects)
                    .extracting(record -> new String(record.value(), UTF_8))
                    .contains("1767323045 192.0.2.0");
        }
    }

    @Test
    void whatTheSimulatorKnowsComesOut() throws Exception {
        Path data = folder.resolve("simulated");
        Instant start = Instant.parse("2026-01-02T03:04:05Z");
        CdnScenario scenario = CdnScenario.of(
                2_000, 7, start, Duration.ofMinutes(2), Duration.ofSeconds(30), List.of(LogFormat.values()));
        Map<String, JsonNode> rows = new TreeMap<>();
        try (EmbeddedBroker broker = EmbeddedBroker.start(data.resolve("kafka"), 0)) {
            for (CdnScenario.Value value : scenario.values()) {
                send(broker, value.format().header(), new String(value.bytes(), UTF_8));
            }
            CdnSummary summary = run(settings(broker, data, "available-now", "45s"));
            assertThat(summary.accepted()).isEqualTo(2_000);
            for (Row row : SPARK.session()
                    .read()
                    .parquet(data.resolve("kpis").toString() + "/table=cdn-pop")
                    .collectAsList()) {
                JsonNode json = Json.mapper().readTree(row.json());
                rows.put(row.getTimestamp(row.fieldIndex("window_start")).toInstant() + name(json), json);
            }
        }
        int compared = 0;
        for (String line : scenario.truth()) {
            JsonNode truth = Json.mapper().readTree(line);
            if (!truth.get("row").asText().equals("cdn")) {
                continue;
            }
            String key = Instant.parse(truth.get("window_start").asText()) + name(truth);
            JsonNode row = rows.remove(key);
            assertThat(row).as(key).isNotNull();
            for (String column : List.of(
                    "requests",
                    "bytes",
                    "hits",
                    "misses",
                    "status_4xx",
                    "status_5xx",
                    "client_aborts",
                    "no_responses")) {
                assertThat(row.get(column).asLong())
                        .as("%s %s", key, column)
                        .isEqualTo(truth.get(column).asLong());
            }
            compared++;
        }
        assertThat(compared).isGreaterThan(40);
        assertThat(rows).isEmpty();
    }

    private static String name(JsonNode row) {
        return " " + row.get("cdn").asText() + " " + row.get("pop").asText();
    }

    @Test
    void filesThatAreSentComeOut() throws Exception {
        Path data = folder.resolve("sent");
        Path log = Files.writeString(
                Files.createDirectories(data).resolve("std.log"),
                "#Version: 1.0\n#Fields: timestamp(ms) sc-status x-edge-result-type sc-bytes\n"
                        + "1767323045250\t200\tHit\t70000\n\n1767323045250\t200\tMiss\t70000\n");
        try (EmbeddedBroker broker = EmbeddedBroker.start(data.resolve("kafka"), 0)) {
            int exit = LabCommandLine.of(new VideoSource())
                    .execute(
                            "logs",
                            log.toString(),
                            "--log-format",
                            "cloudfront-std",
                            "--bootstrap",
                            broker.bootstrap());
            assertThat(exit).isZero();

            assertThat(run(settings(broker, data, "available-now", "45s")))
                    .isEqualTo(new CdnSummary(2, 2, 0, 1, 0, 1, 5));
        }
    }

    @Test
    void logsAsCdnsWroteThemGoThrough() throws Exception {
        Path logs = Path.of(System.getenv().getOrDefault("VIDEO_LAB_SHARED", "../../shared"), "data", "logs");
        assumeThat(logs).as("logs beside the checkout").exists();
        Path data = folder.resolve("shared");
        try (EmbeddedBroker broker = EmbeddedBroker.start(data.resolve("kafka"), 0)) {
            for (String file : List.of(
                    "cdn_log.json",
                    "cdn_log_batch.json",
                    "cdn_log_broken.json",
                    "cdn_log_broken_json.json",
                    "cloudfront-standard.log")) {
                send(broker, null, Files.readString(logs.resolve(file)));
            }
            CdnSummary summary = run(settings(broker, data, "available-now", "45s"));
            assertThat(summary.accepted()).isEqualTo(9 + 9 + 8 + 18);
            assertThat(summary.rejected()).isEqualTo(2);
            assertThat(summary.records()).isEqualTo(5);
        }
    }

    @Test
    void aWindowIsWrittenOnceTheWatermarkHasPassedIt() throws Exception {
        Path data = folder.resolve("stream");
        long start = Instant.now().getEpochSecond() / 30 * 30 - 300;
        try (EmbeddedBroker broker = EmbeddedBroker.start(data.resolve("kafka"), 0)) {
            CdnSettings settings = settings(broker, data, "processing:500", "5s");
            sendLines(broker, start);
            try (CdnService service = CdnService.start(SPARK.session(), settings)) {
                await(service, 1);
                // Moves the watermark past the second window, and belongs to one that is not written.
                send(broker, null, EDGECAST.formatted(start + 120, "TCP_HIT"));
                await(service, 2);
                // Comes too late.
                send(broker, null, EDGECAST.formatted(start, "TCP_HIT"));
                for (int i = 0; i < 1_800 && service.summary().late() == 0; i++) {
                    Thread.sleep(100);
                }
                assertThat(service.summary().late()).isEqualTo(1);
                assertThat(service.summary().accepted()).isEqualTo(7);
                assertThat(service.summary().rejected()).isEqualTo(2);
            }
            assertThat(SPARK.session()
                            .read()
                            .parquet(data.resolve("kpis").toString() + "/table=cdn-overall")
                            .orderBy("window_start")
                            .collectAsList())
                    .extracting(row -> row.<Long>getAs("requests"))
                    .containsExactly(4L, 1L);
        }
    }

    private static void await(CdnService service, long windows) throws InterruptedException {
        for (int i = 0; i < 1_800 && service.summary().windows() < windows; i++) {
            Thread.sleep(100);
        }
        assertThat(service.summary().windows()).isEqualTo(windows);
    }

    private static void sendLines(EmbeddedBroker broker, long startS) throws Exception {
        send(
                broker,
                "edgecast",
                "[" + EDGECAST.formatted(startS + 1, "TCP_HIT") + "," + EDGECAST.formatted(startS + 2, "TCP_MISS")
                        + "]");
        send(broker, null, EDGECAST.formatted(startS + 3, "TCP_HIT"));
        send(broker, null, NGINX.formatted(startS + 4) + "\n1767323045 192.0.2.77\n");
        send(broker, "apache", "anything");
        send(broker, null, EDGECAST.formatted(startS + 40, "TCP_HIT"));
    }

    private static void send(EmbeddedBroker broker, String format, String value) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrap()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            ProducerRecord<byte[], byte[]> record =
                    new ProducerRecord<>(Topics.CDN_LOGS.name(), null, value.getBytes(UTF_8));
            if (format != null) {
                record.headers().add(EventHeaders.FORMAT, format.getBytes(UTF_8));
            }
            producer.send(record).get();
        }
    }

    private static CdnSummary run(CdnSettings settings) throws Exception {
        try (CdnService service = CdnService.start(SPARK.session(), settings)) {
            service.end().get();
            return service.summary();
        }
    }

    private static CdnSettings settings(EmbeddedBroker broker, Path data, String trigger, String watermark) {
        return new CdnSettings(
                broker.kafka(),
                Topics.CDN_LOGS.name(),
                QueryTrigger.parse(trigger),
                data.resolve("checkpoint").toUri().toString(),
                1_000_000,
                Duration.ofSeconds(30),
                Duration.parse("PT" + watermark),
                ReaderSettings.DEFAULT,
                new KpiStoreSettings(
                        broker.kafka(),
                        Topics.CDN_KPIS.name(),
                        Optional.of(data.resolve("kpis").toUri().toString()),
                        Set.of(FileFormat.PARQUET, FileFormat.JSON)),
                Optional.empty());
    }

    private static List<ConsumerRecord<byte[], byte[]>> read(EmbeddedBroker broker, String topic, int count) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", broker.bootstrap(),
                        "group.id", "test",
                        "auto.offset.reset", "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(topic));
            Instant patience = Instant.now().plusSeconds(60);
            while (records.size() < count && Instant.now().isBefore(patience)) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
        }
        assertThat(records).hasSize(count);
        return records;
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }

    private static List<Path> files(Path root, String extension) throws IOException {
        try (Stream<Path> paths = Files.walk(root)) {
            return paths.filter(path -> path.toString().endsWith(extension)).toList();
        }
    }
}
