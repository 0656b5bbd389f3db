package videolab.source.publish;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import videolab.cli.KafkaSettings;
import videolab.contract.Topics;

/** Finds out which limit refused a record for its size: the source's own, the topic's or the broker's. */
final class SizeLimit {

    private static final Logger LOG = LoggerFactory.getLogger(SizeLimit.class);
    private static final int PATIENCE_S = 5;

    private SizeLimit() {}

    /**
     * Names the limit and what raises it, a phrase. Asks the broker.
     *
     * @param recordBytes of the refused record, headers left out
     */
    static String of(KafkaSettings kafka, String topic, long recordBytes) throws InterruptedException {
        if (recordBytes >= Topics.MAX_MESSAGE_BYTES) {
            return "a source of this lab sends at most " + Topics.MAX_MESSAGE_BYTES
                    + " bytes; a smaller --width or --quality helps";
        }
        try (Admin admin = Admin.create(kafka.admin(Map.of()))) {
            ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
            ConfigEntry limit = admin.describeConfigs(List.of(resource))
                    .all()
                    .get(PATIENCE_S, TimeUnit.SECONDS)
                    .get(resource)
                    .get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
            return sentence(topic, limit);
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            LOG.debug("the size limit of {} is unknown", topic, e);
            return "topic " + topic
                    + " or its broker takes only smaller records (max.message.bytes, message.max.bytes)";
        }
    }

    static String sentence(String topic, ConfigEntry limit) {
        String raise = "; 'kafka-configs.sh --alter --entity-type topics --entity-name " + topic
                + " --add-config max.message.bytes=" + Topics.MAX_MESSAGE_BYTES
                + "' raises it for the topic, a smaller --width or --quality stays below it";
        return limit.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG
                ? "topic " + topic + " takes at most " + limit.value() + " bytes (its max.message.bytes)" + raise
                : "the broker takes at most " + limit.value() + " bytes on topic " + topic
                        + " (the broker's message.max.bytes)" + raise;
    }
}
