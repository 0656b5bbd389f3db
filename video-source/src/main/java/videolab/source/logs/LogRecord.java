package videolab.source.logs;

/**
 * Lines on their way to Kafka.
 *
 * @param value the lines, each with its end, after the {@code #Fields} line that they need
 * @param lines how many, that line not counted
 */
public record LogRecord(byte[] value, int lines) {}
