package videolab.source.capture;

import java.time.Duration;

/** The state of a camera's connection. */
public sealed interface SourceState {

    /** The first connection is being made. */
    record Opening() implements SourceState {
        @Override
        public String toString() {
            return "opening";
        }
    }

    /**
     * Pictures arrive.
     *
     * @param width of the camera's pictures in px
     * @param height of the camera's pictures in px
     * @param codec such as {@code h264}
     */
    record Streaming(int width, int height, String codec) implements SourceState {
        @Override
        public String toString() {
            return "streaming " + width + "x" + height + " " + codec;
        }
    }

    /**
     * The camera is away; opening it is retried.
     *
     * @param reason why it counts as away
     */
    record Retrying(String reason) implements SourceState {
        @Override
        public String toString() {
            return "away (" + reason + "), retrying until it answers";
        }
    }

    /**
     * The camera refused the user and password several times in a row. It is asked rarely, so that it does not lock the account.
     *
     * @param reason what it answered
     * @param tries how often in a row
     * @param pause until the next try
     */
    record LockedOut(String reason, int tries, Duration pause) implements SourceState {
        @Override
        public String toString() {
            return "away (" + reason + ", " + tries + " times in a row), retrying every " + pause.toMinutes()
                    + " min, because cameras lock an account after more tries";
        }
    }

    /** The source is closed. */
    record Ended() implements SourceState {
        @Override
        public String toString() {
            return "ended";
        }
    }
}
