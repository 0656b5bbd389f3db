package videolab.processor.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import videolab.cli.KafkaSettings;
import videolab.processor.spark.StallWatch;

/** Asks the broker how far a topic has grown. One thread. */
public final class KafkaTopicEnd implements StallWatch.TopicEnd {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaTopicEnd.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final KafkaSettings kafka;
    private final String topic;
    private Admin admin;

    public KafkaTopicEnd(KafkaSettings kafka, String topic) {
        this.kafka = kafka;
        this.topic = topic;
    }

    @Override
    public String name() {
        return topic;
    }

    @Override
    public synchronized OptionalLong offset() {
        try {
            if (admin == null) {
                admin = Admin.create(kafka.admin(Map.of()));
            }
            Map<TopicPartition, OffsetSpec> partitions = await(admin.describeTopics(List.of(topic))
                            .topicNameValues()
                            .get(topic)
                            .toCompletionStage())
                    .partitions()
                    .stream()
                    .collect(Collectors.toMap(
                            partition -> new TopicPartition(topic, partition.partition()),
                            partition -> OffsetSpec.latest()));
            return OptionalLong.of(await(admin.listOffsets(partitions).all().toCompletionStage()).values().stream()
                    .mapToLong(ListOffsetsResultInfo::offset)
                    .sum());
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            LOG.debug("the end of {} is unknown", topic, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return OptionalLong.empty();
    }

    private static <T> T await(CompletionStage<T> answer)
            throws ExecutionException, TimeoutException, InterruptedException {
        return answer.toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public synchronized void close() {
        if (admin != null) {
            admin.close(Duration.ZERO);
        }
    }
}
