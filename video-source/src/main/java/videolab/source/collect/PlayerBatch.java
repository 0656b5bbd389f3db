package videolab.source.collect;

import java.util.List;
import java.util.Optional;

/**
 * What one request of a player holds.
 *
 * @param parts what is written to {@code player-events}, a record each
 * @param rest what belongs to no session, for {@code rejected-events}
 */
record PlayerBatch(List<Part> parts, Optional<Rest> rest) {

    /**
     * The events of one session, as they came; several are on lines of their own.
     *
     * @param format a value of the header {@code format}; null where only the value shows it
     * @param session null where it cannot be told here
     */
    record Part(String format, String session, byte[] value) {}

    /**
     * What could not be taken apart.
     *
     * @param reason one sentence
     */
    record Rest(byte[] value, String reason) {}
}
