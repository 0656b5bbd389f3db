package videolab.processor.faces;

import java.time.Instant;
import java.util.Map;

/**
 * A record of the frame topic as Kafka delivers it. Nothing in it is trusted yet.
 *
 * @param key null where the producer set none
 * @param value null for a tombstone
 * @param headers the last value of each header name; values may be null
 * @param timestamp Kafka's: when the producer sent it, or the broker appended it
 */
public record FrameRecord(
        byte[] key, byte[] value, Map<String, byte[]> headers, int partition, long offset, Instant timestamp) {}
