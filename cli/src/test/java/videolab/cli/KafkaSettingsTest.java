package videolab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaSettingsTest {

    @TempDir
    private Path folder;

    @Test
    void readsClientPropertiesAndOverridesTheLabsTuning() throws IOException {
        KafkaSettings kafka = read(Optional.of("broker:9093"), "security.protocol=SASL_SSL\nlinger.ms=50\n");

        Map<String, Object> producer = kafka.producer(Map.of("linger.ms", 0, "client.id", "source"));

        assertThat(producer)
                .containsEntry("bootstrap.servers", "broker:9093")
                .containsEntry("security.protocol", "SASL_SSL")
                .containsEntry("linger.ms", "50")
                .containsEntry("client.id", "source");
        assertThat(kafka.consumer(Map.of())).containsEntry("security.protocol", "SASL_SSL");
        assertThat(kafka.admin(Map.of())).containsEntry("security.protocol", "SASL_SSL");
    }

    @Test
    void whatTheLabDependsOnWins() throws IOException {
        KafkaSettings kafka = read(
                Optional.empty(), "acks=0\nmax.request.size=1\ngroup.id=mine\nenable.auto.commit=true\nlinger.ms=5\n");

        assertThat(kafka.client()).containsOnlyKeys("linger.ms");
        assertThat(kafka.producer(Map.of()))
                .containsEntry(ProducerConfig.ACKS_CONFIG, "all")
                .containsEntry(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 10 * 1024 * 1024);
        assertThat(kafka.consumer(Map.of()))
                .containsEntry(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false)
                .doesNotContainKey("group.id");
    }

    @Test
    void theLabsValuesAreOnesThatItOwns() {
        KafkaSettings kafka = KafkaSettings.at("here:1");

        assertThat(KafkaSettings.LAB_OWNED)
                .containsAll(without(kafka.producer(Map.of())))
                .containsAll(without(kafka.consumer(Map.of())));
    }

    private static Set<String> without(Map<String, Object> properties) {
        properties.remove("bootstrap.servers");
        return properties.keySet();
    }

    @Test
    void theAddressComesFromTheOptionThenTheFileThenTheDefault() throws IOException {
        String text = "bootstrap.servers = in-file:1\n";

        assertThat(read(Optional.of("option:1"), text).bootstrap()).isEqualTo("option:1");
        assertThat(read(Optional.empty(), text).bootstrap()).isEqualTo("in-file:1");
        assertThat(read(Optional.empty(), "").bootstrap()).isEqualTo("localhost:9092");
        assertThat(read(Optional.of("option:1"), text).client()).isEmpty();
    }

    @Test
    void sparksOptionsHaveItsPrefix() throws IOException {
        KafkaSettings kafka = read(Optional.of("here:1"), "security.protocol=SSL\nlinger.ms=7\nacks=1\n");

        assertThat(kafka.sparkSource())
                .containsEntry("kafka.bootstrap.servers", "here:1")
                .containsEntry("kafka.security.protocol", "SSL")
                .containsEntry("kafka.max.partition.fetch.bytes", "10485760");
        assertThat(kafka.sparkSink(Map.of("linger.ms", "0")))
                .containsEntry("kafka.security.protocol", "SSL")
                .containsEntry("kafka.linger.ms", "7")
                .containsEntry("kafka.max.request.size", "10485760")
                .doesNotContainKey("kafka.acks");
    }

    @Test
    void showsNoValueOfTheFile() throws IOException {
        KafkaSettings kafka = read(Optional.empty(), "sasl.jaas.config=password-is-abc\nssl.keystore.key=abc\n");

        assertThat(kafka.toString())
                .isEqualTo("KafkaSettings[localhost:9092 with sasl.jaas.config, ssl.keystore.key]")
                .doesNotContain("abc");
    }

    @Test
    void travelsToExecutors() throws IOException, ClassNotFoundException {
        KafkaSettings kafka = read(Optional.empty(), "security.protocol=SSL\n");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(kafka);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertThat(in.readObject()).isEqualTo(kafka);
        }
    }

    @Test
    void saysWhatIsWrongWithTheFile() throws IOException {
        Path missing = folder.resolve("missing");
        assertThatThrownBy(() -> KafkaSettings.read(Optional.empty(), missing))
                .isInstanceOf(UsageException.class)
                .hasMessage("--kafka-config is '" + missing
                        + "', but a Java properties file with Kafka client properties is expected: it does not exist");
        assertThatThrownBy(() -> KafkaSettings.read(Optional.empty(), folder))
                .isInstanceOf(UsageException.class)
                .hasMessageEndingWith("it is a folder");
        assertThatThrownBy(() -> read(Optional.empty(), "a=\\u00"))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("--kafka-config");
    }

    private KafkaSettings read(Optional<String> bootstrap, String text) throws IOException {
        return KafkaSettings.read(bootstrap, Files.writeString(folder.resolve("client.properties"), text));
    }
}
