package videolab.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import videolab.cli.Broker;
import videolab.cli.FailedException;
import videolab.cli.KafkaSettings;
import videolab.cli.LabCommandLine;
import videolab.cli.TopicsCommand;
import videolab.cli.UsageException;
import videolab.contract.Topic;
import videolab.contract.Topics;
import videolab.embedded.run.EmbeddedBroker;

@Timeout(60)
class ITEmbeddedBroker {

    @TempDir
    private Path folder;

    @Test
    void holdsTheTopicsAsDeclared() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0);
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
            assertThat(admin.listTopics().names().get())
                    .containsExactlyInAnyOrderElementsOf(
                            Topics.ALL.stream().map(Topic::name).toList());

            var resource = new ConfigResource(ConfigResource.Type.TOPIC, Topics.FRAMES.name());
            Config config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
            Topics.FRAMES
                    .configs()
                    .forEach((name, value) ->
                            assertThat(config.get(name).value()).as(name).isEqualTo(value));
        }
    }

    @Test
    void theTopicsCommandCreatesWhatIsMissingAndSaysSo() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0);
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
            admin.deleteTopics(List.of(Topics.CDN_KPIS.name())).all().get();
            while (admin.listTopics().names().get().contains(Topics.CDN_KPIS.name())) {
                Thread.sleep(20);
            }
            StringWriter out = new StringWriter();
            int exitCode = LabCommandLine.of(new TopicsCommand())
                    .setOut(new PrintWriter(out))
                    .execute("create", "--bootstrap", broker.bootstrap());

            assertThat(exitCode).isZero();
            assertThat(out.toString().lines())
                    .hasSize(Topics.ALL.size())
                    .contains("created  cdn-kpis", "present  distributed-video1");
            new Broker(broker.kafka())
                    .require(Topics.ALL.stream().map(Topic::name).toArray(String[]::new));
        }
    }

    @Test
    void theTopicsCommandListsWhatTheBrokerHasAndWhatDiffers() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0);
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
            send(broker, 1000);
            admin.deleteTopics(List.of(Topics.CDN_KPIS.name())).all().get();
            admin.createPartitions(Map.of(Topics.CDN_LOGS.name(), NewPartitions.increaseTo(5)))
                    .all()
                    .get();
            while (admin.listTopics().names().get().contains(Topics.CDN_KPIS.name())
                    || partitions(admin, Topics.CDN_LOGS) != 5) {
                Thread.sleep(20);
            }
            var resource = new ConfigResource(ConfigResource.Type.TOPIC, Topics.FACE_CROPS.name());
            var retention = new AlterConfigOp(new ConfigEntry("retention.ms", "5400000"), AlterConfigOp.OpType.SET);
            admin.incrementalAlterConfigs(Map.of(resource, List.of(retention)))
                    .all()
                    .get();

            StringWriter out = new StringWriter();
            int exitCode = LabCommandLine.of(new TopicsCommand())
                    .setOut(new PrintWriter(out))
                    .execute("list", "--bootstrap", broker.bootstrap());

            assertThat(exitCode).isZero();
            assertThat(out.toString().lines())
                    .contains(
                            "topic                partitions retention    records",
                            "distributed-video1            2       10m          1",
                            "cdn-kpis             missing; './lab topics create' makes it",
                            "cdnlogs                       5        1h          0",
                            "  differs: partitions 5 instead of 2",
                            "face-crops                    2       90m          0",
                            "  differs: retention.ms 5400000 instead of 3600000")
                    .hasSize(1 + Topics.ALL.size() + 2);
        }
    }

    private static int partitions(Admin admin, Topic topic) throws Exception {
        return admin.describeTopics(List.of(topic.name()))
                .topicNameValues()
                .get(topic.name())
                .get()
                .partitions()
                .size();
    }

    @Test
    void aSecondStartOnTheSameFolderKeepsTheRecords() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0)) {
            send(broker, 1000);
        }
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0)) {
            assertThat(send(broker, 1000)).isEqualTo(1);
        }
    }

    @Test
    void takesAFrameOfEightMegabytesAndRefusesOneOfTwenty() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0)) {
            assertThat(send(broker, 8_000_000)).isZero();
            assertThatThrownBy(() -> send(broker, 20_000_000)).hasCauseInstanceOf(RecordTooLargeException.class);
        }
    }

    @Test
    void anOccupiedPortIsNamed() throws Exception {
        try (ServerSocket occupied = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThatThrownBy(() -> EmbeddedBroker.start(folder, occupied.getLocalPort()))
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining("--kafka-port is '" + occupied.getLocalPort() + "'");
        }
    }

    @Test
    void aFolderInUseIsNamed() {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0)) {
            assertThatThrownBy(() -> EmbeddedBroker.start(folder, 0))
                    .isInstanceOf(FailedException.class)
                    .hasMessageContaining(folder.toString());
            new Broker(broker.kafka()).require(Topics.FRAMES.name());
        }
    }

    @Test
    void aMissingTopicAndASilentAddressAreNamed() {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0)) {
            assertThatThrownBy(() -> new Broker(broker.kafka()).require("no-such-topic"))
                    .isInstanceOf(FailedException.class)
                    .hasMessageContaining("no-such-topic");
        }
        assertThatThrownBy(() -> new Broker(KafkaSettings.at("127.0.0.1:1")).require())
                .isInstanceOf(FailedException.class)
                .hasMessageContaining("127.0.0.1:1");
        assertThatThrownBy(() -> new Broker(KafkaSettings.at("no-such-host.invalid:9092")).require())
                .isInstanceOf(FailedException.class)
                .hasMessageContaining("no-such-host.invalid");
    }

    @Test
    void whatTheBrokerRefusesIsToldInItsWordsAndNotAskedAgain() {
        Topic wrong = new Topic("wrong", 1, Map.of("no.such.setting", "1"));
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0)) {
            assertThatThrownBy(() -> new Broker(broker.kafka()).create(List.of(wrong), Duration.ofMinutes(10)))
                    .isInstanceOf(FailedException.class)
                    .hasMessageContaining("refused")
                    .hasMessageContaining("no.such.setting");
        }
    }

    @Test
    void aFrameIsDatedByTheBrokerWhateverItsSourceSays() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0)) {
            Instant begin = Instant.now();
            long slowClock = begin.minus(Duration.ofHours(3)).toEpochMilli();

            assertThat(Instant.ofEpochMilli(send(broker, 1000, slowClock).timestamp()))
                    .isBetween(begin.truncatedTo(ChronoUnit.MILLIS), Instant.now());
        }
    }

    private static long send(EmbeddedBroker broker, int bytes) throws InterruptedException, ExecutionException {
        return send(broker, bytes, null).offset();
    }

    private static RecordMetadata send(EmbeddedBroker broker, int bytes, Long timestamp)
            throws InterruptedException, ExecutionException {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", broker.bootstrap(), "max.request.size", 32 * 1024 * 1024);
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            ProducerRecord<byte[], byte[]> record =
                    new ProducerRecord<>(Topics.FRAMES.name(), 0, timestamp, null, new byte[bytes]);
            return producer.send(record).get();
        }
    }
}
