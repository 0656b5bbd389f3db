package videolab.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import videolab.contract.Topic;

/**
 * A topic as a broker has it.
 *
 * @param configs every setting of Kafka's topic configuration, defaults of the broker too
 * @param records between the first and the last offset: transaction markers and compacted records count
 */
record TopicOnBroker(int partitions, Map<String, String> configs, long records) {

    /** How long a record stays; negative when for ever. */
    Duration retention() {
        return Duration.ofMillis(Long.parseLong(configs.get("retention.ms")));
    }

    /** What differs from the declaration, each as a person would say it; empty when nothing does. */
    List<String> differencesFrom(Topic declared) {
        List<String> differences = new ArrayList<>();
        if (partitions != declared.partitions()) {
            differences.add("partitions " + partitions + " instead of " + declared.partitions());
        }
        new TreeMap<>(declared.configs()).forEach((name, value) -> {
            String here = configs.get(name);
            if (!value.equals(here)) {
                differences.add(name + " " + here + " instead of " + value);
            }
        });
        return differences;
    }
}
