package videolab.source.viewers;

import java.time.Instant;

/**
 * A record on its way to the collector.
 *
 * @param session the record's key
 * @param clientAddress null where the collector does not tell
 * @param userAgent null where the player sent none
 * @param receivedAt by the clock of the collector, or of the server that logged the request
 * @param shippedAt Kafka's timestamp: later where lines of a log are collected first
 */
public record Delivery(
        String session,
        byte[] value,
        EventFormat format,
        String clientAddress,
        String userAgent,
        Instant receivedAt,
        Instant shippedAt) {}
