package videolab.source.viewers;

/**
 * An event that came in time.
 *
 * @param said what the player's clock showed
 */
record Arrival(PlayEvent event, long corrected, long said, long receivedAt, boolean repeated) {}
