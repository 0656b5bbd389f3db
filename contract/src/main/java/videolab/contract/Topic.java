package videolab.contract;

import java.time.Duration;
import java.util.Map;

/**
 * A topic as it is created.
 *
 * @param partitions how many consumers of one group, and how many real-time task slots, can share the work
 * @param configs Kafka's topic configuration, by its own names
 */
public record Topic(String name, int partitions, Map<String, String> configs) {

    public Topic {
        configs = Map.copyOf(configs);
    }

    /** How long a record stays at least, by its timestamp. */
    public Duration retention() {
        return Duration.ofMillis(Long.parseLong(configs.get("retention.ms")));
    }
}
