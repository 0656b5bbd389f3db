package videolab.source.publish;

import java.time.Instant;
import java.util.Map;

/**
 * A record with a time of its own.
 *
 * @param key null where the topic has none
 * @param headers without null values
 * @param at Kafka's timestamp
 */
public record TimedRecord(String key, byte[] value, Map<String, String> headers, Instant at) {}
