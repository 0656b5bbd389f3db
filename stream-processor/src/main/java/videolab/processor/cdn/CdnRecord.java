package videolab.processor.cdn;

/**
 * A record of the topic.
 *
 * @param key may be null
 * @param value may be null
 * @param format header, may be null
 * @param arrivedMs when it arrived, by Kafka's timestamp
 */
record CdnRecord(String topic, int partition, long offset, byte[] key, byte[] value, String format, long arrivedMs) {}
