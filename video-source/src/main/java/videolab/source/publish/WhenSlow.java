package videolab.source.publish;

/** What happens to frames while Kafka takes fewer than the camera gives. */
public enum WhenSlow {
    /** The oldest that waits is dropped and counted: of a live camera, the newest picture matters. */
    DROP_OLDEST,
    /** The source waits: of a file, every picture matters. */
    WAIT
}
