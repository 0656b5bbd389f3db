package videolab.processor.audience.formats;

import videolab.processor.audience.sessions.PlayerEvent;

/** What became of a value, or of one event in it. */
public sealed interface Parsed {

    record Accepted(PlayerEvent event) implements Parsed {}

    /** @param reason one short sentence that repeats nothing private */
    record Rejected(String reason) implements Parsed {}
}
