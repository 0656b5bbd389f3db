package videolab.source.viewers;

/**
 * How an event reached the collector.
 *
 * @param receivedAt true time, epoch milliseconds
 * @param repeatedAt when it came once more, -1 for never
 */
record DeliveredEvent(PlayEvent event, long receivedAt, long repeatedAt) {}
