package videolab.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import videolab.contract.Topics;

/**
 * How to reach Kafka: the broker's address and the client properties of {@code --kafka-config}. Every client of the lab is
 * built from it, Spark's too. A property of the file overrides the lab's tuning, but not what the lab depends on
 * ({@link #LAB_OWNED}).
 *
 * @param bootstrap {@code host:port}, several with commas
 * @param client client properties, such as {@code security.protocol}; they may hold secrets
 */
public record KafkaSettings(String bootstrap, Map<String, String> client) implements Serializable {

    public static final String DEFAULT_BOOTSTRAP = "localhost:9092";

    /** Without these values the lab would lose, repeat or misread records: a file cannot set them. */
    static final Set<String> LAB_OWNED = Set.of(
            CommonClientConfigs.GROUP_ID_CONFIG,
            CommonClientConfigs.GROUP_INSTANCE_ID_CONFIG,
            ConsumerConfig.GROUP_PROTOCOL_CONFIG,
            ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
            ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
            ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
            ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG,
            ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
            ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
            ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
            ProducerConfig.ACKS_CONFIG,
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
            ProducerConfig.TRANSACTIONAL_ID_CONFIG);

    private static final Logger LOG = LoggerFactory.getLogger(KafkaSettings.class);
    private static final String SPARK = "kafka.";

    public KafkaSettings {
        client = Map.copyOf(client);
    }

    /** A broker that asks for nothing. */
    public static KafkaSettings at(String bootstrap) {
        return new KafkaSettings(bootstrap, Map.of());
    }

    /**
     * Reads a Java properties file, as Kafka's own tools take it by {@code --command-config}. Properties that the lab owns
     * are named in a warning and ignored.
     *
     * @param bootstrap the broker's address; where it is empty, the file's {@code bootstrap.servers} is used
     * @throws UsageException when the file cannot be read, or is not a properties file
     */
    public static KafkaSettings read(Optional<String> bootstrap, Path file) {
        Map<String, String> client = new HashMap<>(properties(file));
        String inFile = client.remove(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG);
        Set<String> ignored = new TreeSet<>(client.keySet());
        ignored.retainAll(LAB_OWNED);
        if (!ignored.isEmpty()) {
            LOG.warn("{} in {} is ignored: the lab needs its own value", String.join(", ", ignored), file);
            client.keySet().removeAll(ignored);
        }
        String address = bootstrap.orElse(inFile == null || inFile.isBlank() ? DEFAULT_BOOTSTRAP : inFile.strip());
        return new KafkaSettings(address, client);
    }

    private static Map<String, String> properties(Path file) {
        Properties properties = new Properties();
        try (InputStream in = Files.newInputStream(file)) {
            properties.load(in);
        } catch (IllegalArgumentException e) { // a broken \\uXXXX
            throw unreadable(file, e.getMessage());
        } catch (IOException e) {
            throw unreadable(file, reason(file, e));
        }
        Map<String, String> values = new HashMap<>();
        properties.forEach((name, value) -> values.put((String) name, (String) value));
        return values;
    }

    private static String reason(Path file, IOException e) {
        if (Files.isDirectory(file)) {
            return "it is a folder";
        }
        if (e instanceof NoSuchFileException) {
            return "it does not exist";
        }
        return e instanceof AccessDeniedException ? "access is denied" : e.getMessage();
    }

    private static UsageException unreadable(Path file, String reason) {
        return new UsageException(
                "--kafka-config", file, "a Java properties file with Kafka client properties is expected: " + reason);
    }

    /**
     * For a producer.
     *
     * @param tuning the caller's choices, which the file may override
     */
    public Map<String, Object> producer(Map<String, ?> tuning) {
        Map<String, Object> properties = client(tuning);
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.MAX_MESSAGE_BYTES);
        return properties;
    }

    /**
     * For a consumer that joins no group and commits nothing.
     *
     * @param tuning the caller's choices, which the file may override
     */
    public Map<String, Object> consumer(Map<String, ?> tuning) {
        Map<String, Object> properties = client(tuning);
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        // A typo must not become a topic.
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        // For a topic that was emptied or recreated under the reader: go on with what there is.
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, Topics.MAX_MESSAGE_BYTES);
        return properties;
    }

    /**
     * For the admin client.
     *
     * @param timeouts the caller's, which win: an error has to come in time
     */
    public Map<String, Object> admin(Map<String, ?> timeouts) {
        Map<String, Object> properties = client(Map.of());
        properties.putAll(timeouts);
        return properties;
    }

    private Map<String, Object> client(Map<String, ?> tuning) {
        Map<String, Object> properties = new HashMap<>(tuning);
        properties.putAll(client);
        properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        return properties;
    }

    /** Options of Spark's Kafka source. */
    public Map<String, String> sparkSource() {
        Map<String, String> options = spark(Map.of());
        options.put(SPARK + ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, String.valueOf(Topics.MAX_MESSAGE_BYTES));
        return options;
    }

    /**
     * Options of Spark's Kafka sink.
     *
     * @param tuning producer properties, without Spark's prefix, which the file may override
     */
    public Map<String, String> sparkSink(Map<String, String> tuning) {
        Map<String, String> options = spark(tuning);
        // A row over this size would fail the query, again and again.
        options.put(SPARK + ProducerConfig.MAX_REQUEST_SIZE_CONFIG, String.valueOf(Topics.MAX_MESSAGE_BYTES));
        return options;
    }

    private Map<String, String> spark(Map<String, String> tuning) {
        Map<String, String> options = new TreeMap<>();
        tuning.forEach((name, value) -> options.put(SPARK + name, value));
        client.forEach((name, value) -> options.put(SPARK + name, value));
        options.put(SPARK + CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        return options;
    }

    /** Without values: any of them may be a secret. */
    @Override
    public String toString() {
        return "KafkaSettings[" + bootstrap
                + (client.isEmpty() ? "" : " with " + String.join(", ", new TreeSet<>(client.keySet()))) + "]";
    }
}
