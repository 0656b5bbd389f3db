package videolab.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import videolab.contract.Topics;
import videolab.embedded.audience.AudienceTrial;
import videolab.embedded.run.EmbeddedBroker;
import videolab.processor.audience.AudienceService;
import videolab.processor.audience.AudienceSettings;
import videolab.processor.cdn.CdnService;
import videolab.processor.cdn.CdnSettings;
import videolab.processor.cdn.formats.ReaderSettings;
import videolab.processor.kpis.FileFormat;
import videolab.processor.kpis.KpiStoreSettings;
import videolab.processor.spark.QueryTrigger;
import videolab.processor.spark.SparkLab;
import videolab.source.viewers.ScenarioSettings;

/** A backlog in pieces: the last record of the first piece is dated a quarter of an hour ahead by its producer. */
class ITDatedAhead {

    private static final int PIECE = 20;
    private static final long BEGIN = Math.floorDiv(System.currentTimeMillis() - 1_800_000, 30_000) * 30_000;
    private static final long AHEAD = BEGIN + 900_000;
    private static final long FLUSH = BEGIN + 1_200_000;

    @TempDir
    private static Path folder;

    @RegisterExtension
    private static final SparkLab SPARK = new SparkLab(2);

    private static EmbeddedBroker broker;

    @BeforeAll
    static void start() throws Exception {
        broker = EmbeddedBroker.start(folder.resolve("kafka"), 0);
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void noEventOfAViewerComesTooLateByIt() throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            for (int i = 0; i < PIECE - 1; i++) {
                send(producer, BEGIN + 1_000 * i, event("playing", "viewer-" + i, BEGIN + 1_000 * i));
            }
            send(producer, AHEAD, event("metadata", "forged", BEGIN + 19_000));
            for (int i = 0; i < PIECE - 1; i++) {
                send(producer, BEGIN + 20_000 + i, event("stopped", "viewer-" + i, BEGIN + 20_000 + i));
            }
            send(producer, FLUSH, event("metadata", "flush", FLUSH));
            send(producer, FLUSH + 1_000, event("metadata", "flush", FLUSH + 1_000));
        }
        Path data = folder.resolve("audience");
        AudienceSettings usual = AudienceTrial.settings(
                ScenarioSettings.of(1, 1, Instant.ofEpochMilli(BEGIN), Duration.ofMinutes(3)),
                broker.kafka(),
                data,
                Optional.empty());
        AudienceSettings inPieces = new AudienceSettings(
                usual.kafka(),
                usual.topic(),
                new QueryTrigger.AvailableNow(),
                usual.checkpoint(),
                PIECE,
                usual.rules(),
                usual.store(),
                usual.geo(),
                usual.salt(),
                false);

        try (AudienceService service = AudienceService.start(SPARK.session(), inPieces)) {
            service.end().get();
            assertThat(service.counters().behindWatermark()).isZero();
        }

        Row overall = SPARK.session()
                .read()
                .parquet(data.resolve("kpis") + "/table=overall")
                .selectExpr("sum(sessions_ended)", "sum(late)")
                .first();
        assertThat(overall.getLong(0)).isEqualTo(PIECE - 1);
        assertThat(overall.getLong(1)).isZero();
    }

    @Test
    void noLogLineComesTooLateByIt() throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            for (int i = 0; i < PIECE - 1; i++) {
                sendLine(producer, BEGIN + 1_000 * i);
            }
            sendLine(producer, AHEAD);
            // Two pieces: Spark drops late rows by the watermark of the batch before the last.
            for (int i = 0; i < 2 * PIECE; i++) {
                sendLine(producer, BEGIN + 20_000 + i);
            }
            sendLine(producer, FLUSH);
            sendLine(producer, FLUSH + 1_000);
        }
        Path data = folder.resolve("cdn");
        CdnSettings settings = new CdnSettings(
                broker.kafka(),
                Topics.CDN_LOGS.name(),
                QueryTrigger.parse("processing:0"),
                data.resolve("checkpoint").toString(),
                PIECE,
                Duration.ofSeconds(30),
                Duration.ofSeconds(45),
                ReaderSettings.DEFAULT,
                new KpiStoreSettings(
                        broker.kafka(),
                        Topics.CDN_KPIS.name(),
                        Optional.of(data.resolve("kpis").toString()),
                        Set.of(FileFormat.PARQUET)),
                Optional.empty());

        try (CdnService service = CdnService.start(SPARK.session(), settings)) {
            Instant patience = Instant.now().plus(Duration.ofMinutes(3));
            while ((service.summary().windows() < 2 || service.summary().read() < 3 * PIECE + 2)
                    && Instant.now().isBefore(patience)) {
                Thread.sleep(100);
            }
            assertThat(service.summary().windows()).isEqualTo(2);
            assertThat(service.summary().late()).isZero();
            assertThat(service.unknownResults()).containsExactly(Map.entry("edgecast TCP_ODD", 3L * PIECE + 2));
        }

        // The forged line is of the time of those around it: 10 s after the records that follow it.
        assertThat(SPARK.session()
                        .read()
                        .parquet(data.resolve("kpis") + "/table=cdn-overall")
                        .orderBy("window_start")
                        .selectExpr("requests")
                        .collectAsList())
                .extracting(row -> row.getLong(0))
                .containsExactly(3L * PIECE - 1, 1L);
    }

    private static byte[] event(String name, String session, long at) {
        return ("{\"event\":\"" + name + "\",\"sessionId\":\"" + session + "\",\"timestamp\":" + at + "}")
                .getBytes(UTF_8);
    }

    /** All in one partition, so that a piece ends where it should. */
    private static void send(KafkaProducer<byte[], byte[]> producer, long at, byte[] event) throws Exception {
        producer.send(new ProducerRecord<>(Topics.PLAYER_EVENTS.name(), 0, at, null, event))
                .get();
    }

    private static void sendLine(KafkaProducer<byte[], byte[]> producer, long at) throws Exception {
        byte[] line =
                ("{\"timestamp\":" + at / 1000 + ",\"status_code\":200,\"cache_status\":\"TCP_ODD\"}").getBytes(UTF_8);
        producer.send(new ProducerRecord<>(Topics.CDN_LOGS.name(), 0, at, null, line))
                .get();
    }

    private static KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrap()), new ByteArraySerializer(), new ByteArraySerializer());
    }
}
