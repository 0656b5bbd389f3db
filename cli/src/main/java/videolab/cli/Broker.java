package videolab.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import picocli.CommandLine.Option;
import videolab.contract.Topic;

/** The options {@code --bootstrap} and {@code --kafka-config}, and whether a broker answers there. */
public final class Broker {

    private static final Duration PATIENCE = Duration.ofSeconds(8);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(500);

    @FromEnvironment("KAFKA_BOOTSTRAP_SERVERS")
    @Option(
            names = "--bootstrap",
            paramLabel = "HOST:PORT",
            description = "Kafka's address (KAFKA_BOOTSTRAP_SERVERS; default: localhost:9092).")
    private String address;

    @FromEnvironment("KAFKA_CONFIG")
    @Option(
            names = "--kafka-config",
            paramLabel = "FILE",
            description =
                    "Java properties file with Kafka client properties, such as security.protocol and sasl.*; properties that the lab owns are ignored"
                            + " (KAFKA_CONFIG; default: none).")
    private Path file;

    private KafkaSettings settings;

    /** For picocli. */
    public Broker() {}

    public Broker(KafkaSettings settings) {
        this.settings = settings;
    }

    /**
     * How to reach Kafka.
     *
     * @throws UsageException when the file of {@code --kafka-config} cannot be read
     */
    public KafkaSettings settings() {
        if (settings == null) {
            Optional<String> given = Optional.ofNullable(address);
            settings = file == null
                    ? KafkaSettings.at(given.orElse(KafkaSettings.DEFAULT_BOOTSTRAP))
                    : KafkaSettings.read(given, file);
        }
        return settings;
    }

    /** Kafka's address. */
    public String bootstrap() {
        return settings().bootstrap();
    }

    /**
     * Fails within ten seconds unless a broker answers and holds the topics.
     *
     * @throws UsageException when the address is none
     * @throws FailedException when nobody answers, the broker refuses, or a topic is missing
     */
    public void require(String... topics) {
        try (Admin admin = admin()) {
            Set<String> present = admin.listTopics().names().get();
            List<String> missing = new ArrayList<>(List.of(topics));
            missing.removeAll(present);
            if (!missing.isEmpty()) {
                throw new FailedException(
                        "topic " + String.join(", ", missing) + " does not exist on the broker at " + bootstrap()
                                + "; './lab topics create' makes the lab's, or name another broker by --bootstrap");
            }
        } catch (ExecutionException e) {
            throw failure(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FailedException("interrupted while asking the broker at " + bootstrap(), e);
        }
    }

    /** The id of a topic, which {@link #require} has found; one that is recreated under the same name has another. */
    public String topicId(String topic) {
        try (Admin admin = admin()) {
            return admin.describeTopics(List.of(topic))
                    .topicNameValues()
                    .get(topic)
                    .get()
                    .topicId()
                    .toString();
        } catch (ExecutionException e) {
            throw failure(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FailedException("interrupted while asking the broker at " + bootstrap(), e);
        }
    }

    /** How many partitions a topic has, which {@link #require} has found. */
    public int partitions(String topic) {
        try (Admin admin = admin()) {
            return admin.describeTopics(List.of(topic))
                    .topicNameValues()
                    .get(topic)
                    .get()
                    .partitions()
                    .size();
        } catch (ExecutionException e) {
            throw failure(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FailedException("interrupted while asking the broker at " + bootstrap(), e);
        }
    }

    /**
     * Those of the topics that the broker has, by name.
     *
     * @throws FailedException when nobody answers, or the broker refuses
     */
    Map<String, TopicOnBroker> topics(List<Topic> topics) {
        try (Admin admin = admin()) {
            Set<String> present = admin.listTopics().names().get();
            List<String> names =
                    topics.stream().map(Topic::name).filter(present::contains).toList();
            Map<String, TopicDescription> described =
                    admin.describeTopics(names).allTopicNames().get();
            Map<ConfigResource, Config> configs = admin.describeConfigs(names.stream()
                            .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                            .toList())
                    .all()
                    .get();
            List<TopicPartition> partitions = described.values().stream()
                    .flatMap(topic -> topic.partitions().stream()
                            .map(partition -> new TopicPartition(topic.name(), partition.partition())))
                    .toList();
            Map<TopicPartition, Long> first = offsets(admin, partitions, OffsetSpec.earliest());
            Map<TopicPartition, Long> last = offsets(admin, partitions, OffsetSpec.latest());
            Map<String, TopicOnBroker> found = new HashMap<>();
            for (String name : names) {
                Map<String, String> settings = new HashMap<>();
                configs.get(new ConfigResource(ConfigResource.Type.TOPIC, name))
                        .entries()
                        .forEach(entry -> settings.put(entry.name(), entry.value()));
                long records = partitions.stream()
                        .filter(partition -> partition.topic().equals(name))
                        .mapToLong(partition -> last.get(partition) - first.get(partition))
                        .sum();
                found.put(
                        name, new TopicOnBroker(described.get(name).partitions().size(), settings, records));
            }
            return found;
        } catch (ExecutionException e) {
            throw failure(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FailedException("interrupted while asking the broker at " + bootstrap(), e);
        }
    }

    private static Map<TopicPartition, Long> offsets(Admin admin, List<TopicPartition> partitions, OffsetSpec spec)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        admin.listOffsets(partitions.stream().collect(Collectors.toMap(partition -> partition, partition -> spec)))
                .all()
                .get()
                .forEach((partition, offset) -> offsets.put(partition, offset.offset()));
        return offsets;
    }

    /**
     * Creates the topics that are not there and leaves the others as they are. Returns when the broker lists them: its
     * controller confirms a topic before the broker itself has heard of it.
     *
     * @param wait how long a broker that does not answer is asked again; at zero once
     * @return the names of those it created
     * @throws FailedException when nobody answers, or the broker refuses
     */
    public List<String> create(List<Topic> topics, Duration wait) {
        long deadline = System.nanoTime() + wait.toNanos();
        while (true) {
            try {
                return create(topics);
            } catch (FailedException e) {
                if (isRefusedForGood(e) || System.nanoTime() - deadline >= 0 || !pause()) {
                    throw e;
                }
            }
        }
    }

    private List<String> create(List<Topic> topics) {
        List<String> created = new ArrayList<>();
        try (Admin admin = admin()) {
            var requests =
                    admin.createTopics(topics.stream().map(Broker::request).toList());
            for (var request : requests.values().entrySet()) {
                try {
                    request.getValue().get();
                    created.add(request.getKey());
                } catch (ExecutionException e) {
                    if (!(e.getCause() instanceof TopicExistsException)) {
                        throw failure(e);
                    }
                }
            }
            awaitListed(admin, topics.stream().map(Topic::name).toList());
            return created;
        } catch (ExecutionException e) {
            throw failure(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FailedException("interrupted while creating topics at " + bootstrap(), e);
        }
    }

    private void awaitListed(Admin admin, List<String> topics) throws ExecutionException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!admin.listTopics().names().get().containsAll(topics)) {
            if (System.nanoTime() - deadline >= 0) {
                throw new FailedException("the broker at " + bootstrap() + " confirmed the topics "
                        + String.join(", ", topics) + " but did not list them within " + PATIENCE.toSeconds()
                        + " s; look at its log");
            }
            Thread.sleep(50);
        }
    }

    private Admin admin() {
        try {
            return Admin.create(settings()
                    .admin(Map.of(
                            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                            (int) PATIENCE.toMillis(),
                            AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                            (int) PATIENCE.toMillis() / 2)));
        } catch (KafkaException e) {
            throw new ConnectionFailure(settings(), PATIENCE).ofSettings(e, file);
        }
    }

    private FailedException failure(ExecutionException e) {
        return new ConnectionFailure(settings(), PATIENCE).of(e.getCause());
    }

    /** A broker that has just started refuses topics too: until the cluster lets it in, nobody can hold a replica. */
    private static boolean isRefusedForGood(FailedException e) {
        return e.getCause() instanceof ApiException refusal
                && !(refusal instanceof RetriableException)
                && !(refusal instanceof InvalidReplicationFactorException);
    }

    private static boolean pause() {
        try {
            Thread.sleep(BETWEEN_TRIES.toMillis());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** With the broker's default replication. */
    private static NewTopic request(Topic topic) {
        return new NewTopic(topic.name(), Optional.of(topic.partitions()), Optional.empty()).configs(topic.configs());
    }
}
