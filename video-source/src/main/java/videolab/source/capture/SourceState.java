package videolab.source.capture;

/** Where a camera stands; each state says what is true in it. */
public sealed interface SourceState {

    /** The camera is asked for the first time and has not answered yet. */
    record Opening() implements SourceState {
        @Override
        public String toString() {
            return "opening";
        }
    }

    /**
     * Pictures come.
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
     * The camera is away and is asked again and again.
     *
     * @param reason what was the matter when it went
     */
    record Retrying(String reason) implements SourceState {
        @Override
        public String toString() {
            return "away (" + reason + "), asking again until it answers";
        }
    }

    /** Nobody asks any more; what was open is closed. */
    record Ended() implements SourceState {
        @Override
        public String toString() {
            return "ended";
        }
    }
}
