package videolab.processor.audience.sessions;

/** Rule 3 of {@code docs/kpis.md}: how far a player's clock is off. */
final class ClockSkew {

    /** Received time of the session's first event. */
    long firstReceivedMs = SessionMachine.NEVER;

    /** Smallest received time less event time. */
    long smallestDelayMs;

    /** Takes an event into account; true where the clock is known better than before. */
    boolean observe(SessionEvent event, SessionRules rules) {
        long received = event.receivedAtMs();
        long delay = received - event.eventAtMs();
        if (firstReceivedMs == SessionMachine.NEVER) {
            firstReceivedMs = received;
            smallestDelayMs = delay;
            return false;
        }
        if (received - firstReceivedMs > rules.skewSamplesMs() || delay >= smallestDelayMs) {
            return false;
        }
        smallestDelayMs = delay;
        return true;
    }

    /** What is added to event times, in ms. */
    long ms() {
        boolean right = smallestDelayMs >= 0 && smallestDelayMs <= SessionRules.RIGHT_CLOCK_MS;
        return right ? 0 : smallestDelayMs;
    }

    /** Rule 4: the corrected time of an event. */
    long corrected(SessionEvent event) {
        return Math.min(event.eventAtMs() + ms(), event.receivedAtMs());
    }
}
