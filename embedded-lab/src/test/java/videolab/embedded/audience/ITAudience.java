package videolab.embedded.audience;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import videolab.contract.EventHeaders;
import videolab.contract.RejectHeaders;
import videolab.contract.Topics;
import videolab.embedded.run.EmbeddedBroker;
import videolab.processor.audience.AudienceService;
import videolab.processor.spark.LabSpark;
import videolab.source.viewers.EventFormat;
import videolab.source.viewers.ScenarioSettings;
import videolab.source.viewers.ViewerScenario;

/** The service between a real broker's topics and its files. */
class ITAudience {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final PrintWriter ERR = new PrintWriter(System.err, true);

    @TempDir
    private Path folder;

    @Test
    void everyRowIsTrueAlsoWhereTheServiceEndsInTheMiddle() throws Exception {
        ScenarioSettings settings = ScenarioSettings.of(60, 11, Instant.EPOCH, Duration.ofMinutes(3))
                .withFormats(List.of(EventFormat.values()));
        // Longer ago than the topic keeps records.
        Instant start = Instant.now().minus(settings.extent()).minus(Topics.PLAYER_EVENTS.retention());
        ViewerScenario scenario = ViewerScenario.of(settings.withStart(Instant.ofEpochMilli(start.toEpochMilli())));

        AudienceTrial.Outcome outcome = new AudienceTrial(scenario, Optional.empty(), true, ERR).run();

        assertThat(outcome.mismatches()).isEmpty();
        assertThat(outcome.sessions()).isGreaterThan(50);
        assertThat(outcome.duplicates()).isPositive();
        assertThat(outcome.rejected()).isZero();
    }

    @Test
    void aClockADayAheadAndRubbishStopNothing() throws Exception {
        long begin = Math.floorDiv(System.currentTimeMillis() - 600_000, 30_000) * 30_000;
        long day = Duration.ofDays(1).toMillis();
        Map<String, byte[]> bad = bad(begin);
        ScenarioSettings settings = ScenarioSettings.of(1, 1, Instant.ofEpochMilli(begin), Duration.ofMinutes(3));
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("kafka"), 0);
                KafkaProducer<byte[], byte[]> producer = producer(broker);
                SparkSession spark = LabSpark.open("audience test", "local[2]", false);
                AudienceProgress progress = AudienceProgress.of(spark, bad.size() + 13, ERR);
                AudienceService service = AudienceService.start(
                        spark, AudienceTrial.settings(settings, broker.kafka(), folder, Optional.empty()))) {
            for (Map.Entry<String, byte[]> each : bad.entrySet()) {
                send(producer, each.getKey().startsWith("cmcd") ? "cmcd2" : "epas", begin, "bad", each.getValue());
            }
            play(producer, "right", begin, 0);
            play(producer, "ahead", begin, day);
            producer.flush();
            progress.awaitRead(bad.size() + 6, () -> service.end().isDone(), PATIENCE);
            // Two batches later the watermark would be a day ahead, if that clock could move it.
            play(producer, "next", begin + 30_000, 0);
            producer.flush();
            progress.awaitRead(bad.size() + 9, () -> service.end().isDone(), PATIENCE);
            play(producer, "last", begin + 60_000, 0);
            send(producer, "epas", begin + 240_000, "flush", event("metadata", "flush", begin + 240_000));
            producer.flush();
            progress.awaitIdle(() -> service.end().isDone(), PATIENCE);

            assertThat(service.counters().rejected()).isEqualTo(bad.size());
            assertThat(service.counters().behindWatermark()).isZero();
            KpiRows rows = KpiOutputs.ofFiles(spark, folder.resolve("kpis"));
            assertThat(views(rows, begin)).isEqualTo(2);
            assertThat(views(rows, begin + 30_000)).isEqualTo(1);
            assertThat(views(rows, begin + 60_000)).isEqualTo(1);
            assertThat(rows.sum("overall", "late")).isZero();
            assertThat(reasons(broker))
                    .hasSize(bad.size())
                    .allSatisfy(reason -> assertThat(reason).isNotBlank().doesNotContain("203.0.113.77"));
        }
    }

    @Test
    void aSessionThatHasEndedHasItsRowAlsoWhenNobodyElseClosesAWindow() throws Exception {
        long begin = Math.floorDiv(System.currentTimeMillis() - 600_000, 30_000) * 30_000;
        ScenarioSettings settings = ScenarioSettings.of(1, 1, Instant.ofEpochMilli(begin), Duration.ofMinutes(3));
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("kafka"), 0);
                KafkaProducer<byte[], byte[]> producer = producer(broker);
                SparkSession spark = LabSpark.open("audience test", "local[2]", false);
                AudienceProgress progress = AudienceProgress.of(spark, 5, ERR);
                AudienceService service = AudienceService.start(
                        spark, AudienceTrial.settings(settings, broker.kafka(), folder, Optional.empty()))) {
            // It stops in the last seconds of its window, so that its row waits for the next one's end.
            play(producer, "short", begin + 19_500, 0);
            send(producer, "epas", begin + 100_000, "other", event("init", "other", begin + 100_000));
            producer.flush();
            progress.awaitRead(4, () -> service.end().isDone(), PATIENCE);
            awaitWindow(broker);
            send(producer, "epas", begin + 115_000, "other", event("heartbeat", "other", begin + 115_000));
            producer.flush();
            progress.awaitIdle(() -> service.end().isDone(), PATIENCE);

            KpiRows rows = KpiOutputs.ofFiles(spark, folder.resolve("kpis"));
            assertThat(rows.count("overall")).isEqualTo(1);
            assertThat(rows.count(KpiRows.SESSIONS)).isEqualTo(1);
        }
    }

    private static void awaitWindow(EmbeddedBroker broker) throws InterruptedException {
        Instant end = Instant.now().plus(PATIENCE);
        while (KpiOutputs.ofTopic(broker.bootstrap(), Topics.AUDIENCE_KPIS.name())
                        .count("overall")
                == 0) {
            assertThat(Instant.now()).as("no window was written").isBefore(end);
            TimeUnit.MILLISECONDS.sleep(500);
        }
    }

    private static Map<String, byte[]> bad(long at) {
        Map<String, byte[]> bad = new HashMap<>();
        bad.put("no JSON", "hello".getBytes(UTF_8));
        bad.put("half a JSON", "{\"event\":\"init\",\"sess".getBytes(UTF_8));
        bad.put("a wrong type", "{\"event\":5,\"sessionId\":\"s\",\"timestamp\":1}".getBytes(UTF_8));
        bad.put("an unknown event", event("dance", "bad", at));
        bad.put("an address for an event", event("203.0.113.77", "bad", at));
        bad.put("no session", ("{\"event\":\"init\",\"timestamp\":" + at + "}").getBytes(UTF_8));
        bad.put("nested brackets", "[".repeat(9_000_000).getBytes(UTF_8));
        bad.put("1970", event("init", "bad", 0));
        bad.put("2100", event("init", "bad", 4_102_444_800_000L));
        bad.put("cmcd with an open quote", ("e=ps,sid=\"bad,sta=p,ts=" + at).getBytes(UTF_8));
        return bad;
    }

    /** Three events. */
    private static void play(KafkaProducer<byte[], byte[]> producer, String session, long at, long clock) {
        send(producer, "epas", at, session, event("init", session, at + clock));
        send(producer, "epas", at + 1_000, session, event("playing", session, at + 1_000 + clock));
        send(producer, "epas", at + 9_000, session, event("stopped", session, at + 9_000 + clock));
    }

    private static byte[] event(String name, String session, long at) {
        return ("{\"event\":\"" + name + "\",\"sessionId\":\"" + session + "\",\"timestamp\":" + at
                        + ",\"playhead\":-1,\"duration\":-1}")
                .getBytes(UTF_8);
    }

    private static void send(
            KafkaProducer<byte[], byte[]> producer, String format, long receivedAt, String session, byte[] value) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(Topics.PLAYER_EVENTS.name(), session.getBytes(UTF_8), value);
        record.headers()
                .add(EventHeaders.FORMAT, format.getBytes(UTF_8))
                .add(EventHeaders.RECEIVED_AT, String.valueOf(receivedAt).getBytes(UTF_8));
        producer.send(record);
    }

    private static KafkaProducer<byte[], byte[]> producer(EmbeddedBroker broker) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", broker.bootstrap());
        settings.put("max.request.size", Topics.MAX_MESSAGE_BYTES);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static long views(KpiRows rows, long windowStart) {
        String start = Instant.ofEpochMilli(windowStart).toString().replace("Z", ".000Z");
        JsonNode row = rows.get(new KpiRows.Key("overall", start, ""));
        return row == null ? 0 : row.path("views").asLong();
    }

    private static List<String> reasons(EmbeddedBroker broker) {
        List<String> reasons = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.bootstrap()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> all = List.of(new TopicPartition(Topics.REJECTED_EVENTS.name(), 0));
            consumer.assign(all);
            consumer.seekToBeginning(all);
            long end = consumer.endOffsets(all).get(all.get(0));
            while (consumer.position(all.get(0)) < end) {
                consumer.poll(Duration.ofMillis(200))
                        .forEach(message -> reasons.add(new String(
                                message.headers()
                                        .lastHeader(RejectHeaders.REASON)
                                        .value(),
                                UTF_8)));
            }
        }
        return reasons;
    }
}
